import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hirewire_chassis import Context, Database, Discard, new_id
from hirewire_chassis.testing.asserts import all_sent, sent
from hirewire_chassis.testing.handling import Handled, deliver, wrap
from hirewire_contracts.candidates import (
    Candidate,
    CandidateCreated,
    CandidateDetails,
    CandidateUpdated,
    Consent,
    CreateCandidate,
    UpdateCandidate,
)
from hirewire_contracts.documents import DocumentExtracted, ResumeFacts
from hirewire_contracts.settlement import CommandSettled, Problem
from hirewire_contracts.values import (
    Certificate,
    Contact,
    Education,
    Evidence,
    Language,
    Reference,
    Skill,
    Work,
)
from hirewire_jobs.candidates.repository import CandidateRepository
from hirewire_jobs.main import subscriptions
from sqlalchemy import text

QUOTE = Evidence(document_id=new_id(), quote="Python, 5 years", start=10, end=25, page=1)
FULL = CandidateDetails(
    first_name="Zoë",
    last_name="Åström",
    headline="Backend engineer",
    emails=(Contact(value="zoe@example.org", type="personal"),),
    phone_numbers=(Contact(value="+46 70 000 00 00"),),
    urls=(Contact(value="https://example.org/zoe"),),
    location="Malmö",
    summary="Builds things.",
    skills=(Skill(name="Python", key="python", years=5, confidence=0.9, evidence=(QUOTE,)),),
    work=(Work(title="Engineer", company="Acme", start_date="2020-03", current=True),),
    education=(Education(school="Lund University", degree="MSc", level=7),),
    languages=(Language(name="Swedish", code="sv", level="native"),),
    certificates=(Certificate(name="CKA"),),
    years_of_experience=6.5,
    tags=("shortlist",),
    source="referral",
    consent=Consent(store_until=datetime(2027, 1, 1, tzinfo=UTC), contact=True),
)
Say = Callable[..., Any]
Read = Callable[..., DocumentExtracted]


def problem(handled: Handled) -> Problem:
    settled = sent(handled, CommandSettled)
    assert settled.outcome == "rejected"
    assert settled.problem is not None
    return settled.problem


def about(candidate_id: UUID) -> Reference:
    return Reference(kind="candidate", id=candidate_id, href=f"/v1/candidates/{candidate_id}")


async def create(say: Say, details: CandidateDetails = FULL) -> Candidate:
    command = CreateCandidate(candidate_id=new_id(), candidate=details)
    return sent(await say(command), CandidateCreated).candidate


def details_of(candidate: Candidate) -> CandidateDetails:
    names = set(CandidateDetails.model_fields)
    return CandidateDetails.model_validate(candidate.model_dump(include=names))


async def test_a_candidate_is_created_as_written(say: Say, recruiter: Context) -> None:
    candidate = await create(say)
    assert details_of(candidate) == FULL
    assert (candidate.sequence, candidate.status) == (1, "active")
    assert candidate.created_by == recruiter.actor_id


async def test_a_repeated_create_changes_nothing_and_another_one_is_refused(say: Say) -> None:
    command = CreateCandidate(candidate_id=new_id(), candidate=FULL)
    results = await asyncio.gather(*(say(command) for _ in range(3)))
    kinds = sorted(type(message).__name__ for result in results for message in result.sent)
    assert kinds == ["CandidateCreated", "CommandSettled", "CommandSettled"]
    other = command.model_copy(update={"candidate": CandidateDetails(first_name="Ada")})
    assert problem(await say(other)).code == "id_taken"
    assert problem(await say(command, workspace_id=new_id())).code == "id_taken"


async def test_an_update_merges(say: Say) -> None:
    candidate = await create(say)
    changes = {"skills": ["Rust"], "headline": None, "location": "Malmö"}
    update = UpdateCandidate(candidate_id=candidate.id, changes=changes, expected_sequence=1)
    event = sent(await say(update), CandidateUpdated)
    assert set(event.changed) == {"skills", "headline"}
    expected = FULL.model_copy(update={"skills": (Skill(name="Rust"),), "headline": None})
    assert details_of(event.candidate) == expected
    assert problem(await say(update)).status == 412


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"status": "erased"}, "/status"),
        ({"document_id": None}, "/document_id"),
        ({"emails": [{"value": ""}]}, "/emails/0/value"),
        ({"years_of_experience": 99}, "/years_of_experience"),
    ],
)
async def test_a_bad_update_points_at_the_fault(
    say: Say, changes: dict[str, Any], pointer: str
) -> None:
    candidate = await create(say)
    refused = problem(await say(UpdateCandidate(candidate_id=candidate.id, changes=changes)))
    assert (refused.status, [error.pointer for error in refused.errors]) == (422, [pointer])


async def test_who_may_not_and_what_is_not_there(say: Say) -> None:
    candidate = await create(say)
    update = UpdateCandidate(candidate_id=candidate.id, changes={"headline": "x"})
    create_another = CreateCandidate(candidate_id=new_id(), candidate=FULL)
    for command in (update, create_another):
        assert problem(await say(command, actor_roles=("interviewer",))).status == 403
    assert problem(await say(update, workspace_id=new_id())).status == 404


async def test_an_erased_candidate_stays_erased(
    say: Say, read: Read, database: Database, recruiter: Context
) -> None:
    candidate = await create(say)
    async with database.transaction(recruiter) as tx:
        await tx.session.execute(text("update candidates set status = 'erased'"))
    update = UpdateCandidate(candidate_id=candidate.id, changes={"headline": "x"})
    assert problem(await say(update)).code == "candidate_not_active"
    handled = await say(read(ResumeFacts(candidate=FULL), about=about(candidate.id)))
    assert isinstance(handled.settlement.outcome, Discard)


