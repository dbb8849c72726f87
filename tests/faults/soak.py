"""``python -m tests.faults.soak [--minutes 10] [--seed N]``: mishaps drawn at random under load."""

import argparse
import asyncio
import logging
import secrets
import sys
import time
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.faults.__main__ import FOLDER
from tests.faults.cases.clocks import ANSWERS, LATE, MUTE, start_trip
from tests.faults.checker import MOST_MIB
from tests.faults.load import load
from tests.faults.mishaps import drawn
from tests.faults.runner import judge, opened_world, say
from tests.faults.steps import fault, published, recovered
from tests.faults.world import World

PER_ROUND = 4
RECOVERY_SECONDS = 60
"""A silent connection is noticed after two heartbeats of 20 s."""


@dataclass(slots=True)
class Account:
    """The last line of a soak. ``largest``: MiB, by process."""

    rounds: int = 0
    passed: int = 0
    mishaps: int = 0
    commands: int = 0
    in_earlier_worlds: int = 0
    lost: int = 0
    duplicated: int = 0
    largest: dict[str, float] = field(default_factory=dict)

    @property
    def fine(self) -> bool:
        small = all(size <= MOST_MIB for size in self.largest.values())
        return self.rounds == self.passed and small and not (self.lost or self.duplicated)

    def __str__(self) -> str:
        sizes = " ".join(f"{name}={size:.0f}" for name, size in sorted(self.largest.items()))
        return (
            f"soak: rounds={self.rounds} passed={self.passed} faults={self.mishaps}"
            f" commands={self.commands} lost={self.lost} duplicated={self.duplicated}"
            f"  most MiB: {sizes} (at most {MOST_MIB:.0f})"
        )


def main() -> int:
    """Exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    arguments = parser.parse_args()
    say(f"seed {arguments.seed}")
    account = asyncio.run(soak(arguments.minutes, arguments.seed))
    say(str(account))
    return 0 if account.fine else 1


async def soak(minutes: float, seed: int) -> Account:
    """Rounds of load and mishaps, each judged; the last one begins before the time is over."""
    logging.getLogger("aiormq").setLevel(logging.CRITICAL)
    account = Account()
    until = time.monotonic() + 60 * minutes
    async with opened_world(FOLDER, seed) as world, weighed(world, account):
        passed = True
        while time.monotonic() < until:
            if not passed:
                account.in_earlier_worlds = account.commands
                await world.renew()
                say(f"history {world.history.path}")
            passed = await run_round(world, account)
    return account


async def run_round(world: World, account: Account) -> bool:
    account.rounds += 1
    world.chance.seed(f"{world.seed}/{account.rounds}")
    started, done, trouble = time.monotonic(), list[str](), ""
    try:
        async with load(world), flows(world):
            for _ in range(PER_ROUND):
                done.append(await suffer(world))
    except Exception as error:  # noqa: BLE001 - any surprise is a failed round
        trouble = "".join(traceback.format_exception(error)[-6:])
    account.mishaps += len(done)
    verdict = await judge(world)
    account.lost += len(verdict.lost)
    account.duplicated += len(verdict.duplicated)
    passed = not trouble and verdict.fine
    account.passed += passed
    account.commands = account.in_earlier_worlds + verdict.facts.get("commands", 0)
    seconds = time.monotonic() - started
    say(f"round {account.rounds:02d} {'passed' if passed else 'FAILED'} {seconds:5.1f} s")
    for line in [*done, *trouble.splitlines(), *verdict.faults]:
        say(f"    {line}")
    return passed


async def suffer(world: World) -> str:
    """One or two mishaps, and the recovery from them; what was done."""
    await asyncio.sleep(world.chance.uniform(0.5, 3))
    mishaps = drawn(world)
    done = await asyncio.gather(*(mishap.inflict(world) for mishap in mishaps))
    words = " + ".join(done)
    world.history.note("fault", words)
    started = time.monotonic()
    await recovered(world, RECOVERY_SECONDS)
    return f"{words}: well again after {time.monotonic() - started:.1f} s"


@asynccontextmanager
async def flows(world: World) -> AsyncIterator[None]:
    """Beside the writers: flows with all manners of legs, and commands that fail at first."""
    task = asyncio.create_task(_flow(world))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _flow(world: World) -> None:
    while True:
        manners = [world.chance.choice([ANSWERS, ANSWERS, MUTE, LATE]) for _ in range(3)]
        await start_trip(world, **dict(zip(("hotel", "flight", "car"), manners, strict=True)))
        await published(world, [fault("flaky", 2)])
        await asyncio.sleep(2)


@asynccontextmanager
async def weighed(world: World, account: Account) -> AsyncIterator[None]:
    """Every process, every second."""

    async def weigh() -> None:
        while True:
            for process in tuple(world.processes.values()):
                size = max(account.largest.get(process.name, 0.0), process.rss_mib())
                account.largest[process.name] = size
            await asyncio.sleep(1)

    task = asyncio.create_task(weigh())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


if __name__ == "__main__":
    sys.exit(main())
