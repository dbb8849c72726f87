"""What a soak does to the system: each mishap is inflicted, lasts a few seconds and is lifted."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.load import Publisher
from tests.faults.processes import Process
from tests.faults.proxy import Shape
from tests.faults.steps import COMMANDS_QUEUE
from tests.faults.world import World

FAILPOINTS = ("before_commit", "after_commit", "before_ack", "acked", "relay_read",
              "relay_confirmed", "committed")  # fmt: skip
BINDING = f"bindings/{{vhost}}/e/hirewire.commands/q/{COMMANDS_QUEUE}"


@dataclass(frozen=True, slots=True)
class Mishap:
    """``target``: two of one target never come together. ``inflict`` answers what it did."""

    target: str
    inflict: Callable[[World], Awaitable[str]]


def seconds(world: World, most: float) -> float:
    return round(world.chance.uniform(0.5, most), 1)


def anyone(world: World) -> Process:
    return world.chance.choice([world.gateway, world.jobs])


async def crash(world: World) -> str:
    """At a failpoint if it comes to one soon, else where it is."""
    victim, failpoint = anyone(world), world.chance.choice(FAILPOINTS)
    victim.order(failpoint)
    try:
        async with asyncio.timeout(5):
            await victim.died()
    except TimeoutError:
        await victim.kill()
    await victim.start()
    return f"{victim.name} killed at {failpoint}"


async def pause(world: World) -> str:
    victim, length = anyone(world), seconds(world, 8)
    victim.tell(signal.SIGSTOP)
    await asyncio.sleep(length)
    victim.tell(signal.SIGCONT)
    return f"{victim.name} stopped for {length} s"


async def renewal(world: World) -> str:
    victim = anyone(world)
    code = await victim.end()
    assert code == 0, f"{victim.name} did not drain: exit code {code}"
    await victim.start()
    return f"{victim.name} restarted"


async def database_killed(world: World) -> str:
    await world.postgres.kill()
    await world.postgres.start()
    return "postmaster killed"


async def database_away(world: World) -> str:
    length = seconds(world, 8)
    await world.postgres.stop()
    await asyncio.sleep(length)
    await world.postgres.start()
    return f"database away for {length} s"


async def broker_killed(world: World) -> str:
    await world.rabbit.kill()
    await world.rabbit.start()
    return "broker killed"


async def broker_away(world: World) -> str:
    length = seconds(world, 5)
    await world.rabbit.ctl("stop_app")
    await asyncio.sleep(length)
    await world.rabbit.ctl("start_app")
    return f"broker away for {length} s"


async def connections_closed(world: World) -> str:
    await world.rabbit.ctl("close_all_connections", "-p", world.vhost.name, "a mishap")
    return "broker's connections closed"


async def alarm(world: World) -> str:
    length = seconds(world, 8)
    await world.rabbit.ctl("set_vm_memory_high_watermark", "absolute", "1MB")
    await asyncio.sleep(length)
    await world.rabbit.ctl("set_vm_memory_high_watermark", "0.4")
    return f"memory alarm for {length} s"


async def unbound(world: World) -> str:
    length, key = seconds(world, 5), "jobs.create_job.v1"
    await world.api("DELETE", f"{BINDING}/{key}")
    await asyncio.sleep(length)
    await world.api("POST", BINDING, {"routing_key": key})
    return f"commands unbound for {length} s"


async def cut(world: World) -> str:
    name = world.chance.choice(sorted(world.proxies))
    return f"{world.proxies[name].cut()} connections of {name} cut"


async def silence(world: World) -> str:
    name = world.chance.choice(sorted(world.proxies))
    return f"{world.proxies[name].swallow()} connections of {name} silent"


async def slowness(world: World) -> str:
    name, length = world.chance.choice(sorted(world.proxies)), seconds(world, 10)
    world.proxies[name].shape = Shape(delay=0.1, jitter=0.05, loss=0.02)
    await asyncio.sleep(length)
    world.proxies[name].calm()
    return f"{name} slow for {length} s"


async def listeners(world: World) -> str:
    await world.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
        " and (application_name like '%-relay' or query ilike 'listen%')"
    )
    return "listening connections ended"


async def flood(world: World) -> str:
    """The same commands over and over."""
    publisher = Publisher(world)
    commands = [publisher.command() for _ in range(5)]
    await publisher.publish(*commands * 10)
    return "5 commands delivered 10 times"


MISHAPS = (
    Mishap("services", crash),
    Mishap("services", crash),
    Mishap("services", pause),
    Mishap("services", renewal),
    Mishap("database", database_killed),
    Mishap("database", database_away),
    Mishap("database", listeners),
    Mishap("broker", broker_killed),
    Mishap("broker", broker_away),
    Mishap("broker", connections_closed),
    Mishap("broker", alarm),
    Mishap("broker", unbound),
    Mishap("network", cut),
    Mishap("network", silence),
    Mishap("network", slowness),
    Mishap("clients", flood),
)


def drawn(world: World) -> list[Mishap]:
    """One, or two that meet."""
    first, second = world.chance.choice(MISHAPS), world.chance.choice(MISHAPS)
    together = first.target != second.target and world.chance.random() < 0.4
    return [first, second] if together else [first]
