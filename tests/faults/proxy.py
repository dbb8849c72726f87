"""A TCP proxy that misbehaves on demand: late, lossy, silent, half open, cut where it hurts."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

_CHUNK = 65_536
_SNIFFED = 8_192

Test = Callable[["Link"], bool]


def everything(_link: "Link") -> bool:
    return True


def named(text: str) -> Test:
    """Connections whose first bytes hold ``text``: AMQP's connection_name, application_name."""
    wanted = text.encode()
    return lambda link: wanted in link.opening


@dataclass(slots=True)
class Shape:
    """Seconds of delay; ``loss`` is how often a chunk comes only after ``again`` more seconds."""

    delay: float = 0.0
    jitter: float = 0.0
    loss: float = 0.0
    again: float = 0.2

    def draw(self, chance: random.Random) -> float:
        late = max(0.0, self.delay + chance.uniform(-self.jitter, self.jitter))
        return late + (self.again if chance.random() < self.loss else 0.0)


@dataclass(slots=True)
class Way:
    """One direction of a connection. ``budget``: bytes it still lets pass before it is cut."""

    mute: bool = False
    budget: int | None = None
    trap: tuple[bytes, Callable[[], None]] | None = None
    swap: tuple[bytes, bytes] | None = None
    passed: int = 0

    def treat(self, data: bytes) -> bytes:
        if self.swap is not None and self.swap[0] in data:
            data = data.replace(*self.swap)
        if self.trap is not None and self.trap[0] in data:
            (_, spring), self.trap = self.trap, None
            spring()
        if self.mute:
            return b""
        if self.budget is not None:
            data = data[: self.budget]
            self.budget -= len(data)
        self.passed += len(data)
        return data


@dataclass(slots=True, eq=False)
class Link:
    """One proxied connection. ``up`` is what the client says, ``down`` what it hears.

    ``deserted``: the client has gone; while the link is silent the server does not know.
    """

    client: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    server: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    keepalive: float | None = None
    up: Way = field(default_factory=Way)
    down: Way = field(default_factory=Way)
    opening: bytes = b""
    deserted: bool = False

    @property
    def silent(self) -> bool:
        """Neither side hears how the other ends."""
        return self.up.mute or self.down.mute

    def cut(self) -> None:
        """Both sides are told at once (a reset, not an orderly end)."""
        for _, writer in (self.client, self.server):
            writer.transport.abort()

    def half_close(self) -> None:
        """The client is told that the server says no more, and nothing else happens."""
        with suppress(OSError, RuntimeError):
            self.client[1].write_eof()

    def swallow(self, *, up: bool = True, down: bool = True) -> None:
        """The server's kernel, whose keepalives nobody answers, gives up after ``keepalive`` s."""
        self.up.mute |= up
        self.down.mute |= down
        if self.keepalive is not None:
            hang_up = self.server[1].transport.abort
            asyncio.get_running_loop().call_later(self.keepalive, hang_up)


class Proxy:
    """Listens on 127.0.0.1:``port`` for one target; start it once, its rules may change.

    ``keepalive``: the seconds after which the target's kernel notices that a client is silent.
    """

    def __init__(
        self, host: str, port: int, chance: random.Random, keepalive: float | None = None
    ) -> None:
        self.port = 0
        self._keepalive = keepalive
        self.refusing = False
        self.accepted = 0
        self.shape = Shape()
        self.on_open: Callable[[Link], None] = lambda _link: None
        """Called with a new connection once its opening bytes are known."""
        self._flow = asyncio.Event()
        self._flow.set()
        self._target = (host, port)
        self._chance = chance
        self._links: set[Link] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    def lead_to(self, host: str, port: int) -> None:
        """Where new connections go from now on."""
        self._target = (host, port)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def links(self, test: Test = everything) -> list[Link]:
        return [link for link in self._links if not link.deserted and test(link)]

    def cut(self, test: Test = everything) -> int:
        found = self.links(test)
        for link in found:
            link.cut()
        return len(found)

    def swallow(self, test: Test = everything, *, up: bool = True, down: bool = True) -> int:
        """Those that are open now go silent; new ones work."""
        found = self.links(test)
        for link in found:
            link.swallow(up=up, down=down)
        return len(found)

    def hold(self) -> None:
        """Nothing passes for now; ``release`` lets it through at once, as one piece."""
        self._flow.clear()

    def release(self) -> None:
        self._flow.set()

    def calm(self) -> None:
        """Everything is well again for new connections; silenced ones stay silent."""
        self.release()
        self.refusing = False
        self.shape = Shape()
        self.on_open = lambda _link: None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.accepted += 1
        try:
            if not self.refusing:
                await self._join(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server = await asyncio.open_connection(*self._target)
        link = Link((reader, writer), server, self._keepalive)
        self._links.add(link)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pump(link, link.up, reader, server[1]))
                group.create_task(self._pump(link, link.down, server[0], writer))
        except* OSError:
            pass
        finally:
            self._links.discard(link)
            link.cut()

    async def _pump(
        self, link: Link, way: Way, source: asyncio.StreamReader, sink: asyncio.StreamWriter
    ) -> None:
        """In order and pipelined: a late chunk delays those behind it, not their reading."""
        line: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1000)
        sender = asyncio.create_task(self._send(link, way, line, sink))
        try:
            with suppress(ConnectionError):
                await self._read(link, way, source, line)
            link.deserted |= way is link.up
            if not link.silent:
                await line.put((0.0, b""))
                await sender
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)
        if not link.silent:
            link.cut()

    async def _read(
        self,
        link: Link,
        way: Way,
        source: asyncio.StreamReader,
        line: asyncio.Queue[tuple[float, bytes]],
    ) -> None:
        due = 0.0
        loop = asyncio.get_running_loop()
        while data := await source.read(_CHUNK):
            if way is link.up and len(link.opening) < _SNIFFED:
                self._sniff(link, data)
            due = max(due, loop.time() + self.shape.draw(self._chance))
            await line.put((due, data))

    async def _send(
        self,
        link: Link,
        way: Way,
        line: asyncio.Queue[tuple[float, bytes]],
        sink: asyncio.StreamWriter,
    ) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, data = await line.get()
            if not data:
                return
            if (wait := due - loop.time()) > 0:
                await asyncio.sleep(wait)
            if not self._flow.is_set():
                await self._flow.wait()
                while not line.empty():
                    data += line.get_nowait()[1]
            sink.write(way.treat(data))
            await sink.drain()
            if way.budget == 0:
                link.cut()

    def _sniff(self, link: Link, data: bytes) -> None:
        link.opening = (link.opening + data)[:_SNIFFED]
        self.on_open(link)
