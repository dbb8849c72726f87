"""Real brokers for tests: a virtual host of its own per test, with the backbone declared."""

import asyncio
import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

import aio_pika

from hirewire_chassis.ids import new_id
from hirewire_chassis.senders import login_of
from hirewire_chassis.topology import Topology, backbone, declare


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a node listens: ``amqp://user:password@host:port`` and its management API."""

    amqp_url: str
    management_url: str


class Vhost:
    """A virtual host and what a test wants to know and do there."""

    def __init__(self, address: BrokerAddress, name: str | None = None) -> None:
        self._address = address
        self.name = name or f"test-{new_id().hex}"
        self.url = f"{address.amqp_url.rstrip('/')}/{quote(self.name, safe='')}"
        self.login = login_of(self.url)

    async def create(self, topology: Topology | None = None) -> None:
        user = quote(urlsplit(self._address.amqp_url).username or "guest")
        await self.api("PUT", f"vhosts/{self.name}")
        rights = {"configure": ".*", "write": ".*", "read": ".*"}
        await self.api("PUT", f"permissions/{self.name}/{user}", rights)
        connection = await aio_pika.connect(self.url)
        async with connection:
            await declare(await connection.channel(), topology or backbone())

    async def drop(self) -> None:
        await self.api("DELETE", f"vhosts/{self.name}")

    async def depths(self) -> dict[str, int]:
        """Messages ready and unacknowledged, by queue, as the broker counts them now."""
        connection = await aio_pika.connect(self.url)
        queues = await self.api("GET", f"queues/{self.name}?disable_stats=true")
        async with connection:
            channel = await connection.channel()
            declared = [await channel.declare_queue(q["name"], passive=True) for q in queues]
            return {q.name: q.declaration_result.message_count or 0 for q in declared}

    async def api(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the management API; the path is relative to ``/api``."""
        return await asyncio.to_thread(self._call, method, path, body)

    def _call(self, method: str, path: str, body: Any) -> Any:
        parts = urlsplit(self._address.management_url)
        secret = base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
        request = Request(
            f"http://{parts.hostname}:{parts.port}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {secret}", "Content-Type": "application/json"},
        )
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            content = answer.read()
        return json.loads(content) if content else None
