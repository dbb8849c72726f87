"""A queue of the harness's own beside the services': what really went over the wire."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import aio_pika

from tests.faults.world import World


@dataclass(frozen=True, slots=True)
class Seen:
    message_id: str
    body: bytes
    headers: Mapping[str, object] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        return str(json.loads(self.body)["subject"])

    @property
    def sequence(self) -> int:
        return int(json.loads(self.body).get("sequence") or 0)


@dataclass(frozen=True, slots=True)
class Witness:
    """``all``: everything that came since the last call, in its order."""

    world: World
    queue: str

    async def all(self) -> list[Seen]:
        found = []
        connection = await aio_pika.connect(self.world.amqp_url, timeout=5)
        async with connection:
            channel = await connection.channel()
            queue = await channel.get_queue(self.queue)
            while (message := await queue.get(fail=False, no_ack=True)) is not None:
                found.append(Seen(str(message.message_id), message.body, message.headers))
        return found


@asynccontextmanager
async def witnessed(world: World, exchange: str, key: str) -> AsyncIterator[Witness]:
    name = f"faults.witness.{uuid4()}"
    place = f"queues/{{vhost}}/{name}"
    arguments = {"x-queue-type": "quorum"}
    await world.api("PUT", place, {"durable": True, "arguments": arguments})
    await world.api("POST", f"bindings/{{vhost}}/e/{exchange}/q/{name}", {"routing_key": key})
    try:
        yield Witness(world, name)
    finally:
        await world.api("DELETE", place)
