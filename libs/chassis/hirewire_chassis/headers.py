"""What a message carries beside its envelope: how often it was tried, and why it died.

RabbitMQ's own x-death headers are never copied: in a copy they look like a dead-letter cycle, and
the copy would stay in the delay queue for ever.
"""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from aio_pika.abc import AbstractIncomingMessage

from hirewire_chassis.publisher import Parcel
from hirewire_chassis.senders import SENDER

ATTEMPT = "hirewire-attempt"
FIRST_AT = "hirewire-first-at"
REPLAYED_BY = "hirewire-replayed-by"
ANSWER_TO = "hirewire-answer-to"
DEATH_ID = "hirewire-death-id"
REASON = "hirewire-reason"
ERROR_CLASS = "hirewire-error-class"
ERROR_MESSAGE = "hirewire-error-message"
TRACEBACK = "hirewire-traceback"
TRACEBACK_HASH = "hirewire-traceback-hash"

Headers = dict[str, str | int | datetime]


@dataclass(frozen=True, slots=True)
class Trail:
    """``attempt`` counts from 1; ``first_at`` is when this message was first tried.

    ``replayed_by`` is who brought it back from the dead letters, if anybody did; ``sender`` is the
    login that published it first, None when nobody vouches for it.
    """

    attempt: int
    first_at: str
    sender: str | None
    replayed_by: str | None = None

    @classmethod
    def of(cls, delivery: AbstractIncomingMessage, sender: str | None) -> Self:
        attempt = delivery.headers.get(ATTEMPT)
        first_at = delivery.headers.get(FIRST_AT)
        replayed_by = delivery.headers.get(REPLAYED_BY)
        return cls(
            attempt if isinstance(attempt, int) and attempt > 0 else 1,
            first_at if isinstance(first_at, str) else datetime.now(UTC).isoformat(),
            sender,
            replayed_by if isinstance(replayed_by, str) else None,
        )

    def headers(self) -> Headers:
        own: Headers = {
            ATTEMPT: self.attempt,
            FIRST_AT: self.first_at,
            SENDER: self.sender or "",
        }
        return own if self.replayed_by is None else {**own, REPLAYED_BY: self.replayed_by}

    def next_attempt(self) -> Headers:
        return {**self.headers(), ATTEMPT: self.attempt + 1}

    def parcel(
        self, delivery: AbstractIncomingMessage, exchange: str, key: str, headers: Headers
    ) -> Parcel:
        return Parcel(
            exchange,
            key,
            delivery.body,
            delivery.message_id or "",
            headers,
            delivery.content_type or "application/octet-stream",
        )


def death_headers(death_id: UUID, reason: str, error: BaseException) -> Headers:
    """Bounded, so that they fit into one frame with everything else."""
    trace = "".join(traceback.format_exception(error))
    return {
        DEATH_ID: str(death_id),
        REASON: reason,
        ERROR_CLASS: type(error).__name__,
        ERROR_MESSAGE: _encodable(str(error)[:2000]),
        TRACEBACK: _encodable(trace[-8000:]),
        TRACEBACK_HASH: traceback_hash(error),
    }


def _encodable(text: str) -> str:
    """Without the halves of characters that an error may quote."""
    return text.encode(errors="replace").decode()


def traceback_hash(error: BaseException) -> str:
    """Equal for errors of one class raised on one path, whatever their message says."""
    frames = traceback.extract_tb(error.__traceback__)
    path = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.name}" for frame in frames]
    return sha256("|".join([type(error).__name__, *path]).encode()).hexdigest()[:16]


def printable(headers: Mapping[str, Any]) -> dict[str, str | int]:
    """Headers as PostgreSQL's JSON can hold them; what is not text or a number is described."""
    return {
        storable(str(name)): value if isinstance(value, int) else storable(_text(value))
        for name, value in headers.items()
    }


def storable(text: str) -> str:
    """PostgreSQL's text holds anything but NUL."""
    return text.replace("\x00", "\ufffd")


def _text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)[:500]
