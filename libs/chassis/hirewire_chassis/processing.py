"""One delivery, from bytes to a settlement: decode, begin, deduplicate, handle, settle.

No broker is needed here; what becomes of the settlement is the consumer's business.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, assert_never
from uuid import UUID

from hirewire_contracts import Envelope, Message, read
from hirewire_contracts.settlement import CommandSettled, Problem

from hirewire_chassis import failpoints
from hirewire_chassis.bodies import holds_nul
from hirewire_chassis.claims import Claims, reference_in
from hirewire_chassis.context import Context
from hirewire_chassis.errors import OutageError, PoisonError, TransientError, classify, explain
from hirewire_chassis.inbox import claim
from hirewire_chassis.leases import FinishedError, HeldError, holding
from hirewire_chassis.logs import message_context
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.outcome import Discard, Outcome, Reject, Retry
from hirewire_chassis.preparing import applying, result_of
from hirewire_chassis.subscription import Desk, Handler, Prepared, Subscription
from hirewire_chassis.topology import work_queue
from hirewire_chassis.traced_messages import handling
from hirewire_chassis.traces import OFF, TRACEPARENT, Traces
from hirewire_chassis.transaction import Database, Transaction


@dataclass(frozen=True, slots=True)
class Done:
    """The effect is committed, now or by an earlier delivery."""

    sent: tuple[Message, ...] = ()
    outcome: Outcome = None
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing was kept; the message shall come again.

    ``outage``: keep it where it is. ``held``: it was somebody else's turn, so this was no attempt.
    """

    reason: str
    after: timedelta | None = None
    outage: bool = False
    error: BaseException | None = None
    unexpected: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Dead:
    """The message can never be handled."""

    reason: str
    error: BaseException


Settlement = Done | Later | Dead
Fence = Callable[[Transaction], Awaitable[None]]
"""Raises in a transaction that must not commit."""


@dataclass(frozen=True, slots=True)
class Decoded:
    envelope: Envelope
    message: Message
    key: str
    handler: Handler | Prepared[Any, Any]

    @property
    def inbox_row(self) -> tuple[str, UUID]:
        return self.key, self.envelope.id


