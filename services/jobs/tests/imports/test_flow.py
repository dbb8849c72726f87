"""In whatever order, how often and how late answers come: one end, and every file accounted for."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hirewire_chassis import Context, Decision, PoisonError
from hirewire_contracts import Message
from hirewire_contracts.candidates import CandidateDetails
from hirewire_contracts.documents import (
    Document,
    DocumentDeleted,
    DocumentExtracted,
    DocumentFailed,
    Failure,
    FileSource,
    ResumeFacts,
    SubmitDocumentBatch,
)
from hirewire_contracts.imports import (
    CandidateImport,
    CandidateImportCompleted,
    CandidateImportProgressed,
    EndCandidateImport,
    ImportFile,
    StartCandidateImport,
)
from hirewire_contracts.settlement import CommandSettled, Problem
from hirewire_jobs.imports.flow import begin, decide
from hirewire_jobs.imports.rules import ImportState
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE = Context(workspace_id=UUID(int=1), actor_id=UUID(int=2), actor_roles=("recruiter",))
IMPORT, BATCH = UUID(int=3), UUID(int=4)
FILES = tuple(UUID(int=number) for number in range(10, 15))
TOO_LARGE = Failure(code="too_large", detail="It is too large.", retryable=False)


def source(file_id: UUID) -> FileSource:
    return FileSource(
        file_id=file_id,
        blob=f"{HERE.workspace_id}/{file_id}",
        name="a.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
    )


def start(files: Iterable[UUID] = FILES, *, refused: Iterable[UUID] = ()) -> StartCandidateImport:
    taken = [ImportFile(document_id=each, name="a.pdf", source=source(each)) for each in files]
    bad = [ImportFile(document_id=each, name="b.pdf", refusal=TOO_LARGE) for each in refused]
    return StartCandidateImport(import_id=IMPORT, batch_id=BATCH, files=(*taken, *bad))


def document(document_id: UUID, minutes: int = 1, **changes: Any) -> Document:
    at = NOW + timedelta(minutes=minutes)
    state = {
        "id": document_id,
        "workspace_id": HERE.workspace_id,
        "sequence": 3,
        "created_at": NOW,
        "updated_at": at,
        "kind": "resume",
        "status": "done",
    }
    return Document.model_validate({**state, **changes})


def extracted(document_id: UUID, minutes: int = 1) -> DocumentExtracted:
    person = ResumeFacts(candidate=CandidateDetails(first_name="Ada"))
    return DocumentExtracted(document=document(document_id, minutes), facts=person)


def unreadable(document_id: UUID, minutes: int = 1) -> DocumentFailed:
    why = Failure(code="damaged", detail="It is damaged.", retryable=False)
    return DocumentFailed(document=document(document_id, minutes, status="failed", failure=why))


def answer(document_id: UUID, kind: str, minutes: int) -> Message:
    match kind:
        case "extracted":
            return extracted(document_id, minutes)
        case "failed":
            return unreadable(document_id, minutes)
        case "empty":
            return DocumentExtracted(document=document(document_id, minutes), facts=None)
        case _:
            return DocumentDeleted(document=document(document_id, minutes, deleted=True))


class Run:
    """Feeds messages as the chassis does: nothing is heard of after the end."""

    def __init__(self, command: StartCandidateImport) -> None:
        state = begin(command, context=HERE, now=NOW)
        assert state is not None
        self.state: ImportState = state
        self.sent: list[Message] = []
        self.alarm: EndCandidateImport | None = None
        self.feed(command)

    def feed(self, *messages: Message) -> None:
        for message in messages:
            if self.state.phase == "over":
                return
            decision: Decision[ImportState] = decide(self.state, message, silence=HOUR)
            self.state = decision.state
            self.sent += decision.commands
            for timeout in decision.timeouts:
                assert isinstance(timeout.message, EndCandidateImport)
                self.alarm = timeout.message

    def of(self, kind: type[Any]) -> list[Any]:
        return [message for message in self.sent if isinstance(message, kind)]

    @property
    def summaries(self) -> list[CandidateImport]:
        return [each.candidate_import for each in self.of(CandidateImportCompleted)]


answers = st.lists(
    st.builds(
        answer,
        st.sampled_from((*FILES, UUID(int=99))),
        st.sampled_from(("extracted", "failed", "empty", "deleted")),
        st.integers(0, 500),
    ),
    max_size=25,
)


@given(answers, st.data())
def test_any_answers_in_any_order_end_in_one_true_summary(
    heard: list[Message], data: st.DataObject
) -> None:
    run = Run(start())
    shuffled = data.draw(st.permutations(heard + heard[: len(heard) // 2]))
    run.feed(*shuffled)
    alarm = run.alarm
    assert alarm is not None
    if run.state.phase != "over":
        run.feed(alarm, alarm)
    ended = len(run.sent)
    run.feed(*shuffled, alarm, start())

    assert len(run.sent) == ended, "nothing is told after the end"
    [summary] = run.summaries
    assert summary.created + summary.failed == summary.total == len(FILES)
    assert (summary.waiting, summary.status) == (0, "done")
    assert len(run.of(SubmitDocumentBatch)) == 1
    assert all(item.candidate_id or item.failure for item in summary.items)
    told = [summary.sequence for summary in (each.candidate_import for each in run.of(EVENTS))]
    assert told == sorted(set(told)), "every state has a sequence of its own, and they rise"


EVENTS = (CandidateImportProgressed, CandidateImportCompleted)


@given(st.permutations([*map(extracted, FILES[:3]), *map(unreadable, FILES[3:])]), st.data())
def test_the_order_of_the_answers_makes_no_difference(
    heard: list[Message], data: st.DataObject
) -> None:
    repeated = data.draw(st.lists(st.sampled_from(heard), max_size=5))
    run, plain = Run(start()), Run(start())
    run.feed(*[twice for message in heard for twice in (message, *repeated)])
    plain.feed(*map(extracted, FILES[:3]), *map(unreadable, FILES[3:]))

    [one], [other] = run.summaries, plain.summaries
    assert (one.created, one.failed) == (3, 2)
    assert one.items == other.items


@given(st.sampled_from(FILES), st.lists(st.sampled_from(FILES), max_size=4))
def test_an_alarm_that_news_have_overtaken_ends_nothing(first: UUID, others: list[UUID]) -> None:
    run = Run(start())
    old = run.alarm
    assert old is not None
    run.feed(extracted(first), *map(extracted, others))
    before = len(run.sent)
    run.feed(old)
    assert len(run.sent) == before


def test_a_silence_ends_it_and_names_what_is_missing() -> None:
    run = Run(start())
    run.feed(extracted(FILES[0]))
    assert run.alarm is not None
    run.feed(run.alarm)

    [summary] = run.summaries
    assert (summary.created, summary.failed) == (1, len(FILES) - 1)
    assert {item.failure.code for item in summary.items if item.failure} == {"timed_out"}
    assert summary.finished_at == NOW + timedelta(minutes=1) + HOUR


def test_refused_files_fail_at_once_and_block_no_others() -> None:
    run = Run(start(FILES[:2], refused=FILES[2:]))
    [batch] = run.of(SubmitDocumentBatch)
    assert [each.document_id for each in batch.documents] == list(FILES[:2])
    run.feed(extracted(FILES[0]), extracted(FILES[1]))
    assert (run.summaries[0].created, run.summaries[0].failed) == (2, 3)

    hopeless = Run(start((), refused=FILES))
    assert hopeless.of(SubmitDocumentBatch) == []
    assert (hopeless.summaries[0].failed, hopeless.alarm) == (len(FILES), None)


def test_a_refused_batch_ends_it_with_the_reason() -> None:
    run = Run(start())
    problem = Problem(code="forbidden", title="Forbidden", status=403, detail="You may not.")
    settled = CommandSettled(
        subject_id=BATCH,
        service="ai_worker",
        command_id=UUID(int=8),
        command_type=SubmitDocumentBatch.type,
        outcome="rejected",
        problem=problem,
    )
    run.feed(settled.model_copy(update={"subject_id": FILES[0]}))
    assert run.summaries == []
    run.feed(settled.model_copy(update={"outcome": "failed", "dead_letter_id": 1}))
    assert run.summaries == [], "a dead letter may be replayed"
    run.feed(settled)
    assert {item.failure.code for item in run.summaries[0].items if item.failure} == {"forbidden"}


def test_one_correlation_has_one_import() -> None:
    run = Run(start())
    with pytest.raises(PoisonError, match="another import"):
        run.feed(start().model_copy(update={"import_id": UUID(int=77)}))
