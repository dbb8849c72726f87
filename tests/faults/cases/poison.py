"""Messages that nobody can read: wrong inside, wrong outside, too large."""

import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aio_pika
from hirewire_local.ports import LOOPBACK

from tests.faults.load import COMMAND, Publisher, opened, send
from tests.faults.proxy import Link, Proxy
from tests.faults.steps import dead_letters, titled, until
from tests.faults.table import case
from tests.faults.world import World


def bodies(publisher: Publisher) -> dict[str, bytes]:
    """What is wrong -> the body of a command. All are dead at once, wherever they are noticed."""

    def command(of: str = COMMAND, *, raw: str = "", **data: Any) -> bytes:
        text = json.dumps(publisher.envelope(of, data))
        return (text.replace('"RAW"', raw) if raw else text).encode()

    job = {"title": "Night porter"}

    def good() -> bytes:
        return command(job_id=str(uuid4()), job=job)

    unknown = "jobs.no_such_thing.v1"
    return {
        "no JSON": b'{"specversion": ',
        "nothing": b"",
        "no object": b"[1, 2]",
        "null": b"null",
        "no UTF-8": good().replace(b"Night", b"\xff\xfe\xfd"),
        "UTF-16": good().decode().encode("utf-16"),
        "NUL": good().replace(b"Night", b"\\u0000"),
        "half a character": good().replace(b"Night", b"\\ud800"),
        "brackets": b"[" * 100_000,
        "deep data": command(job_id=str(uuid4()), job=job, x="RAW", raw="[" * 5000 + "]" * 5000),
        "no data": command(),
        "wrong types": command(job_id=7, job=[]),
        "a number too large": command(job_id=str(uuid4()), job={**job, "headcount": 10**9}),
        "a number of 5,000 digits": command(
            job_id=str(uuid4()), job={**job, "headcount": "RAW"}, raw="9" * 5000
        ),
        "unknown": command(unknown),
        "unknown, not a number": command(unknown, x="RAW", raw="NaN"),
        "unknown, infinite": command(unknown, x="RAW", raw="1e999"),
        "unknown, half a character": command(unknown, x="RAW", raw='"\\udfff"'),
        "another service's": command("notifier.deliver_email.v1"),
    }


async def smuggled(
    world: World, channel: Any, body: bytes, kind: str = "", **properties: Any
) -> str:
    """Published whatever it is, and in the history; its message id."""
    message_id = properties.setdefault("message_id", str(uuid4()))
    world.history.note("invoke", message_id, what="foreign", type=kind)
    await send(channel, body, **properties)
    world.history.note("ok", message_id, what="foreign", type=kind)
    return str(message_id)


@case(22, "bodies that are no message", quick=True)
async def poison_bodies(world: World) -> None:
    publisher = Publisher(world)
    poison = bodies(publisher)
    healthy = publisher.command()
    async with opened(world) as channel:
        ids = {
            await smuggled(world, channel, body, kind, message_id=id_of(body)): kind
            for kind, body in poison.items()
        }
        told = json.dumps(healthy).encode()
        await smuggled(world, channel, told, message_id=healthy["id"], content_type="text/plain")
    await until(lambda: made(world, healthy["id"]))
    await dead_letters(world, len(poison))
    letters = await world.query(
        "select message_id, attempts, raw from jobs.dead_letters where message_id = any($1)",
        list(ids),
    )
    found = {ids[row["message_id"]]: (row["attempts"], row["raw"]) for row in letters}
    assert found == {kind: (1, body) for kind, body in poison.items()}


def id_of(body: bytes) -> str:
    """The envelope's id, when a lenient reader finds one."""
    try:
        return str(json.loads(body)["id"])
    except (ValueError, TypeError, RecursionError):
        return str(uuid4())


async def made(world: World, title: str) -> bool:
    return await titled(world, title) == 1


def nested(levels: int = 3000) -> tuple[bytes, bytes]:
    """A header's value as text, and as tables in tables of the same length."""
    table = b""
    for _ in range(levels):
        table = b"\x01aF" + struct.pack(">I", len(table)) + table
    length = struct.pack(">I", len(table))
    return b"S" + length + b"s" * len(table), b"F" + length + table


PLACE = datetime.fromtimestamp(0x41424344, UTC)
GARBAGE: dict[str, tuple[dict[str, Any], bytes, bytes]] = {
    "a header's name": ({"headers": {"kkkk": "v"}}, b"kkkk", b"k\xff\xfek"),
    "a header's value": ({"headers": {"k": "vvvv"}}, b"vvvv", b"v\xff\xfev"),
    "the type": ({"type": "tttt"}, b"tttt", b"t\xff\xfet"),
    "the content type": ({"content_type": "cccc"}, b"cccc", b"c\xff\xfec"),
    "tables in tables": ({"headers": {"k": "s" * 21_000}}, *nested()),
    "the time": ({"timestamp": PLACE}, struct.pack(">Q", 0x41424344), b"\xff" * 8),
}
"""Where it is -> properties with a placeholder, the placeholder, and what is sent in its place."""


@case(23, "properties that cannot be decoded", quick=True)
async def garbage_properties(world: World) -> None:
    """A sender whose name went under with them is vouched for by nobody; the bytes are kept."""
    losses = world.jobs.log.count("broker connection lost")
    publisher = Publisher(world)
    commands = [publisher.command() for _ in GARBAGE]
    told = {each["id"]: json.dumps(each).encode() for each in commands}
    for (properties, old, new), title in zip(GARBAGE.values(), told, strict=True):
        async with swapping(world, old, new) as channel:
            world.history.note("invoke", title, what="foreign")
            await send(channel, told[title], message_id=title, **properties)
            await send(channel, f"no message {title}".encode(), **properties)
    died: set[bytes] = set()
    for title, body in told.items():
        await until(lambda title=title, body=body: ended(world, title, body, died))
    await dead_letters(world, len(GARBAGE) + len(died))
    rows = await world.query("select raw from jobs.dead_letters where raw like 'no message %'")
    assert {row["raw"].decode().split()[-1] for row in rows} == set(told)
    assert world.jobs.log.count("broker connection lost") == losses, "it cost the connection"


async def ended(world: World, title: str, body: bytes, died: set[bytes]) -> bool:
    """Whether it is a job or, to the byte, a letter; which one is noted in ``died``."""
    letters = await world.query("select 1 from jobs.dead_letters where raw = $1", body)
    died.update([body] * len(letters))
    return bool(letters) or await made(world, title)


@asynccontextmanager
async def swapping(world: World, old: bytes, new: bytes) -> AsyncIterator[Any]:
    """A channel on which these bytes are replaced on their way."""

    def swap(link: Link) -> None:
        link.up.swap = (old, new)

    proxy = Proxy(LOOPBACK, world.rabbit.address.amqp_port, world.chance)
    proxy.on_open = swap
    await proxy.start()
    url = world.operator_url.replace(f":{world.rabbit.address.amqp_port}/", f":{proxy.port}/")
    try:
        async with await aio_pika.connect(url, timeout=5) as connection:
            yield await connection.channel(on_return_raises=True)
    finally:
        await proxy.stop()
