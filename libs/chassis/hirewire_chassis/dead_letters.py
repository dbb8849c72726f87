"""Dead letters become rows, with all that is needed to understand and to replay them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import structlog
from aio_pika.abc import AbstractIncomingMessage
from hirewire_contracts import MESSAGES, Command, Envelope, UnsupportedTypeError, read
from hirewire_contracts.settlement import CommandSettled
from pydantic import ValidationError
from sqlalchemy.dialects.postgresql import insert

from hirewire_chassis import headers as h
from hirewire_chassis import tables
from hirewire_chassis.bodies import holds_nul
from hirewire_chassis.claims import reference_in
from hirewire_chassis.context import Context
from hirewire_chassis.errors import PoisonError
from hirewire_chassis.senders import FORGED, SENDER, Guard, Sender
from hirewire_chassis.transaction import Database, Transaction

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery from the dead-letter queue, understood as far as it can be.

    ``speech`` is what its sender may have said: who waits for that is told that it failed.
    """

    death_id: UUID
    origin_queue: str
    reason: str
    body: bytes
    headers: Mapping[str, Any]
    message_id: str | None
    envelope: Envelope | None
    speech: Envelope | None

    @classmethod
    def of(cls, delivery: AbstractIncomingMessage, guard: Guard) -> "Letter":
        sender = guard.sender_of(delivery)
        known = delivery.headers.get(h.DEATH_ID)
        reason = delivery.headers.get(h.REASON) or delivery.headers.get("x-first-death-reason")
        death = delivery.headers.get("x-death")
        digest = sha256(delivery.body).hexdigest()
        fallback = f"{delivery.message_id!r}|{delivery.routing_key}|{death!r}|{digest}"
        return cls(
            UUID(known) if isinstance(known, str) else uuid5(NAMESPACE_OID, fallback),
            delivery.routing_key or "",
            h.storable(str(reason or "unknown")),
            delivery.body,
            {**delivery.headers, SENDER: sender.login or ""},
            delivery.message_id,
            _envelope(delivery.body),
            None if reason == FORGED else _speech(delivery.body, Sender(sender.login), guard),
        )

    def row(self) -> Mapping[str, object]:
        attempt = self.headers.get(h.ATTEMPT)
        first_at = self.headers.get(h.FIRST_AT)
        return {
            "death_id": self.death_id,
            "message_id": str(self.envelope.id) if self.envelope else _cleaned(self.message_id),
            "origin_queue": h.storable(self.origin_queue),
            "type": self.envelope.type if self.envelope else None,
            "reason": self.reason,
            "error_class": _cleaned(self.headers.get(h.ERROR_CLASS)),
            "error_message": _cleaned(self.headers.get(h.ERROR_MESSAGE)),
            "traceback_hash": _cleaned(self.headers.get(h.TRACEBACK_HASH)),
            "traceback": _cleaned(self.headers.get(h.TRACEBACK)),
            "attempts": attempt if isinstance(attempt, int) else 0,
            "first_at": _moment(first_at),
            "envelope": _document(self.body) if self.envelope else None,
            "raw": self.body,
            "headers": h.printable(self.headers),
        }


def _document(body: bytes) -> Any:
    """None for what PostgreSQL's JSON cannot hold: NaN, infinity. The bytes are kept."""
    try:
        document = json.loads(body)
        json.dumps(document, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return document


async def record(database: Database, letter: Letter) -> None:
    """One row per death, whatever is redelivered; a command's sender is told that it failed."""
    context = Context.caused_by(letter.speech) if letter.speech else Context()
    async with database.transaction(context) as tx:
        statement = (
            insert(tables.dead_letters)
            .values(**letter.row())
            .on_conflict_do_nothing(index_elements=["death_id"])
            .returning(tables.dead_letters.c.id)
        )
        dead_letter_id = (await tx.session.execute(statement)).scalar()
        if dead_letter_id is not None and letter.speech is not None:
            _tell(tx, letter.speech, dead_letter_id)


def _tell(tx: Transaction, envelope: Envelope, dead_letter_id: int) -> None:
    known = MESSAGES.get(envelope.type)
    subject = _subject(envelope)
    if known is not None and issubclass(known, Command) and subject is not None:
        tx.send(
            CommandSettled(
                subject_id=subject,
                service=tx.service,
                command_id=envelope.id,
                command_type=envelope.type,
                outcome="failed",
                dead_letter_id=dead_letter_id,
            )
        )


def _subject(envelope: Envelope) -> UUID | None:
    """As the data says, or else (it may lie in the blob store, or be the trouble) the sender."""
    try:
        return read(envelope.type, envelope.data).subject
    except (UnsupportedTypeError, ValidationError):
        pass
    try:
        return UUID(envelope.subject or "")
    except ValueError:
        return None


def _speech(body: bytes, sender: Sender, guard: Guard) -> Envelope | None:
    try:
        return _envelope(guard.admit(body, sender))
    except PoisonError:
        return None


def _envelope(body: bytes) -> Envelope | None:
    if holds_nul(body):
        return None
    reference = reference_in(body)
    try:
        if reference is not None:
            return Envelope.model_validate({**reference, "data": {}})
        return Envelope.model_validate_json(body)
    except ValidationError:
        return None


def _cleaned(value: Any) -> str | None:
    return None if value is None else h.storable(str(value))


def _moment(text: Any) -> datetime | None:
    """Whoever published the message may have written anything here."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None
