"""``python -m bench.path [--quick]``: a write until its 201, beside a bare prototype.

Hirewire: POST /v1/jobs until 201 with the read model updated (gateway, relay, broker, jobs, relay,
broker, projector), over HTTP. Peer: the same hops, rows and quorum queues by asyncpg and aio-pika
alone, in one process. Same servers, in turns; PostgreSQL syncs every commit.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvloop
from hirewire_local.endpoints import Endpoints
from hirewire_local.output import MergedLog
from hirewire_local.platform import Platform
from hirewire_local.services import SERVICES
from hirewire_local.settings import LocalSettings

from bench.path.bare import bare_path
from bench.path.client import Client, log_in
from bench.path.cpu import Costs

_USERS = 8
_ROUNDS = 3
Write = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds per write, and writes per second of all clients together."""

    milliseconds: Sequence[float]
    per_second: float


Load = Callable[[int, float], Awaitable[Figures]]
"""So many clients for so many seconds."""


async def load(writes: Sequence[Write], seconds: float) -> Figures:
    """Each writes again as soon as its last one is done."""
    spent: list[float] = []
    end = time.perf_counter() + seconds

    async def keep_writing(write: Write) -> None:
        while time.perf_counter() < end:
            started = time.perf_counter()
            await write()
            spent.append((time.perf_counter() - started) * 1000)

    started = time.perf_counter()
    await asyncio.gather(*(keep_writing(write) for write in writes))
    return Figures(spent, len(spent) / (time.perf_counter() - started))


async def load_hirewire(url: str, tokens: Sequence[str], size: int, seconds: float) -> Figures:
    """With connections of this round: the gateway closes what is idle for 5 s."""
    clients = [await Client.open(url, tokens[at % len(tokens)]) for at in range(size)]
    figures = await load([client.write for client in clients], seconds)
    for client in clients:
        client.close()
    return figures


async def compare(
    hirewire: Load, bare: Load, sizes: Sequence[int], seconds: float
) -> dict[int, float]:
    """Hirewire's writes per second as a part of the prototype's, by the number of clients."""
    print("clients  hirewire p50/p99 ms  writes/s   bare p50/p99 ms  writes/s   p50 x   writes/s x")
    await hirewire(max(sizes), seconds)
    await bare(max(sizes), seconds)
    ratios: dict[int, float] = {}
    for size in sizes:
        ours: list[Figures] = []
        theirs: list[Figures] = []
        for _ in range(_ROUNDS):
            ours.append(await hirewire(size, seconds))
            theirs.append(await bare(size, seconds))
        ratios[size] = report(size, ours, theirs)
    return ratios


def report(size: int, ours: Sequence[Figures], theirs: Sequence[Figures]) -> float:
    (mid, late, rate), (bare_mid, bare_late, bare_rate) = summary(ours), summary(theirs)
    print(
        f"{size:>7}{mid:>14.1f} /{late:>6.1f}{rate:>10.0f}{bare_mid:>11.1f} /{bare_late:>6.1f}"
        f"{bare_rate:>10.0f}{mid / bare_mid:>8.2f}{rate / bare_rate:>13.2f}",
        flush=True,
    )
    return rate / bare_rate


def summary(rounds: Sequence[Figures]) -> tuple[float, float, float]:
    cuts = statistics.quantiles((ms for each in rounds for ms in each.milliseconds), n=100)
    return cuts[49], cuts[98], statistics.median(each.per_second for each in rounds)


async def measure(
    endpoints: Endpoints, costs: Costs, sizes: Sequence[int], seconds: float
) -> dict[int, float]:
    url = endpoints.services["gateway"]
    tokens = [await log_in(url) for _ in range(min(_USERS, max(sizes)))]

    async def hirewire(size: int, seconds: float) -> Figures:
        costs.start()
        figures = await load_hirewire(url, tokens, size, seconds)
        costs.stop(size, len(figures.milliseconds))
        return figures

    async with bare_path(endpoints.database_url, endpoints.amqp_url) as bare:
        ratios = await compare(
            hirewire, lambda size, seconds: load([bare.write] * size, seconds), sizes, seconds
        )
    costs.report()
    return ratios


async def run(sizes: Sequence[int], seconds: float) -> dict[int, float]:
    os.environ |= dict.fromkeys(
        ("GATEWAY_REQUESTS_PER_MINUTE", "GATEWAY_LOGINS_PER_MINUTE"), "1000000"
    )
    with tempfile.TemporaryDirectory() as folder:
        settings = LocalSettings(hirewire_local_dir=Path(folder))
        with (Path(folder) / "platform.log").open("w") as stream:
            log = MergedLog(stream)
            async with Platform(settings, log, SERVICES[:2]) as platform:
                costs = Costs({name: each.pid for name, each in platform.services.items()})
                ratios = await measure(platform.endpoints, costs, sizes, seconds)
            log.close()
    return ratios


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 64])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--quick", action="store_true", help="one short round")
    arguments = parser.parse_args()
    sizes, seconds = ([2], 0.5) if arguments.quick else (arguments.clients, arguments.seconds)
    uvloop.run(run(sizes, seconds))


if __name__ == "__main__":
    main()
