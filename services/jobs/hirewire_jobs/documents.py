"""What the jobs service makes of a document that was read."""

from typing import assert_never

from hirewire_chassis import Discard, Outcome, Transaction
from hirewire_chassis.subscription import Handler
from hirewire_contracts.documents import DocumentExtracted, JobFacts, ResumeFacts

from hirewire_jobs.candidates.handlers import note_resume
from hirewire_jobs.jobs.handlers import note_job_ad


async def note_document(
    event: DocumentExtracted, tx: Transaction, *, on_import: Handler
) -> Outcome:
    """Its job or candidate, and the import that it may be part of, learn of it together."""
    outcome = await _note(event, tx)
    if outcome is not None and not isinstance(outcome, Discard):
        return outcome
    told = await on_import(event, tx)
    return outcome if isinstance(told, Discard) else told


async def _note(event: DocumentExtracted, tx: Transaction) -> Outcome:
    match event.facts:
        case ResumeFacts() as facts:
            return await note_resume(event.document, facts, tx)
        case JobFacts() as facts:
            return await note_job_ad(event.document, facts, tx)
        case None:
            return Discard("the document says nothing of a person or a job")
        case _:
            assert_never(event.facts)
