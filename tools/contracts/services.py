"""Who listens to what, asked of the services themselves."""

from collections.abc import Iterable, Mapping

import hirewire_ai_worker.main
import hirewire_gateway.views.subscriptions
import hirewire_jobs.main
import hirewire_matching.main
import hirewire_notifier.main
from hirewire_chassis import Subscription
from hirewire_contracts import Message

Listeners = Mapping[str, tuple[Subscription, ...]]


def listeners() -> Listeners:
    """Service -> its subscriptions, as its own ``main`` declares them."""
    return {
        "gateway": hirewire_gateway.views.subscriptions.subscriptions(),
        "jobs": hirewire_jobs.main.subscriptions(),
        "ai_worker": hirewire_ai_worker.main.listening(),
        "matching": hirewire_matching.main.listening(),
        "notifier": hirewire_notifier.main.listening(),
    }


def heard_by(listening: Listeners, message: type[Message]) -> Iterable[tuple[str, str]]:
    """(service, subscription) of everyone who takes this message in any of its versions."""
    stem = message.type.rsplit(".", 1)[0]
    for service, subscriptions in listening.items():
        for subscription in subscriptions:
            if any(handled.type.startswith(f"{stem}.v") for handled in subscription.handlers):
                yield service, subscription.name
