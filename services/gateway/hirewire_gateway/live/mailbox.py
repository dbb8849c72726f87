"""What waits to be sent on one socket: bounded, so that a slow reader costs no memory."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from hirewire_gateway.live.feed import LiveEvent
from hirewire_gateway.live.protocol import Frame, Said


@dataclass(frozen=True, slots=True)
class Interest:
    """What a socket wants to hear, and on whose behalf."""

    user_id: UUID
    topics: frozenset[str] = frozenset()

    def frame(self, event: LiveEvent) -> Frame | None:
        """The event under the first of its topics that is asked for; None if it is not for them."""
        if event.user_id not in (None, self.user_id):
            return None
        topic = next((topic for topic in event.topics if topic in self.topics), None)
        if topic is None:
            return None
        return Frame(
            id=event.id, type=event.type, topic=topic, resource=event.resource, at=event.at
        )


@dataclass(frozen=True, slots=True)
class Replay:
    """Stands in the mailbox for the events behind position ``after`` and up to ``upto``."""

    interest: Interest
    after: int
    upto: int


class Mailbox:
    """Calls ``on_overflow`` when something found no room: from then on its socket has a gap."""

    def __init__(self, interest: Interest, size: int, on_overflow: Callable[[], None]) -> None:
        self.interest = interest
        self.overflowed = False
        self._on_overflow = on_overflow
        self._items: asyncio.Queue[Said | Replay] = asyncio.Queue(size)

    def put(self, item: Said | Replay) -> None:
        try:
            self._items.put_nowait(item)
        except asyncio.QueueFull:
            self.overflowed = True
            self._on_overflow()

    def offer(self, event: LiveEvent) -> None:
        frame = self.interest.frame(event)
        if frame is not None:
            self.put(frame)

    async def take(self) -> Said | Replay:
        return await self._items.get()
