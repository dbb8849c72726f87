"""RabbitMQ's own count of its queues, by its management API."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import httpx
from hirewire_contracts.instance import QueueState

from hirewire_gateway.settings import GatewaySettings

_SECONDS = 5.0
_COLUMNS = (
    "name,messages_ready,messages_unacknowledged,consumers,"
    "message_stats.publish_details.rate,message_stats.ack_details.rate"
)


class UnmanagedError(Exception):
    """There is no management API here, or it does not answer."""


async def count_queues(settings: GatewaySettings) -> tuple[QueueState, ...]:
    """All queues of the virtual host, a few seconds old. Raises UnmanagedError."""
    if settings.management_url is None:
        raise UnmanagedError("GATEWAY_MANAGEMENT_URL is not set")
    parts = urlsplit(settings.amqp_url.get_secret_value())
    vhost = unquote(parts.path.removeprefix("/")) or "/"
    url = settings.management_url.get_secret_value()
    place = f"/api/queues/{quote(vhost, safe='')}"
    try:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=_SECONDS) as client:
            answer = await client.get(place, params={"columns": _COLUMNS})
        answer.raise_for_status()
        return tuple(_state(queue) for queue in answer.json())
    except (httpx.HTTPError, ValueError) as error:
        raise UnmanagedError(type(error).__name__) from error


def _state(queue: Mapping[str, Any]) -> QueueState:
    name = queue["name"]
    owner, _, rest = name.removeprefix("hirewire.").partition(".")
    is_work = name.startswith("hirewire.") and rest.endswith(".v1")
    kind = ("dead" if rest == "dead.v1" else "work") if is_work else "other"
    stats = queue.get("message_stats", {})
    return QueueState(
        service=owner if is_work else "broker",
        name=name,
        kind=kind,
        ready=queue.get("messages_ready"),
        unacknowledged=queue.get("messages_unacknowledged"),
        consumers=queue.get("consumers"),
        published_per_second=_rate(stats, "publish_details"),
        acknowledged_per_second=_rate(stats, "ack_details"),
    )


def _rate(stats: Mapping[str, Any], what: str) -> float | None:
    """RabbitMQ leaves out what has not happened since the queue was made."""
    rate = stats.get(what, {}).get("rate")
    return None if rate is None else float(rate)
