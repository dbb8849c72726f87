from collections.abc import Callable

import pytest
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.conformance import check_handler, check_table, handled_messages
from hirewire_chassis.testing.handling import handle
from hirewire_contracts import Message
from hirewire_contracts.candidates import CandidateDetails, CreateCandidate, UpdateCandidate
from hirewire_contracts.documents import (
    Document,
    DocumentDeleted,
    DocumentExtracted,
    DocumentFailed,
    Failure,
    ResumeFacts,
)
from hirewire_contracts.imports import EndCandidateImport, ImportFile, StartCandidateImport
from hirewire_contracts.jobs import ChangeJobStatus, CreateJob, JobDetails, UpdateJob
from hirewire_contracts.settlement import CommandSettled
from hirewire_contracts.snapshots import StatesWanted
from hirewire_jobs.main import subscriptions

TOO_LARGE = Failure(code="too_large", detail="It is too large.", retryable=False)
JOB, PERSON = new_id(), new_id()
COMMANDS: dict[type[Message], Message] = {
    CreateJob: CreateJob(job_id=new_id(), job=JobDetails(title="Cook")),
    UpdateJob: UpdateJob(job_id=JOB, changes={"title": "Chef"}),
    ChangeJobStatus: ChangeJobStatus(job_id=JOB, action="publish"),
    StartCandidateImport: StartCandidateImport(
        import_id=new_id(),
        batch_id=new_id(),
        files=(ImportFile(document_id=new_id(), name="a.pdf", refusal=TOO_LARGE),),
    ),
    CreateCandidate: CreateCandidate(candidate_id=new_id(), candidate=CandidateDetails()),
    StatesWanted: StatesWanted(rebuild_id=new_id(), view="jobs"),
    UpdateCandidate: UpdateCandidate(candidate_id=PERSON, changes={"headline": "Chef"}),
}
STAMP = {
    "workspace_id": new_id(),
    "sequence": 2,
    "created_at": "2026-11-20T09:00:00Z",
    "updated_at": "2026-11-20T09:01:00Z",
}
GONE = Document.model_validate({**STAMP, "id": new_id(), "kind": "resume", "status": "failed"})
EVENTS: dict[type[Message], Message] = {
    DocumentFailed: DocumentFailed(document=GONE),
    DocumentDeleted: DocumentDeleted(document=GONE),
    EndCandidateImport: EndCandidateImport(import_id=new_id(), step=1, until=GONE.updated_at),
    CommandSettled: CommandSettled(
        subject_id=new_id(),
        service="ai_worker",
        command_id=new_id(),
        command_type="ai_worker.submit_document_batch.v1",
        outcome="discarded",
    ),
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
    example = {**COMMANDS, **EVENTS, DocumentExtracted: event}[message]
    await check_handler(database, subscriptions(), example, recruiter)
