"""The command to read a job ad and a résumé and to have them compared."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid5

from hirewire_chassis import (
    Desk,
    Outcome,
    Reject,
    Transaction,
    TransientError,
    invalid,
    reject,
)
from hirewire_chassis.access import refusal
from hirewire_contracts.documents import Failure
from hirewire_contracts.pairs import ReadPair, ScorePair
from hirewire_contracts.settlement import FieldError

from hirewire_ai_worker.documents.reader import Reader
from hirewire_ai_worker.documents.texts import read_job_text, read_resume_text
from hirewire_ai_worker.parsing.document import ParsedDocument


async def read_pair(
    command: ReadPair, desk: Desk, *, open_reader: Callable[[], Reader]
) -> ScorePair | Reject:
    if refused := refusal(desk.context, "matches:run"):
        return refused
    now = datetime.now(UTC)
    if command.answer_by < now:
        return reject(504, "too_late", "Too late", "Nobody waits for this score any more.")
    reader = open_reader()
    job, resume = await asyncio.gather(
        reader.parse(command.job.encode(errors="replace")),
        reader.parse(command.resume.encode(errors="replace")),
    )
    if isinstance(job, Failure):
        return _unreadable("/job", job)
    if isinstance(resume, Failure):
        return _unreadable("/resume", resume)
    return await asyncio.to_thread(_read, command, job, resume, reader, now)


async def pass_pair_on(_command: ReadPair, result: ScorePair | Reject, tx: Transaction) -> Outcome:
    """Matching has the next word; its answer, or its refusal, is about the same subject."""
    if isinstance(result, Reject):
        return result
    tx.send(result)
    return None


def text_id(pair_id: UUID, which: str) -> UUID:
    """What evidence names as its document; no document of that id is ever kept."""
    return uuid5(pair_id, which)


def _unreadable(pointer: str, failure: Failure) -> Reject:
    if failure.retryable:
        raise TransientError(failure.detail)
    return invalid((FieldError(pointer=pointer, detail=failure.detail),))


def _read(
    command: ReadPair, job: ParsedDocument, resume: ParsedDocument, reader: Reader, now: datetime
) -> ScorePair:
    pair_id = command.pair_id
    return ScorePair(
        pair_id=pair_id,
        job=read_job_text(text_id(pair_id, "job"), job, reader.taxonomy, reader.tagger),
        resume=read_resume_text(
            text_id(pair_id, "resume"), resume, reader.taxonomy, now, reader.tagger
        ),
        answer_by=command.answer_by,
    )
