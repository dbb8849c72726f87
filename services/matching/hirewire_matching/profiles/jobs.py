"""From a job's state, and what its ad was read to say, to a stored profile."""

from typing import assert_never

from hirewire_chassis import Desk, Discard, Outcome, Transaction
from hirewire_contracts.documents import DocumentExtracted, JobFacts, ResumeFacts
from hirewire_contracts.jobs import Job, JobCreated, JobDetails, JobStatusChanged, JobUpdated

from hirewire_matching.profiles.repository import ProfileRepository, Row
from hirewire_matching.profiles.texts import job_texts
from hirewire_matching.vectors import Vectoriser, embed

JobEvent = JobCreated | JobUpdated | JobStatusChanged


async def describe(vectoriser: Vectoriser, event: JobEvent, desk: Desk) -> Row | None:
    """The row to store; None when this version, or a newer one, is there already."""
    job = event.job
    async with desk.database.reading(desk.context) as session:
        profiles = ProfileRepository(session, desk.context.workspace)
        if await profiles.has_job(job.id, job.sequence, vectoriser.stamp):
            return None
    title, text = await embed(vectoriser, job_texts(job))
    return {
        "job_id": job.id,
        "sequence": job.sequence,
        "stamp": vectoriser.stamp,
        "status": job.status,
        "details": _details(job),
        "title_embedding": title,
        "text_embedding": text,
    }


async def note_job(event: JobEvent, row: Row | None, tx: Transaction) -> Outcome:
    profiles = ProfileRepository(tx.session, tx.workspace_id)
    if row and await profiles.store_job(row):
        return None
    return Discard(f"version {event.job.sequence} is no newer than the one that is here")


async def note_document(event: DocumentExtracted, tx: Transaction) -> Outcome:
    """What an ad says of its job is kept, whether the job has been told yet or not."""
    match event.facts:
        case JobFacts() as facts:
            return await _note_facts(event, facts, tx)
        case ResumeFacts() | None:
            return Discard("the document says nothing of a job")
        case _:
            assert_never(event.facts)


async def _note_facts(event: DocumentExtracted, facts: JobFacts, tx: Transaction) -> Outcome:
    document = event.document
    if document.about is None or document.about.kind != "job":
        return Discard("the document is about no job of ours")
    row: Row = {
        "job_id": document.about.id,
        "document_at": document.created_at,
        "document_id": document.id,
        "document_sequence": document.sequence,
        "facts": facts.model_dump(
            mode="json", exclude_defaults=True, exclude={"job": {"description"}}
        ),
    }
    if await ProfileRepository(tx.session, tx.workspace_id).store_facts(row):
        return None
    return Discard("a later document about this job, or a later reading of it, is here")


def _details(job: Job) -> dict[str, object]:
    names = set(JobDetails.model_fields) - {"description"}
    return job.model_dump(mode="json", include=names, exclude_defaults=True)
