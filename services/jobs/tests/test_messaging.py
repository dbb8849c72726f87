from collections.abc import Callable

import pytest
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.conformance import check_handler, check_table, handled_messages
from hirewire_chassis.testing.handling import handle
from hirewire_contracts import Message
from hirewire_contracts.candidates import CandidateDetails, CreateCandidate, UpdateCandidate
from hirewire_contracts.documents import DocumentExtracted, ResumeFacts
from hirewire_contracts.jobs import ChangeJobStatus, CreateJob, JobDetails, UpdateJob
from hirewire_jobs.main import subscriptions

JOB, PERSON = new_id(), new_id()
COMMANDS: dict[type[Message], Message] = {
    CreateJob: CreateJob(job_id=new_id(), job=JobDetails(title="Cook")),
    UpdateJob: UpdateJob(job_id=JOB, changes={"title": "Chef"}),
    ChangeJobStatus: ChangeJobStatus(job_id=JOB, action="publish"),
    CreateCandidate: CreateCandidate(candidate_id=new_id(), candidate=CandidateDetails()),
    UpdateCandidate: UpdateCandidate(candidate_id=PERSON, changes={"headline": "Chef"}),
}


def test_the_table_is_sound() -> None:
    check_table(subscriptions())


@pytest.mark.parametrize("message", handled_messages(subscriptions()))
async def test_every_handler_keeps_the_promises(
    database: Database,
    recruiter: Context,
    read: Callable[..., DocumentExtracted],
    message: type[Message],
) -> None:
    for existing in (
        CreateJob(job_id=JOB, job=JobDetails(title="Cook")),
        CreateCandidate(candidate_id=PERSON, candidate=CandidateDetails()),
    ):
        await handle(database, subscriptions(), existing, recruiter)
    event = read(ResumeFacts(candidate=CandidateDetails(first_name="Ada")))
    example = {**COMMANDS, DocumentExtracted: event}[message]
    await check_handler(database, subscriptions(), example, recruiter)
