from datetime import UTC, datetime
from uuid import UUID

from hirewire_contracts.candidates import CandidateDetails
from hirewire_contracts.values import Contact, Skill
from hirewire_jobs.revision import DocumentVersion, Revision, absorb, revise, written
from hypothesis import given
from hypothesis import strategies as st

FIELDS = ("first_name", "last_name", "headline", "location", "summary", "source")
texts = st.one_of(st.none(), st.sampled_from(["a", "b", "c"]))
people = st.builds(CandidateDetails, **dict.fromkeys(FIELDS, texts))


def test_plain_names_become_skills() -> None:
    revision = revise(CandidateDetails(), {"skills": ["Python", {"name": "Go", "years": 2}]})
    assert isinstance(revision, Revision)
    assert revision.details.skills == (Skill(name="Python"), Skill(name="Go", years=2))
    assert revision.changed == ("skills",)


@given(person=people, found=people, edited=st.sets(st.sampled_from(FIELDS)))
def test_a_reading_changes_all_but_what_a_person_wrote(
    person: CandidateDetails, found: CandidateDetails, edited: set[str]
) -> None:
    revision = absorb(person, found, edited)
    for name in FIELDS:
        source = person if name in edited else found
        assert getattr(revision.details, name) == getattr(source, name)
        assert (name in revision.changed) == (
            getattr(person, name) != getattr(revision.details, name)
        )


@given(person=people)
def test_written_names_what_is_filled(person: CandidateDetails) -> None:
    assert set(written(person)) == {name for name in FIELDS if getattr(person, name) is not None}


def test_lists_count_as_written_when_they_hold_something() -> None:
    person = CandidateDetails(emails=(Contact(value="a@example.org"),))
    assert written(person) == ("emails",)


def test_a_later_document_wins_over_a_later_reading() -> None:
    first, second = UUID(int=1), UUID(int=2)
    older = datetime(2026, 1, 1, tzinfo=UTC)
    newer = datetime(2026, 1, 2, tzinfo=UTC)
    assert DocumentVersion(older, first, 9) < DocumentVersion(newer, second, 1)
    assert DocumentVersion(older, first, 1) < DocumentVersion(older, first, 2)
    assert DocumentVersion(older, first, 9) < DocumentVersion(older, second, 1)
