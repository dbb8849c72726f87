"""What the cases do and ask again and again."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from tests.faults.load import Client, Publisher
from tests.faults.world import World

COMMANDS_QUEUE = "hirewire.jobs.commands.v1"
VIEWS_QUEUE = "hirewire.gateway.views.v1"
RECOVERY_SECONDS = 30


async def user(world: World) -> Client:
    """Somebody new who is logged in."""
    client = Client(world)
    await client.log_in()
    return client


def fault(kind: str, argument: object = "") -> str:
    """A job title that makes the handler misbehave (see agent)."""
    return f"fault:{kind}:{argument}:{uuid4()}"


async def recovered(world: World, seconds: float = RECOVERY_SECONDS) -> None:
    """I7: all is ready and a new write is answered with 201, within so many seconds."""
    world.history.note("fault", "lifted")
    async with asyncio.timeout(seconds):
        for process in world.processes.values():
            await process.ready(seconds)
        client = await user(world)
        try:
            await probed(client)
        finally:
            await client.close()


async def probed(client: Client) -> None:
    """A write whose effect is visible."""
    job = await client.create(wait=5)
    assert job is not None, "a write was refused"
    await client.visible(job)


async def until(check: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not await check():
            await asyncio.sleep(0.1)


async def dead_letters(world: World, count: int, seconds: float = 30) -> None:
    """Until so many more are recorded at jobs than were asked for before; they are allowed now."""
    world.allowed_letters += count

    async def there() -> bool:
        total = await world.value("select count(*) from jobs.dead_letters")
        return bool(total == world.allowed_letters)

    await until(there, seconds)


async def handled(world: World, message_id: str, service: str = "jobs") -> bool:
    return bool(
        await world.value(
            f"select exists(select from {service}.inbox where message_id = $1::uuid)", message_id
        )
    )


async def outbox_rows(world: World, service: str) -> int:
    return int(await world.value(f"select count(*) from {service}.outbox"))


async def titled(world: World, title: str) -> int:
    """How many jobs there are of this title."""
    return int(await world.value("select count(*) from jobs.jobs where title = $1", title))


async def published(world: World, titles: list[str]) -> list[str]:
    """Commands of a foreign program for these titles; their message ids."""
    publisher = Publisher(world)
    envelopes = [publisher.command(title) for title in titles]
    await publisher.publish(*envelopes)
    return [envelope["id"] for envelope in envelopes]
