from datetime import UTC, datetime
from uuid import UUID, uuid4

from hirewire_chassis import new_id
from hirewire_contracts.documents import Document
from hirewire_contracts.values import Reference
from hirewire_jobs.candidates.rules import candidate_id_for
from hypothesis import given
from hypothesis import strategies as st


def document(document_id: UUID, about: Reference | None = None) -> Document:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    return Document(
        id=document_id,
        workspace_id=UUID(int=1),
        sequence=1,
        created_at=now,
        updated_at=now,
        kind="resume",
        status="done",
        about=about,
    )


def test_the_id_that_was_chosen_stands() -> None:
    chosen = uuid4()
    about = Reference(kind="candidate", id=chosen, href=f"/v1/candidates/{chosen}")
    assert candidate_id_for(document(new_id(), about)) == chosen


def test_a_resume_about_something_else_gets_an_id_of_its_own() -> None:
    about = Reference(kind="job", id=uuid4(), href="/v1/jobs/x")
    assert candidate_id_for(document(new_id(), about)) != about.id


@given(st.uuids())
def test_an_id_made_from_a_document_is_a_uuid7_and_always_the_same(document_id: UUID) -> None:
    made = candidate_id_for(document(document_id))
    assert made == candidate_id_for(document(document_id))
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == document_id.int >> 80
    assert made != document_id


@given(st.uuids(), st.uuids())
def test_two_documents_make_two_candidates(one: UUID, other: UUID) -> None:
    same = candidate_id_for(document(one)) == candidate_id_for(document(other))
    assert same == (one == other)
