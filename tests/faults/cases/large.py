"""What is too large: for the gateway, for the broker, for a frame."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import aio_pika
import pytest

from tests.faults.load import Client, Publisher, opened, send
from tests.faults.steps import dead_letters, handled, outbox_rows, titled, until, user
from tests.faults.table import case
from tests.faults.world import World

MOST_OF_A_MESSAGE = 100_000
USUAL_MOST = 134_217_728
FRAME_MAX = 131_072


@case(24, "too large: a request, a message, its headers")
async def oversized(world: World) -> None:
    client = await user(world)
    await refused_at_the_door(client)
    await larger_than_the_broker_takes(world, client)
    await headers_larger_than_a_frame(world)
    await headers_as_large_as_a_frame(world)
    await client.close()


async def refused_at_the_door(client: Client) -> None:
    op = str(uuid4())
    body = {"title": op, "description": "x" * 4_000_000}
    answer = await client.attempt(op, "/v1/jobs", body, {"Idempotency-Key": op})
    assert answer is not None
    assert answer.status_code == 413, answer.text


async def larger_than_the_broker_takes(world: World, client: Client) -> None:
    """It waits in the outbox and says why; what comes after it passes; it goes when it may."""
    op = str(uuid4())
    body = {"title": op, "description": "\N{EURO SIGN}" * 49_000}
    async with smallest_messages(world):
        answer = await client.write(op, "/v1/jobs", body, wait=0, what="create", title=op)
        assert answer is not None, "a write that can wait was refused"
        await until(lambda: complained(world))
        for _ in range(5):
            job = await client.create(wait=0)
            assert job is not None
            await client.visible(job)
        assert await outbox_rows(world, "gateway") == 1
        assert await titled(world, op) == 0
    await until(lambda: made(world, op), 60)


@asynccontextmanager
async def smallest_messages(world: World) -> AsyncIterator[None]:
    await most(world, MOST_OF_A_MESSAGE)
    try:
        yield
    finally:
        await most(world, USUAL_MOST)


async def most(world: World, size: int) -> None:
    """Channels read it when they open."""
    await world.rabbit.ctl("eval", f"application:set_env(rabbit, max_message_size, {size}).")
    await world.rabbit.ctl("close_all_connections", "-p", world.vhost.name, "a case")
    for process in world.processes.values():
        await process.until("publishing", "ok")
        await process.ready()


async def complained(world: World) -> bool:
    return bool(
        await world.value(
            "select exists(select from gateway.outbox where last_error like '%larger than%')"
        )
    )


async def made(world: World, title: str) -> bool:
    return await titled(world, title) == 1


async def headers_larger_than_a_frame(world: World) -> None:
    """The broker ends the connection of whoever sends that, and nobody else's."""
    envelope = Publisher(world).command()
    told = json.dumps(envelope).encode()
    losses = world.jobs.log.count("broker connection lost")
    with pytest.raises((aio_pika.exceptions.AMQPError, OSError, RuntimeError)):
        async with opened(world) as channel:
            await send(channel, told, envelope, headers={"x": "x" * 2 * FRAME_MAX})
    assert world.jobs.log.count("broker connection lost") == losses
    assert not await handled(world, envelope["id"])


async def headers_as_large_as_a_frame(world: World) -> None:
    """A copy of it carries the chassis's own headers only, so it fits."""
    publisher = Publisher(world)
    retried = publisher.command(f"fault:flaky:1:{uuid4()}")
    dead = publisher.envelope("jobs.no_such_thing.v1", {})
    headers = {"x": "x" * (FRAME_MAX - 2_000)}
    for envelope in (retried, dead):
        world.history.note("invoke", envelope["id"], what="foreign", type=envelope["type"])
        async with opened(world) as channel:
            told = json.dumps(envelope).encode()
            await send(channel, told, envelope, key=retried["type"], headers=headers)
        world.history.note("ok", envelope["id"], what="foreign", type=envelope["type"])
    await until(lambda: handled(world, retried["id"]))
    await dead_letters(world, 1)
