"""A bulk import as a process: many files, one batch of documents, one summary (docs/adr/0053)."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from hirewire_chassis import Context, Decision, PoisonError, Process, Timeout
from hirewire_contracts import Message
from hirewire_contracts.documents import (
    BatchDocument,
    DocumentDeleted,
    DocumentExtracted,
    DocumentFailed,
    ResumeFacts,
    SubmitDocumentBatch,
)
from hirewire_contracts.imports import (
    CandidateImportCompleted,
    CandidateImportProgressed,
    EndCandidateImport,
    StartCandidateImport,
)
from hirewire_contracts.settlement import CommandSettled

from hirewire_jobs.imports import rules
from hirewire_jobs.imports.rules import ImportState

KIND = "candidate_import"
SILENCE = timedelta(hours=1)
Step = Decision[ImportState]


def candidate_import(silence: timedelta = SILENCE) -> Process[ImportState]:
    """Ends, too, when it has heard nothing new for ``silence``; ``start_import`` begins one."""
    return Process(
        kind=KIND,
        state_type=ImportState,
        identify=_identify,
        begin=lambda _message: None,
        decide=partial(decide, silence=silence),
        ends=frozenset({"over"}),
        patience=silence * 2,
    )


def begin(message: Message, *, context: Context, now: datetime) -> ImportState | None:
    if not isinstance(message, StartCandidateImport):
        return None
    return rules.opened(message, context.workspace, context.actor_id, now)


def decide(state: ImportState, message: Message, *, silence: timedelta) -> Step:
    match message:
        case StartCandidateImport():
            return _start(state, message, silence)
        case EndCandidateImport():
            return _end(state, message, silence)
        case CommandSettled(outcome="rejected") if message.subject_id == state.batch_id:
            why = rules.refused(message.problem)
            return _told(state, rules.given_up(state, why, state.updated_at), silence)
        case _:
            return _told(state, heard(state, message), silence)


def heard(state: ImportState, message: Message) -> ImportState:
    """The state after news of one file; the very same when they are none."""
    match message:
        case DocumentExtracted(document=document, facts=ResumeFacts()):
            return rules.with_candidate(state, document)
        case DocumentExtracted(document=document):
            return rules.with_failure(state, document, rules.NOBODY)
        case DocumentFailed(document=document):
            return rules.with_failure(state, document, document.failure or rules.UNREADABLE)
        case DocumentDeleted(document=document):
            return rules.with_failure(state, document, rules.DELETED)
        case _:
            return state


def _identify(_message: Message, context: Context) -> UUID | None:
    """All that an import causes has its correlation."""
    return None if context.workspace_id is None else context.correlation_id


def _start(state: ImportState, command: StartCandidateImport, silence: timedelta) -> Step:
    if command.import_id != state.import_id:
        raise PoisonError("this correlation has another import already")
    if state.phase != "new":
        return Decision(state)
    documents = tuple(
        BatchDocument(document_id=file.document_id, document_kind="resume", source=file.source)
        for file in command.files
        if file.source is not None
    )
    batch = SubmitDocumentBatch(batch_id=state.batch_id, documents=documents) if documents else None
    return _next(state.model_copy(update={"phase": "running"}), silence, batch)


def _end(state: ImportState, alarm: EndCandidateImport, silence: timedelta) -> Step:
    """An alarm that was set before the last news is none."""
    if alarm.import_id != state.import_id or alarm.step != state.sequence:
        return Decision(state)
    return _told(state, rules.given_up(state, rules.SILENT, alarm.until), silence)


def _told(before: ImportState, after: ImportState, silence: timedelta) -> Step:
    return Decision(before) if after == before else _next(after, silence)


def _next(state: ImportState, silence: timedelta, batch: Message | None = None) -> Step:
    commands = () if batch is None else (batch,)
    step = state.sequence + 1
    if state.is_settled:
        over = state.model_copy(update={"sequence": step, "phase": "over"})
        summary = CandidateImportCompleted(candidate_import=rules.summary(over))
        return Decision(over, (*commands, summary))
    moved = state.model_copy(update={"sequence": step})
    until = moved.updated_at + silence
    alarm = EndCandidateImport(import_id=state.import_id, step=step, until=until)
    progress = CandidateImportProgressed(candidate_import=rules.summary(moved))
    return Decision(moved, (*commands, progress), (Timeout("silence", alarm, silence),))
