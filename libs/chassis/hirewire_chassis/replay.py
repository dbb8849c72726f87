"""Brings dead letters back: to the queue they died in, and to no other.

The row is locked while its message is on its way and is noted only after the broker's confirm. A
crash between leaves the letter as it was; sent once more it is the same message, of which the
inbox keeps one effect.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5

from hirewire_contracts import CONTENT_TYPE, MESSAGES, Envelope, UnsupportedTypeError, read
from pydantic import JsonValue

from hirewire_chassis import dead_letter_store as store
from hirewire_chassis import failpoints
from hirewire_chassis.bodies import holds_nul
from hirewire_chassis.context import Context
from hirewire_chassis.dead_letter_store import Contents, Filter
from hirewire_chassis.errors import explain
from hirewire_chassis.headers import ATTEMPT, REPLAYED_BY, Headers
from hirewire_chassis.ladder import exactly
from hirewire_chassis.publisher import Parcel, Publisher
from hirewire_chassis.senders import SENDER
from hirewire_chassis.topology import RETURN
from hirewire_chassis.transaction import Database, Transaction

MOST = 10_000
NOW = timedelta(0)


@dataclass(frozen=True, slots=True)
class Pace:
    """``rate`` is letters per second, None as fast as they are confirmed.

    ``force`` replays what was replayed just now, edited or archived as well; ``dry_run`` says
    what would happen and lets nothing happen.
    """

    rate: float | None = None
    force: bool = False
    dry_run: bool = False
    ahead: bool = False


AT_ONCE = Pace()


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one letter; ``message_id`` is the id under which it went out."""

    letter_id: int
    outcome: Literal["replayed", "edited", "would be replayed", "refused"]
    queue: str = ""
    message_id: str | None = None
    reason: str = ""


class Replayer:
    """``by`` is the operator, as the letter and the message's headers will name them.

    An operator's login may write to ``hirewire.return``. A service's may not: with ``by_ladder``
    letters go the way of its retries, and a rate is kept by the delay queues, up to 68 minutes
    ahead.
    """

    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        by: str,
        *,
        by_ladder: bool = False,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._by = by
        self._by_ladder = by_ladder
        self._wait = wait

    async def replay(
        self, chosen: Filter, pace: Pace = AT_ONCE, most: int = MOST
    ) -> AsyncIterator[Step]:
        """The letters in the order in which they died, at most 10,000; a step after each.

        Raises publisher.UnavailableError when the broker does not confirm one; that letter and
        those after it stay as they are.
        """
        async with self._database.reading(Context()) as session:
            ids = await store.ids_of(session, chosen, most)
        for place, letter_id in enumerate(ids):
            interval = 1 / pace.rate if pace.rate and place and not pace.dry_run else 0
            if interval and not self._by_ladder:
                await self._wait(interval)
            yield await self._replay(letter_id, pace, timedelta(seconds=interval * place))

    async def edit(
        self, letter_id: int, document: Mapping[str, JsonValue], *, force: bool = False
    ) -> Step:
        """Send what the letter should have said, as a message of its own caused by the old one.

        ``document`` is the new ``data``; for a letter that could not be read it is a whole
        envelope. The same words twice are the same message.
        """
        async with self._database.transaction(Context()) as tx:
            letter = await store.lock(tx.session, letter_id)
            if letter is None:
                return _absent(letter_id)
            why = await self._refusal(letter, force=force) or _needs_force(letter, force=force)
            if why:
                return Step(letter_id, "refused", reason=why)
            try:
                envelope = edited(letter, document)
            except (UnsupportedTypeError, ValueError) as error:
                return Step(letter_id, "refused", reason=explain(error))
            parcel = self._parcel(letter, envelope.to_json(), str(envelope.id))
            return await self._send(tx, letter, parcel, "edited")

    async def _replay(self, letter_id: int, pace: Pace, after: timedelta = NOW) -> Step:
        async with self._database.transaction(Context()) as tx:
            letter = await store.lock(tx.session, letter_id)
            if letter is None:
                return _absent(letter_id)
            queue, message_id = letter.summary.origin_queue, letter.summary.message_id
            why = await self._refusal(letter, force=pace.force)
            if why:
                return Step(letter_id, "refused", queue, message_id, why)
            if pace.dry_run:
                return Step(letter_id, "would be replayed", queue, message_id)
            parcel = self._parcel(letter, letter.raw, message_id or "", after)
            return await self._send(tx, letter, parcel, "replayed")

    async def _refusal(self, letter: Contents, *, force: bool) -> str | None:
        queue = letter.summary.origin_queue
        if not queue.startswith(f"hirewire.{self._database.service}."):
            return f"{queue!r} is not a queue of {self._database.service}"
        why = None if force else _too_soon(letter)
        if why is None and not await self._publisher.knows(queue):
            return f"the queue {queue} is gone"
        return why

    def _parcel(
        self, letter: Contents, body: bytes, message_id: str, after: timedelta = NOW
    ) -> Parcel:
        is_known = letter.envelope or body != letter.raw
        kind = CONTENT_TYPE if is_known else "application/octet-stream"
        sender = str(letter.headers.get(SENDER, ""))
        headers: Headers = {ATTEMPT: 1, REPLAYED_BY: self._by, SENDER: sender}
        queue = letter.summary.origin_queue
        exchange, key = exactly(after, queue) if self._by_ladder else (RETURN, queue)
        return Parcel(exchange, key, body, message_id, headers, kind)

    async def _send(
        self,
        tx: Transaction,
        letter: Contents,
        parcel: Parcel,
        status: Literal["replayed", "edited"],
    ) -> Step:
        await self._publisher.publish(parcel)
        failpoints.reach("replay_confirmed")
        await store.note_replay(tx, letter.summary.id, status, self._by)
        return Step(letter.summary.id, status, letter.summary.origin_queue, parcel.message_id)


def edited(letter: Contents, document: Mapping[str, JsonValue]) -> Envelope:
    """The message that a corrected letter becomes: strict, as everything that is written anew.

    Raises UnsupportedTypeError, or ValueError (pydantic's ValidationError is one).
    """
    words = json.dumps(document, sort_keys=True)
    if holds_nul(words.encode()):
        raise ValueError("a text holds the character NUL, which cannot be stored")
    envelope = Envelope.model_validate(_whole(letter, document))
    message = read(envelope.type, envelope.data)
    MESSAGES[envelope.type].model_validate(envelope.data)
    return envelope.model_copy(
        update={
            "id": uuid5(UUID(letter.death_id), words),
            "time": datetime.now(UTC),
            "causationid": _id_of(letter),
            "correlationid": envelope.correlation,
            "subject": str(message.subject),
            "sequence": message.sequence,
        }
    )


def _whole(letter: Contents, document: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    if letter.envelope is None:
        return {"id": letter.death_id, **document}
    return {**letter.envelope, "data": dict(document)}


def _id_of(letter: Contents) -> UUID | None:
    try:
        return UUID(letter.summary.message_id or "")
    except ValueError:
        return None


def _absent(letter_id: int) -> Step:
    return Step(letter_id, "refused", reason="there is no such letter, or somebody replays it now")


def _too_soon(letter: Contents) -> str | None:
    if letter.just_replayed:
        return "it was replayed less than 10 minutes ago"
    if letter.summary.status in ("edited", "archived"):
        return f"it is {letter.summary.status}"
    return None


def _needs_force(letter: Contents, *, force: bool) -> str | None:
    """An edited letter is another message: beside a replay of the old one it is a second effect."""
    if letter.summary.status == "replayed" and not force:
        return "it was replayed as it is; an edited one would have an effect of its own"
    return None
