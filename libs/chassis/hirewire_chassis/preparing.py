"""The two halves of a slow handler: what it finds out, and what it does with that."""

from typing import Any

from hirewire_contracts import Message
from pydantic import TypeAdapter

from hirewire_chassis.leases import Lease
from hirewire_chassis.outcome import Outcome
from hirewire_chassis.subscription import Desk, Handler, Prepared
from hirewire_chassis.transaction import Transaction


def applying(handler: Prepared[Any, Any], result: Any) -> Handler:
    """The second half as a handler like any other."""

    async def apply(message: Message, tx: Transaction) -> Outcome:
        return await handler.apply(message, result, tx)

    return apply


async def result_of(
    handler: Prepared[Any, Any], message: Message, desk: Desk, lease: Lease
) -> object:
    """What an earlier delivery has found, or else what is found now."""
    if handler.result_type is None:
        return await lease.guard(handler.prepare(message, desk))
    kept: TypeAdapter[object] = TypeAdapter(handler.result_type)
    if lease.found:
        return kept.validate_json(lease.result or b"")
    result = await lease.guard(handler.prepare(message, desk))
    await lease.keep(kept.dump_json(result))
    return result
