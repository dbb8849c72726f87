"""Runs cases one after the other in one world, and judges the whole of it after each."""

import asyncio
import logging
import shutil
import signal
import sys
import time
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.checker import Verdict, check, settle
from tests.faults.steps import recovered
from tests.faults.table import Case, NotRunError
from tests.faults.world import Broker, World, one_node

CASE_SECONDS = 600
AGAIN_SECONDS = 3


@dataclass(slots=True)
class Tally:
    """The last line of a run."""

    cases: int = 0
    passed: int = 0
    not_run: int = 0
    lost: int = 0
    duplicated: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return self.passed + self.not_run == self.cases and not (self.lost or self.duplicated)

    def __str__(self) -> str:
        not_run = f" not_run={self.not_run}" if self.not_run else ""
        return (
            f"faults: cases={self.cases} passed={self.passed}{not_run}"
            f" lost={self.lost} duplicated={self.duplicated}"
        )


async def run(cases: Sequence[Case], seed: int, folder: Path) -> Tally:
    """All of them, in one world while they pass; a line for each. Histories stay in ``folder``."""
    logging.getLogger("aiormq").setLevel(logging.CRITICAL)
    tally = Tally()
    async with opened_world(folder, seed) as world:
        for each in cases:
            fit = await run_case(world, each, tally) and not each.spoils
            if not fit and each is not cases[-1]:
                await world.renew()
                say(f"history {world.history.path}")
    return tally


@asynccontextmanager
async def opened_world(
    folder: Path, seed: int, broker: Callable[[Path], Broker] = one_node
) -> AsyncIterator[World]:
    """A world in a folder of its own, of which histories and logs are left in the end."""
    place = folder / time.strftime("%Y-%m-%dT%H-%M-%S")
    place.mkdir(parents=True)
    try:
        async with World(place, seed, broker) as world:
            say(f"history {world.history.path}")
            yield world
    finally:
        for servers in ("postgres", "rabbitmq"):
            shutil.rmtree(place / servers, ignore_errors=True)


async def run_case(world: World, each: Case, tally: Tally) -> bool:
    """False when this world is not to be used any further."""
    tally.cases += 1
    started = time.monotonic()
    world.chance.seed(f"{world.seed}/{each.number}")
    world.history.note("fault", f"case {each.number}")
    try:
        async with asyncio.timeout(CASE_SECONDS):
            await each.run(world)
        trouble = ""
    except NotRunError as reason:
        tally.not_run += 1
        say(f"case {each.number:02d} not run: {reason}")
        return True
    except Exception as error:  # noqa: BLE001 - any surprise is a failed case
        trouble = "".join(traceback.format_exception(error)[-6:])
    verdict = await judge(world)
    seconds = time.monotonic() - started
    tally.lost += len(verdict.lost)
    tally.duplicated += len(verdict.duplicated)
    passed = not trouble and verdict.fine
    tally.passed += passed
    word = "passed" if passed else "FAILED"
    facts = " ".join(f"{name}={value}" for name, value in verdict.facts.items())
    say(f"case {each.number:02d} {word} {seconds:5.1f} s  {each.title}  ({facts})")
    for line in [*trouble.splitlines(), *verdict.faults]:
        say(f"    {line}")
    if not passed:
        tally.failures.append(f"{each.number}: {trouble or verdict.faults}")
    return passed


async def judge(world: World) -> Verdict:
    """Lift everything, wait for quiet, hold the history against the tables."""
    world.calm()
    for process in world.processes.values():
        process.tell(signal.SIGCONT)
    try:
        await recovered(world)
    except Exception as error:  # noqa: BLE001 - whatever keeps it from recovering
        verdict = Verdict()
        verdict.faults.append(f"I7: not recovered: {type(error).__name__}: {error}")
        return verdict
    await settle(world)
    verdict = await check(world)
    if not verdict.fine:
        # A schedule may have sent something while we looked; what is wrong is still so then.
        await asyncio.sleep(AGAIN_SECONDS)
        verdict = await check(world)
    return verdict


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
