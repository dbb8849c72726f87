"""Jobs that were posted field by field: their text is read like a document."""

from uuid import uuid5

from hirewire_chassis import Discard, Outcome, Transaction
from hirewire_contracts.documents import TextSource
from hirewire_contracts.jobs import Job, JobCreated, JobUpdated
from hirewire_contracts.values import Reference

from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.documents.repository import DocumentRepository
from hirewire_ai_worker.documents.rules import TEXT_FIELDS, text_of
from hirewire_ai_worker.documents.submission import Submission, announce, queued


async def read_job(event: JobCreated | JobUpdated, tx: Transaction) -> Outcome:
    """Has the job's text read, so that what it asks for has its evidence.

    A job that was made from a file has had its document read already.
    """
    job = event.job
    if isinstance(event, JobUpdated) and TEXT_FIELDS.isdisjoint(event.changed):
        return Discard("the job's text has not changed")
    documents = DocumentRepository(tx.session, tx.workspace_id)
    if await _has_file(job, documents):
        return Discard("the job was made from a file")
    submission = _submission(job)
    newest = await documents.newest_text_of(job.id)
    if newest is not None and _needs_no(submission, newest):
        return Discard("this text of the job, or a newer one, is being read already")
    document = queued(submission, tx)
    if not await documents.add(document):
        return Discard("this version of the job is being read already")
    announce(document, tx)
    return None


async def _has_file(job: Job, documents: DocumentRepository) -> bool:
    """Whether the job's document is anything but a text that was taken from the job itself."""
    if job.document_id is None:
        return False
    document = await documents.get(job.document_id)
    return document is None or not document.is_job_text


def _needs_no(submission: Submission, newest: Document) -> bool:
    older = (submission.about_sequence or 0) <= (newest.about_sequence or 0)
    return older or newest.read_source() == submission.source


def _submission(job: Job) -> Submission:
    return Submission(
        document_id=uuid5(job.id, str(job.sequence)),
        kind="job",
        source=TextSource(text=text_of(job)),
        about=Reference(kind="job", id=job.id, href=f"/v1/jobs/{job.id}"),
        about_sequence=job.sequence,
        name=job.title,
    )
