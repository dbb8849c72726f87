"""Asking clamd whether a file is known to be harmful: its INSTREAM command over TCP or a socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

_CHUNK_BYTES = 64 * 1024
_PORT = 3310
_MOST_ANSWER = 4096
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class ScannerUnavailableError(Exception):
    """Nobody knows whether the file is clean: the scanner is away, or has not answered in order."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """``url`` is tcp://host:port or unix:///path of a clamd; ``seconds`` bounds one file."""

    url: str
    seconds: float

    async def finding(self, content: bytes) -> str | None:
        """What clamd calls that which it found, None for a clean file.

        Raises ScannerUnavailableError.
        """
        try:
            async with asyncio.timeout(self.seconds), _connected(self.url) as (reader, writer):
                answer = await _instream(reader, writer, content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            raise ScannerUnavailableError(str(error)) from error
        if answer == "stream: OK":
            return None
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerUnavailableError(answer)


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Streams]:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        reader, writer = await asyncio.open_unix_connection(parts.path, limit=_MOST_ANSWER)
    else:
        reader, writer = await asyncio.open_connection(
            parts.hostname, parts.port or _PORT, limit=_MOST_ANSWER
        )
    try:
        yield reader, writer
    finally:
        writer.close()


async def _instream(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, content: bytes
) -> str:
    """Chunks, each behind its length in four bytes, the empty one last; ended by a zero byte."""
    writer.write(b"zINSTREAM\0")
    for start in range(0, len(content), _CHUNK_BYTES):
        chunk = content[start : start + _CHUNK_BYTES]
        writer.write(len(chunk).to_bytes(4) + chunk)
        await writer.drain()
    writer.write(bytes(4))
    await writer.drain()
    try:
        answer = await reader.readuntil(b"\0")
    except asyncio.LimitOverrunError as error:
        raise ValueError("the answer is too long") from error
    return answer[:-1].decode(errors="replace").strip()
