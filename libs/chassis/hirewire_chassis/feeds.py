"""The events of one workspace, for the programs that may hear them.

Each event carries its workspace as an AMQP header. A feed is an exchange that only events of one
workspace reach; the broker itself keeps the others away from whoever may read from it.
"""

import re
from collections.abc import Mapping
from uuid import UUID

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel
from aiormq.abc import FieldTable

from hirewire_chassis.topology import EVENTS

SPLITTER = "hirewire.feeds"
_HEADER = "workspace"
_WORKSPACE = re.compile(rb'"workspaceid":"([0-9a-f-]{36})"')


def feed_of(workspace_id: UUID) -> str:
    return f"hirewire.feed.{workspace_id}"


def address(exchange: str, envelope: bytes) -> Mapping[str, str]:
    """The AMQP headers of a message that goes to ``exchange``."""
    if exchange != EVENTS:
        return {}
    attributes, _, _ = envelope.partition(b',"data":')
    found = _WORKSPACE.search(attributes)
    return {} if found is None else {_HEADER: found[1].decode()}


async def declare_feed(channel: AbstractChannel, workspace_id: UUID) -> None:
    """Needs an administrator's rights; safe to run again."""
    splitter = await channel.declare_exchange(SPLITTER, ExchangeType.HEADERS, durable=True)
    await splitter.bind(EVENTS, "#")
    feed = await channel.declare_exchange(feed_of(workspace_id), ExchangeType.TOPIC, durable=True)
    only: FieldTable = {"x-match": "all", _HEADER: str(workspace_id)}
    await feed.bind(splitter, "", arguments=only)