async def test_a_resume_becomes_the_candidate_that_was_named(say: Say, read: Read) -> None:
    candidate_id = new_id()
    event = read(ResumeFacts(candidate=FULL), about=about(candidate_id))
    candidate = sent(await say(event, actor_id=None, actor_roles=()), CandidateCreated).candidate
    assert (candidate.id, details_of(candidate)) == (candidate_id, FULL)
    assert candidate.document_id == event.document.id
    assert candidate.resume_file_id == event.document.file_id
    assert candidate.created_by == event.document.created_by


async def test_a_resume_makes_one_candidate_however_often_it_comes(
    say: Say, read: Read, database: Database, recruiter: Context
) -> None:
    event = read(ResumeFacts(candidate=FULL))
    envelope = wrap(event, recruiter)
    redelivered = (deliver(database, subscriptions(), envelope) for _ in range(3))
    sent_again = (say(event) for _ in range(2))
    results = await asyncio.gather(*redelivered, *sent_again)
    assert sum(len(all_sent(result, CandidateCreated)) for result in results) == 1
    async with database.reading(recruiter) as session:
        assert await session.scalar(text("select count(*) from candidates")) == 1


async def test_a_document_without_facts_makes_nobody(say: Say, read: Read) -> None:
    handled = await say(read(None))
    assert isinstance(handled.settlement.outcome, Discard)
    assert handled.sent == ()


async def test_a_newer_reading_keeps_what_a_person_wrote(say: Say, read: Read) -> None:
    resume = {"id": new_id(), "file_id": new_id(), "about": about(new_id())}
    await say(read(ResumeFacts(candidate=FULL), sequence=3, **resume))
    mended = {"first_name": "Zoe", "skills": ["Rust"]}
    await say(UpdateCandidate(candidate_id=resume["about"].id, changes=mended))
    newer = CandidateDetails(first_name="ZOË", last_name="Aström", skills=("Python", "SQL"))
    event = sent(
        await say(read(ResumeFacts(candidate=newer), sequence=5, **resume)), CandidateUpdated
    )
    assert event.candidate.first_name == "Zoe"
    assert event.candidate.skills == (Skill(name="Rust"),)
    assert event.candidate.last_name == "Aström"
    assert "document_id" not in event.changed
    assert event.candidate.sequence == 3


async def test_a_person_s_candidate_takes_the_rest_from_a_resume(say: Say, read: Read) -> None:
    candidate = await create(say, CandidateDetails(first_name="Zoe"))
    event = sent(
        await say(read(ResumeFacts(candidate=FULL), about=about(candidate.id))), CandidateUpdated
    )
    expected = FULL.model_copy(update={"first_name": "Zoe"})
    assert details_of(event.candidate) == expected
    assert {"resume_file_id", "document_id", "skills"} <= set(event.changed)


async def test_an_event_of_another_workspace_cannot_reach_a_candidate(
    say: Say, read: Read, database: Database, recruiter: Context
) -> None:
    candidate = await create(say)
    event = read(ResumeFacts(candidate=CandidateDetails()), about=about(candidate.id))
    await say(event, workspace_id=new_id())
    async with database.transaction(recruiter) as tx:
        kept = await CandidateRepository(tx.session, tx.workspace_id).get_for_update(candidate.id)
    assert kept is not None
    assert kept.state() == candidate


async def test_readings_in_any_order_leave_what_the_newest_says(
    say: Say, read: Read, database: Database, recruiter: Context
) -> None:
    for order in permutations(range(4)):
        person = about(new_id())
        events = readings_of(person, read)
        results = [await say(events[index]) for index in (*order, *order)]
        sequences = [
            message.candidate.sequence
            for result in results
            for message in result.sent
            if isinstance(message, CandidateCreated | CandidateUpdated)
        ]
        assert sequences == list(range(1, len(sequences) + 1)), order
        async with database.transaction(recruiter) as tx:
            candidates = CandidateRepository(tx.session, tx.workspace_id)
            stored = await candidates.get_for_update(person.id)
        assert stored is not None
        assert stored.details == CandidateDetails(first_name="D", source="new"), order
        assert stored.document_id == UUID(int=2)


def readings_of(person: Reference, read: Read) -> list[DocumentExtracted]:
    old = {"id": UUID(int=1), "created_at": datetime(2026, 1, 1, tzinfo=UTC), "about": person}
    new = {"id": UUID(int=2), "created_at": datetime(2026, 2, 1, tzinfo=UTC), "about": person}
    readings = [
        (old, 3, CandidateDetails(first_name="A", headline="old")),
        (old, 6, CandidateDetails(first_name="B", location="old")),
        (new, 2, CandidateDetails(first_name="C", summary="new")),
        (new, 4, CandidateDetails(first_name="D", source="new")),
    ]
    return [
        read(ResumeFacts(candidate=facts), sequence=sequence, **document)
        for document, sequence, facts in readings
    ]


async def test_a_newer_reading_that_says_the_same_is_not_told(say: Say, read: Read) -> None:
    resume = {"id": new_id(), "file_id": new_id(), "about": about(new_id())}
    await say(read(ResumeFacts(candidate=FULL), sequence=3, **resume))
    handled = await say(read(ResumeFacts(candidate=FULL), sequence=5, **resume))
    assert isinstance(handled.settlement.outcome, Discard)
    other = ResumeFacts(candidate=CandidateDetails())
    assert isinstance((await say(read(other, sequence=4, **resume))).settlement.outcome, Discard)
