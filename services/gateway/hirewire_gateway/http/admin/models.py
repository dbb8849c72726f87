"""What operators send and get beside the states that the services tell."""

from typing import Literal

from hirewire_contracts.instance import (
    MOST_LETTERS,
    DeadLetterGroup,
    Id,
    LetterFilter,
    LetterOutcome,
    LetterStatus,
    QueueState,
    ScheduleState,
    ServiceName,
)
from hirewire_contracts.message import Value
from pydantic import Field, JsonValue, model_validator


class DeadLetterGroups(Value):
    """``unanswered`` names the services whose groups are missing."""

    items: tuple[DeadLetterGroup, ...]
    next_cursor: None = None
    unanswered: tuple[str, ...] = ()


class ScheduleList(Value):
    """``unanswered`` names the services whose schedules are missing."""

    items: tuple[ScheduleState, ...]
    next_cursor: None = None
    unanswered: tuple[str, ...] = ()


class QueueList(Value):
    """``source`` says who counted: RabbitMQ's management API, or the services themselves."""

    items: tuple[QueueState, ...]
    source: Literal["management", "services"]
    next_cursor: None = None
    unanswered: tuple[str, ...] = ()


class Choice(Value):
    """Which letters of one service: by id, or all that pass the filters."""

    service: ServiceName
    letters: tuple[Id, ...] = Field(default=(), max_length=MOST_LETTERS)
    status: LetterStatus | None = None
    queue: str | None = Field(default=None, max_length=255)
    type: str | None = Field(default=None, max_length=255)
    reason: str | None = Field(default=None, max_length=255)
    traceback_hash: str | None = Field(default=None, max_length=64)

    @model_validator(mode="after")
    def _says_which(self) -> "Choice":
        if self.chosen == LetterFilter():
            raise ValueError("Say which: letters, status, queue, type, reason or traceback_hash.")
        return self

    @property
    def chosen(self) -> LetterFilter:
        return LetterFilter(
            ids=self.letters,
            status=self.status,
            queue=self.queue,
            type=self.type,
            reason=self.reason,
            traceback_hash=self.traceback_hash,
        )

    @property
    def new_ones(self) -> LetterFilter:
        return self.chosen.model_copy(update={"status": "new"})


class ReplayOrder(Choice):
    """``rate`` is letters per second; unset they go as fast as the broker takes them.

    Without ids, letters that are not new are left alone. ``force`` replays also what was
    replayed just now, was edited or is archived.
    """

    limit: int = Field(default=100, ge=1, le=MOST_LETTERS, description="letters at a time")
    rate: float | None = Field(default=None, ge=0.01, le=1000)
    dry_run: bool = False
    force: bool = False


class Correction(Value):
    """``data`` is what the message should have said; for unreadable bytes, a whole envelope."""

    data: dict[str, JsonValue]
    force: bool = False


class ReplayReport(Value):
    """A letter that is not mentioned was not touched; with ``more``, ask again for the others."""

    outcomes: tuple[LetterOutcome, ...]
    more: bool


class ArchiveReport(Value):
    """``letters`` are the first thousand of ``count``."""

    count: int
    letters: tuple[int, ...]
