"""The state of an instance as its operators see it, over all workspaces."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, JsonValue

from hirewire_contracts.message import Value

ServiceName = Literal["gateway", "jobs", "ai_worker", "matching", "notifier"]
LetterStatus = Literal["new", "replayed", "edited", "archived"]
Id = Annotated[int, Field(ge=1, lt=2**63)]
MOST_LETTERS = 1000


class LetterFilter(Value):
    """Which dead letters are meant. What is null, or empty, is not asked about."""

    ids: tuple[Id, ...] = Field(default=(), max_length=MOST_LETTERS)
    status: LetterStatus | None = None
    queue: str | None = Field(default=None, max_length=255)
    type: str | None = Field(default=None, max_length=255)
    reason: str | None = Field(default=None, max_length=255)
    traceback_hash: str | None = Field(default=None, max_length=64)


class DeadLetter(Value):
    """A dead letter without what it says, so that a list shows nobody's data."""

    service: str
    id: int
    message_id: str | None
    origin_queue: str
    type: str | None
    reason: str
    error_class: str | None
    error_message: str | None
    traceback_hash: str | None
    attempts: int
    first_at: AwareDatetime | None
    dead_at: AwareDatetime
    status: LetterStatus
    replayed_at: AwareDatetime | None
    replayed_by: str | None


class DeadLetterContents(DeadLetter):
    """All that is known. ``envelope`` is null for unreadable bytes; ``raw`` is Base64."""

    traceback: str | None
    envelope: dict[str, JsonValue] | None
    raw: str
    headers: dict[str, JsonValue]


class DeadLetterGroup(Value):
    """Letters that died of the same thing; ``example`` is the newest one's id."""

    service: str
    origin_queue: str
    type: str | None
    reason: str
    error_class: str | None
    traceback_hash: str | None
    letters: int
    oldest: AwareDatetime
    newest: AwareDatetime
    example: int


class LetterOutcome(Value):
    """What became of one letter; ``message_id`` is the id under which it went out."""

    letter: int
    outcome: Literal["replayed", "edited", "would be replayed", "refused"]
    queue: str = ""
    message_id: str | None = None
    reason: str = ""


class ScheduleState(Value):
    """What the clock sends. ``next_at`` is null for one that the code no longer has."""

    service: str
    name: str
    cron: str
    time_zone: str
    catch_up: Literal["none", "one", "all"]
    jitter_seconds: float
    paused: bool
    next_at: AwareDatetime | None
    requested_at: AwareDatetime | None
    last_fire_at: AwareDatetime | None
    last_result: str | None
    changed_by: str | None


class QueueState(Value):
    """One queue. Null is what could not be found out; rates are messages per second.

    ``ready`` messages wait, ``unacknowledged`` ones are being handled. ``oldest_seconds`` is
    known of outboxes: how long their oldest due message has waited.
    """

    service: str
    name: str
    kind: Literal["work", "dead", "outbox", "other"]
    ready: int | None = None
    unacknowledged: int | None = None
    consumers: int | None = None
    published_per_second: float | None = None
    acknowledged_per_second: float | None = None
    oldest_seconds: float | None = None
