"""What every handler of every service must keep, whatever it does.

The idea of one suite that each implementation must pass is Watermill's (TestPubSub).
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from hirewire_contracts import MESSAGES, Envelope, Message
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_chassis.context import Context
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.processing import Dead, Done, Processor
from hirewire_chassis.subscription import Subscription
from hirewire_chassis.testing.handling import Handled, deliver, wrap
from hirewire_chassis.transaction import Database

Examples = Mapping[type[Message], Message]


def handled_messages(subscriptions: Iterable[Subscription]) -> list[type[Message]]:
    """Every message type that a service takes, for ``pytest.mark.parametrize``."""
    return [message for subscription in subscriptions for message in subscription.handlers]


def check_table(subscriptions: Sequence[Subscription]) -> None:
    """Each type is handled once, in a known version, by a queue of its own name."""
    types = [message.type for message in handled_messages(subscriptions)]
    assert len(types) == len(set(types)), f"handled twice: {types}"
    assert set(types) <= set(MESSAGES), "a handled message is not registered in contracts"
    names = [subscription.name for subscription in subscriptions]
    assert len(names) == len(set(names)), f"two subscriptions share a queue: {names}"


async def check_handler(
    database: Database,
    subscriptions: Sequence[Subscription],
    message: Message,
    context: Context,
) -> None:
    """The promises that can be checked with one valid message and no knowledge of its meaning."""
    envelope = wrap(message, context)
    first = await deliver(database, subscriptions, envelope)
    assert isinstance(first.settlement, Done), first.settlement
    assert all(sent.type in MESSAGES for sent in first.sent), first.sent
    await _check_second_delivery(database, subscriptions, envelope)
    await _check_tolerance(database, subscriptions, message, context)
    await _check_malformed(database, subscriptions, envelope)


async def _check_second_delivery(
    database: Database, subscriptions: Sequence[Subscription], envelope: Envelope
) -> None:
    before = await fingerprint(database, Context.caused_by(envelope))
    again = await deliver(database, subscriptions, envelope)
    assert again.settlement == Done(duplicate=True), again.settlement
    assert await fingerprint(database, Context.caused_by(envelope)) == before, (
        "a second delivery left a trace"
    )


async def _check_tolerance(
    database: Database,
    subscriptions: Sequence[Subscription],
    message: Message,
    context: Context,
) -> None:
    envelope = wrap(message, context)
    newer = envelope.model_copy(update={"data": {**envelope.data, "field_of_tomorrow": 1}})
    handled = await deliver(database, subscriptions, newer)
    assert isinstance(handled.settlement, Done), handled.settlement


async def _check_malformed(
    database: Database, subscriptions: Sequence[Subscription], envelope: Envelope
) -> None:
    subscription = _subscription_of(subscriptions, envelope)
    processor = Processor(database, subscription, Metrics(database.service))
    before = await fingerprint(database, Context.caused_by(envelope))
    for body in _malformed(envelope):
        settlement = await processor.process(body)
        assert isinstance(settlement, Dead), (body[:100], settlement)
    assert await fingerprint(database, Context.caused_by(envelope)) == before, (
        "a malformed message left a trace"
    )


def _malformed(envelope: Envelope) -> Iterable[bytes]:
    whole = json.loads(envelope.to_json())
    yield b""
    yield b"not json"
    yield b"\xff\xfe\x00"
    yield b"[]"
    yield b"[" * 100_000
    yield json.dumps({**whole, "data": {}}).encode()
    yield json.dumps({**whole, "data": None}).encode()
    yield json.dumps({**whole, "id": "nothing"}).encode()
    yield json.dumps({**whole, "specversion": "0.3"}).encode()
    yield json.dumps({**whole, "type": whole["type"].rsplit(".", 1)[0] + ".v999"}).encode()


def _subscription_of(subscriptions: Sequence[Subscription], envelope: Envelope) -> Subscription:
    stem = envelope.type.rsplit(".", 1)[0]
    return next(
        subscription
        for subscription in subscriptions
        if any(message.type.startswith(f"{stem}.") for message in subscription.handlers)
    )


async def check_older_after_newer(
    deliver_all: Callable[[Sequence[Message]], Awaitable[Any]],
    states: Sequence[Message],
    observe: Callable[[], Awaitable[Any]],
) -> None:
    """Events of one aggregate in any order leave what the newest one says.

    ``states`` come in their true order; they are delivered newest first and then once more in
    order; ``observe`` reads the projection.
    """
    await deliver_all(list(reversed(states)))
    newest = await observe()
    await deliver_all(list(states))
    assert await observe() == newest, "an older event took the projection back"


async def fingerprint(database: Database, context: Context) -> Mapping[str, str]:
    """A hash of each of the service's tables as ``context`` sees it, for "nothing has changed"."""
    async with database.reading(context) as session:
        names = await session.scalars(
            text("select tablename from pg_tables where schemaname = :schema order by 1"),
            {"schema": database.schema},
        )
        return {name: await _hash(session, name) for name in names}


async def _hash(session: AsyncSession, table: str) -> str:
    statement = f"select count(*) || md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) from \"{table}\" t"  # noqa: E501, S608 - names come from the catalogue
    return str(await session.scalar(text(statement)))


__all__ = [
    "Examples",
    "Handled",
    "check_handler",
    "check_older_after_newer",
    "check_table",
    "fingerprint",
    "handled_messages",
]
