"""Three trials of a peer: how fast, how late, and what a kill -9 costs."""

import asyncio
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bench.messaging.crew import Crew, Peer, publish, working

_QUIET_SECONDS = 30.0
_PATIENCE_SECONDS = 120.0
_MIDDLE = """
with done as (select pg_xact_commit_timestamp(xmin) as at, ntile(10) over (
    order by pg_xact_commit_timestamp(xmin)) as tenth from effects)
select 0.8 * count(*) / extract(epoch from max(at) filter (where tenth = 9)
    - min(at) filter (where tenth = 2)) from done
"""
"""Effects per second in the middle 80 %, by the server's commit timestamps."""
_LATE = "select extract(epoch from pg_xact_commit_timestamp(xmin)) - due from effects"
_COUNTS = "select count(*) as all, count(distinct number) as distinct from effects"


@dataclass(frozen=True, slots=True)
class Speed:
    """CPU in ms per effect and memory in MB, of all processes of the peer."""

    per_second: float
    cpu_ms: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Damage:
    """After kills: tasks that nobody did within the time, and effects that were there twice."""

    missing: int
    doubled: int


class Trials:
    def __init__(
        self, peer: Peer, environment: Mapping[str, str], watch: asyncpg.Connection, log: Path
    ) -> None:
        self._peer, self._environment, self._watch, self._log = peer, environment, watch, log

    async def speed(self, count: int) -> Speed:
        """All tasks are there before the workers start."""
        await self._publish("--count", str(count))
        with working(self._peer, self._environment, self._log) as crew:
            samples = await self._follow(crew, count)
            memory = crew.resident_mb()
        inner = [s for s in samples if 0.1 * count <= s[0] <= 0.9 * count] or samples
        effects = inner[-1][0] - inner[0][0]
        cpu = (inner[-1][1] - inner[0][1]) * 1000 / max(1, effects)
        return Speed(float(await self._watch.fetchval(_MIDDLE)), cpu, memory)

    async def lateness(self, count: int, rate: float) -> list[float]:
        """p50, p95 and p99 in ms, from when a task was due until its effect was committed."""
        await self._publish("--count", "1")
        with working(self._peer, self._environment, self._log):
            await self._until(1)
            await asyncio.sleep(1)
            await self._watch.execute("truncate effects")
            await self._publish("--count", str(count), "--rate", str(rate))
            await self._until(count)
        late = [float(row[0]) * 1000 for row in await self._watch.fetch(_LATE)]
        cuts = statistics.quantiles(late, n=100)
        return [cuts[49], cuts[94], cuts[98]]

    async def damage(self, count: int, kills: int) -> Damage:
        """The busiest process is killed, ``kills`` times while tasks are being done."""
        await self._publish("--count", str(count))
        with working(self._peer, self._environment, self._log) as crew:
            for kill in range(1, kills + 1):
                await self._until(count * kill // (kills + 1))
                crew.kill_one()
                await asyncio.sleep(0.5)
                crew.mend()
            await self._until_quiet(crew, count)
        row = await self._watch.fetchrow(_COUNTS)
        return Damage(count - row["distinct"], row["all"] - row["distinct"])

    async def _publish(self, *words: str) -> None:
        await asyncio.to_thread(publish, self._peer, self._environment, words)

    async def _count(self) -> int:
        return int(await self._watch.fetchval("select count(*) from effects"))

    async def _follow(self, crew: Crew, count: int) -> list[tuple[int, float]]:
        samples: list[tuple[int, float]] = []
        end = time.monotonic() + _PATIENCE_SECONDS
        while (done := await self._count()) < count and time.monotonic() < end:
            samples.append((done, crew.cpu_seconds()))
            await asyncio.sleep(0.1)
        return [*samples, (done, crew.cpu_seconds())]

    async def _until(self, count: int) -> None:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while await self._count() < count:
                await asyncio.sleep(0.05)

    async def _until_quiet(self, crew: Crew, count: int) -> None:
        """All are done and no more come, or nothing has come for a while."""
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < (_QUIET_SECONDS if seen < count else 2):
            crew.mend()
            if (done := await self._count()) != seen:
                seen, since = done, time.monotonic()
            await asyncio.sleep(0.2)
