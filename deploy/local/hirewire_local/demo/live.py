"""Follows the WebSocket beside the story and counts what it says."""

import asyncio
import contextlib
import json
from collections import Counter
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from hirewire_local.demo.client import Client

_TOPICS = [
    "jobs", "candidates", "documents", "entities", "relationships", "matches", "notifications",
    "operations",
]  # fmt: skip


class LiveEvents:
    """A subscription to every topic; reconnects with ``after`` and never counts an event twice."""

    def __init__(self, client: Client, gateway_url: str) -> None:
        self.types: Counter[str] = Counter()
        self._client = client
        self._gateway_url = gateway_url
        self._seen: set[str] = set()
        self._last: str | None = None
        self._subscribed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def count(self) -> int:
        return len(self._seen)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._follow())
        async with asyncio.timeout(30):
            await self._subscribed.wait()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(ConnectionClosed, OSError):
                ticket = await self._client.post("/v1/realtime/tickets")
                address = (
                    f"ws://{urlsplit(self._gateway_url).netloc}/v1/ws?ticket={ticket['ticket']}"
                )
                async with connect(address, proxy=None) as socket:
                    await self._listen(socket)
            await asyncio.sleep(0.5)

    async def _listen(self, socket: ClientConnection) -> None:
        wish = {"type": "subscribe", "topics": _TOPICS}
        await socket.send(json.dumps(wish | ({"after": self._last} if self._last else {})))
        async for text in socket:
            message = json.loads(text)
            self._subscribed.set()
            if "topic" in message and message["id"] not in self._seen:
                self._last = message["id"]
                self._seen.add(message["id"])
                self.types[message["type"]] += 1
