"""Flows over several messages: what has come so far is a row, what to do next a pure function.

The row, the messages that a step sends and the timeouts that it sets are one commit with the
message's inbox row. Steps of one process take their turns by a lock on its row; its version says
that nothing else has changed it meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from hirewire_contracts import Message
from pydantic import TypeAdapter

from hirewire_chassis import process_store as store
from hirewire_chassis.context import Context
from hirewire_chassis.outcome import Discard, Outcome
from hirewire_chassis.process_store import Row
from hirewire_chassis.subscription import Handler
from hirewire_chassis.transaction import Transaction


class ProcessState(Protocol):
    """A frozen value that pydantic can write and read; ``phase`` names where the flow is."""

    @property
    def phase(self) -> str: ...


S = TypeVar("S", bound=ProcessState)


@dataclass(frozen=True, slots=True)
class Timeout:
    """``message`` comes ``after`` a while; None takes back what was set.

    One of the same name replaces the one before. When the process ends, all are taken back.
    """

    name: str
    message: Message | None
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Decision(Generic[S]):
    """The state after a message, what is to be sent because of it, and when to be woken."""

    state: S
    commands: tuple[Message, ...] = ()
    timeouts: tuple[Timeout, ...] = ()


@dataclass(frozen=True, slots=True)
class Process(Generic[S]):
    """``decide`` is pure: no clock, no database; messages may come twice and in any order.

    ``identify`` says which process a message belongs to (by what it says, or by the correlation),
    None for none. ``begin`` gives the state that a process has before its first message, None when
    this message begins none. In the phases ``ends`` it is over and hears nothing more. One that is
    not moved for longer than ``patience`` counts as stuck.
    """

    kind: str
    state_type: type[S]
    identify: Callable[[Message, Context], UUID | None]
    begin: Callable[[Message], S | None]
    decide: Callable[[S, Message], Decision[S]]
    ends: frozenset[str]
    patience: timedelta


def advancing(process: Process[Any]) -> Handler:
    """The handler for every message that the process listens to."""

    async def advance_process(message: Message, tx: Transaction) -> Outcome:
        return await advance(process, message, tx)

    return advance_process


async def advance(process: Process[S], message: Message, tx: Transaction) -> Outcome:
    """One step. A message that is nobody's, too late or nothing new is a ``Discard``."""
    process_id = process.identify(message, tx.context)
    if process_id is None:
        return Discard(f"it belongs to no {process.kind}")
    row = await _row(process, process_id, message, tx)
    if row is None:
        return Discard(f"there is no {process.kind} that it belongs to")
    if row.state in process.ends:
        return Discard(f"the {process.kind} is over")
    state = TypeAdapter(process.state_type).validate_python(row.data)
    decision = process.decide(state, message)
    if decision == Decision(state):
        if row.version == 0:
            await store.drop(tx, row)
        return Discard("it says nothing new")
    await _take(process, row, decision, tx)
    return None


async def _take(process: Process[S], row: Row, decision: Decision[S], tx: Transaction) -> None:
    for command in decision.commands:
        tx.send(command)
    phase = decision.state.phase
    ended = phase in process.ends
    timeouts = await _set_timeouts(tx, row, () if ended else decision.timeouts, ended=ended)
    data = TypeAdapter(process.state_type).dump_python(decision.state, mode="json")
    moved = row.moved(phase, data, timeouts)
    await store.move(tx, moved, patience=None if ended else process.patience)


async def _row(
    process: Process[S], process_id: UUID, message: Message, tx: Transaction
) -> Row | None:
    row = await store.lock(tx, process.kind, process_id)
    if row is not None:
        return row
    state = process.begin(message)
    if state is None:
        return None
    data = TypeAdapter(process.state_type).dump_python(state, mode="json")
    fresh = Row(process.kind, process_id, state.phase, 0, data, ())
    await store.create(tx, fresh, patience=process.patience)
    return await store.lock(tx, process.kind, process_id)


async def _set_timeouts(
    tx: Transaction, row: Row, wanted: tuple[Timeout, ...], *, ended: bool
) -> tuple[str, ...]:
    """The names of those that are set afterwards."""
    named = {timeout.name for timeout in wanted}
    pending = set(row.timeouts)
    for name in pending if ended else pending & named:
        await tx.cancel(_key(row, name))
        pending = pending - {name}
    for timeout in wanted:
        if timeout.message is not None:
            tx.send(timeout.message, at=tx.now + timeout.after, key=_key(row, timeout.name))
            pending = pending | {timeout.name}
    return tuple(sorted(pending))


def _key(row: Row, name: str) -> str:
    return f"process:{row.kind}:{row.id}:{name}"