class Processor:
    """Handles the messages of one subscription of one service."""

    def __init__(
        self,
        database: Database,
        subscription: Subscription,
        metrics: Metrics,
        claims: Claims | None = None,
        traces: Traces = OFF,
    ) -> None:
        self.database = database
        self.traces = traces
        self._claims = claims
        self._subscription = subscription
        self._metrics = metrics
        self.queue = work_queue(database.service, subscription.name)

    async def process(self, body: bytes, parent: str | None = None) -> Settlement:
        """Never raises but CancelledError. ``parent`` is the traceparent of the sending."""
        started = time.perf_counter()
        try:
            decoded = self._decode(await self._whole(body))
        except PoisonError as error:
            return Dead("undecodable", error)
        except TransientError as error:
            return Later(str(error), error.after, error=error)
        with message_context(self.queue, decoded.envelope):
            settlement = await self._trace(decoded, parent)
        self.measure(decoded.envelope, settlement, started)
        return settlement

    async def _trace(self, decoded: Decoded, parent: str | None) -> Settlement:
        """What the handler sends belongs to its own span."""
        if not self.traces.on:
            return await self._attempt(decoded)
        envelope = decoded.envelope
        with handling(self.traces, self.queue, envelope, parent) as span:
            own = envelope.model_copy(update={TRACEPARENT: span.traceparent})
            settlement = await self._attempt(replace(decoded, envelope=own))
            if not isinstance(settlement, Done):
                span.fail(settlement.reason)
            return settlement

    async def _attempt(self, decoded: Decoded) -> Settlement:
        try:
            async with asyncio.timeout(self._subscription.deadline):
                return await self._begin(decoded)
        except Exception as error:  # noqa: BLE001 - the one place that judges every surprise
            return _judge(error)

    async def _whole(self, body: bytes) -> bytes:
        if self._claims is not None:
            return await self._claims.redeem(body)
        if reference_in(body) is not None:
            raise PoisonError("its data is in a blob store, and this service was given none")
        return body

    def _decode(self, body: bytes) -> Decoded:
        if holds_nul(body):
            raise PoisonError("a text holds the character NUL, which cannot be stored")
        try:
            envelope = Envelope.model_validate_json(body)
            message = read(envelope.type, envelope.data)
        except Exception as error:
            raise PoisonError(explain(error)) from error
        handler = self._subscription.handlers.get(type(message))
        if handler is None:
            raise PoisonError(f"{envelope.type} is not handled here")
        stem = message.type.rsplit(".", 1)[0]
        return Decoded(envelope, message, f"{self._subscription.name}:{stem}", handler)

    def decode_plain(self, body: bytes) -> tuple[Decoded, Handler] | None:
        """None for what has to be fetched, prepared or buried."""
        if reference_in(body) is not None:
            return None
        try:
            decoded = self._decode(body)
        except PoisonError:
            return None
        handler = decoded.handler
        return None if isinstance(handler, Prepared) else (decoded, handler)

    async def _begin(self, decoded: Decoded) -> Settlement:
        context = Context.caused_by(decoded.envelope)
        handler = decoded.handler
        if not isinstance(handler, Prepared):
            return await self._commit(decoded, context, handler)
        if handler.lease is not None:
            return await self._begin_leased(decoded, context, handler, handler.lease)
        result = await handler.prepare(decoded.message, Desk(self.database, context))
        failpoints.reach("prepared")
        return await self._commit(decoded, context, applying(handler, result))

    async def _begin_leased(
        self, decoded: Decoded, context: Context, handler: Prepared[Any, Any], length: timedelta
    ) -> Settlement:
        try:
            async with holding(self.database, decoded.key, decoded.envelope.id, length) as lease:
                desk = Desk(self.database, context)
                result = await result_of(handler, decoded.message, desk, lease)
                failpoints.reach("prepared")
                work = applying(handler, result)
                return await self._commit(decoded, context, work, lease.close)
        except FinishedError:
            return Done(duplicate=True)

    async def _commit(
        self, decoded: Decoded, context: Context, handler: Handler, fence: Fence | None = None
    ) -> Settlement:
        try:
            async with self.database.transaction(context) as tx:
                if not await claim(tx, decoded.key, decoded.envelope.id):
                    return Done(duplicate=True)
                if fence is not None:
                    await fence(tx)
                outcome = await handler(decoded.message, tx)
                _undo(outcome)
                if isinstance(outcome, Discard):
                    tell(tx, decoded, "discarded", None)
                await tx.flush()
                failpoints.reach("before_commit")
            failpoints.reach("after_commit")
            return Done(tuple(tx.sent), outcome)
        except _Undone as undone:
            return await self._undone(decoded, context, undone.outcome, fence)

    async def _undone(
        self, decoded: Decoded, context: Context, outcome: Retry | Reject, fence: Fence | None
    ) -> Settlement:
        match outcome:
            case Retry(reason, after):
                return Later(reason, after)
            case Reject(problem):
                async with self.database.transaction(context) as tx:
                    if not await claim(tx, decoded.key, decoded.envelope.id):
                        return Done(duplicate=True)
                    if fence is not None:
                        await fence(tx)
                    tell(tx, decoded, "rejected", problem)
                return Done(tuple(tx.sent), outcome)
            case _:
                assert_never(outcome)

    def measure(self, envelope: Envelope, settlement: Settlement, started: float) -> None:
        name = type(settlement).__name__.lower()
        self._metrics.handled.labels(self.queue, envelope.type, name).inc()
        if isinstance(settlement, Done):
            seconds = time.perf_counter() - started
            self._metrics.handler_seconds.labels(self.queue, envelope.type).observe(seconds)
            age = (datetime.now(UTC) - envelope.time).total_seconds()
            self._metrics.end_to_end_seconds.labels(self.queue).observe(max(0.0, age))
            if settlement.duplicate:
                self._metrics.duplicates.labels(self.queue).inc()


class _Undone(Exception):  # noqa: N818 - carries an answer, not an error
    def __init__(self, outcome: Retry | Reject) -> None:
        self.outcome = outcome


def _undo(outcome: Outcome) -> None:
    """Leaves the transaction, so that nothing of it is kept."""
    if isinstance(outcome, Retry | Reject):
        raise _Undone(outcome)


def tell(tx: Transaction, decoded: Decoded, outcome: Any, problem: Problem | None) -> None:
    """A command that ends without an event about its subject is answered by the chassis."""
    if decoded.message.kind == "command":
        tx.send(
            CommandSettled(
                subject_id=decoded.message.subject,
                service=tx.service,
                command_id=decoded.envelope.id,
                command_type=decoded.envelope.type,
                outcome=outcome,
                problem=problem,
            )
        )


def _judge(error: Exception) -> Settlement:
    match classify(error):
        case PoisonError() as poison:
            return Dead("poison", poison)
        case OutageError() as outage:
            return Later(str(outage), outage.after, outage=True, error=error)
        case HeldError() as turn:
            return Later(str(turn), turn.after, held=True, error=error)
        case TransientError() as transient:
            return Later(str(transient), transient.after, error=error)
        case surprise:
            return Later(f"{type(surprise).__name__}: {surprise}", error=error, unexpected=True)
