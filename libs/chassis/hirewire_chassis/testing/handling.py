"""A message through the true pipeline, without a broker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hirewire_contracts import Envelope, Message

from hirewire_chassis.context import Context
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.outbox import envelope_for
from hirewire_chassis.processing import Done, Processor, Settlement
from hirewire_chassis.subscription import Subscription
from hirewire_chassis.transaction import Database


@dataclass(frozen=True, slots=True)
class Handled:
    """How a delivery was settled, and what its transaction sent."""

    settlement: Settlement

    @property
    def sent(self) -> tuple[Message, ...]:
        return self.settlement.sent if isinstance(self.settlement, Done) else ()


def wrap(message: Message, context: Context) -> Envelope:
    """The message as another service would have sent it."""
    return envelope_for(message, context, "test", datetime.now(UTC))


async def handle(
    database: Database, subscriptions: Sequence[Subscription], message: Message, context: Context
) -> Handled:
    """Deliver a message once."""
    return await deliver(database, subscriptions, wrap(message, context))


async def deliver(
    database: Database, subscriptions: Sequence[Subscription], envelope: Envelope
) -> Handled:
    """Deliver this very envelope; the same one again is a redelivery."""
    stem = envelope.type.rsplit(".", 1)[0]
    subscription = next(
        sub
        for sub in subscriptions
        if any(message.type.rsplit(".", 1)[0] == stem for message in sub.handlers)
    )
    processor = Processor(database, subscription, Metrics(database.service))
    return Handled(await processor.process(envelope.to_json()))
