"""An owner tells its states again, page by page, so that a view can be rebuilt (docs/adr/0055)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar
from uuid import UUID

from hirewire_contracts.snapshots import StatesTold, StatesWanted
from pydantic import BaseModel
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from hirewire_chassis.outcome import Discard, Outcome
from hirewire_chassis.subscription import Subscription
from hirewire_chassis.transaction import Transaction

R = TypeVar("R")

MOST_BYTES = 200_000
"""Of the states in one message, unless a single one is larger."""

Source = Callable[[Transaction, UUID | None, int], Awaitable[Sequence[BaseModel]]]
"""``async def states(tx, after, limit)``: of the workspace of ``tx``, in the order of their ids."""


def telling(sources: Mapping[str, Source]) -> Subscription:
    """The subscription of a service that owns these views; one page at a time per process."""
    return Subscription("snapshots", {StatesWanted: partial(tell_states, sources)}, prefetch=1)


async def tell_states(
    sources: Mapping[str, Source], wanted: StatesWanted, tx: Transaction
) -> Outcome:
    source = sources.get(wanted.view)
    if source is None:
        return Discard("another service owns this view")
    found = await source(tx, wanted.after, wanted.limit)
    told = [state.model_dump(mode="json") for state in found[: _fitting(found)]]
    is_all = len(told) == len(found) < wanted.limit
    last = None if is_all else UUID(told[-1]["id"])
    tx.send(
        StatesTold(rebuild_id=wanted.rebuild_id, view=wanted.view, states=tuple(told), last=last)
    )
    return None


def _fitting(states: Sequence[BaseModel]) -> int:
    """How many of them go into one message; at least one."""
    size = 0
    for count, state in enumerate(states):
        size += len(state.model_dump_json())
        if size > MOST_BYTES:
            return max(1, count)
    return len(states)


def following(
    statement: Select[R], key: InstrumentedAttribute[UUID], after: UUID | None, limit: int
) -> Select[R]:
    """The page of ``limit`` rows whose ``key`` comes after that id."""
    beyond = statement if after is None else statement.where(key > after)
    return beyond.order_by(key).limit(limit)
