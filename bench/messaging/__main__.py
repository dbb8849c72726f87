"""``python -m bench.messaging [--quick] [--only NAME ...]``: the same work by every task queue."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bench.messaging.crew import LOCAL, Peer
from bench.messaging.ground import Ground, ground
from bench.messaging.trials import Trials

_OURS = Path(sys.executable)
_THEIRS = LOCAL / "bench-venv/bin/python"
PEERS = (
    Peer("chassis", "chassis", _OURS, 2),
    Peer("raw aio-pika", "raw", _OURS, 2),
    Peer("FastStream", "faststream_peer", _THEIRS, 2),
    Peer("Celery", "celery_peer", _THEIRS, 1),
    Peer("Dramatiq", "dramatiq_peer", _THEIRS, 1),
    Peer("taskiq-aio-pika", "taskiq_peer", _THEIRS, 1),
    Peer("procrastinate", "procrastinate_peer", _THEIRS, 2),
)
OURS = PEERS[:2]
_HEAD = ("", "effects/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "MB", "missing", "doubled")
_ROW = "{:<16}{:>10}{:>8}{:>8}{:>8}{:>8}{:>6}{:>9}{:>9}"


def environment_for(ground: Ground, peer: Peer) -> Mapping[str, str]:
    url = ground.service_url if peer.module == "chassis" else ground.database_url
    told = {"BENCH_DATABASE_URL": url, "BENCH_AMQP_URL": ground.amqp_url}
    return {**os.environ, **told, "BENCH_LOG_LEVEL": "ERROR"}


@dataclass(frozen=True, slots=True)
class Cut:
    """How many tasks, how many per second for how long, and how many kills."""

    count: int = 6000
    rate: float = 100
    seconds: float = 10
    kills: int = 5


WHOLE = Cut()
QUICK = Cut(count=120, rate=40, seconds=0.5, kills=1)


async def measure(servers: Ground, peers: Sequence[Peer], cut: Cut) -> dict[str, float]:
    """Effects per second of each peer; prints a row per peer as it is known."""
    print(_ROW.format(*_HEAD))
    watch = await asyncpg.connect(servers.database_url)
    rates = {peer.name: await _measure_one(servers, peer, watch, cut) for peer in peers}
    await watch.close()
    return rates


async def _measure_one(servers: Ground, peer: Peer, watch: asyncpg.Connection, cut: Cut) -> float:
    log = LOCAL / "bench" / f"{peer.module}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    trials = Trials(peer, environment_for(servers, peer), watch, log)
    speed = await trials.speed(cut.count)
    await servers.clear()
    late = await trials.lateness(int(cut.rate * cut.seconds), cut.rate)
    await servers.clear()
    damage = await trials.damage(cut.count // 2, cut.kills)
    await servers.clear()
    figures = [f"{speed.per_second:.0f}", *(f"{ms:.1f}" for ms in late)]
    figures += [f"{speed.cpu_ms:.2f}", f"{speed.memory_mb:.0f}"]
    print(_ROW.format(peer.name, *figures, damage.missing, damage.doubled), flush=True)
    return speed.per_second


async def run(peers: Sequence[Peer], cut: Cut) -> dict[str, float]:
    async with ground() as servers:
        return await measure(servers, peers, cut)


def report(rates: Mapping[str, float]) -> None:
    """How fast the chassis is beside each peer."""
    for name, rate in rates.items():
        if name != "chassis" and "chassis" in rates:
            print(f"chassis / {name}: {rates['chassis'] / rate:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=WHOLE.count)
    parser.add_argument("--quick", action="store_true", help="a short cut of our own two")
    parser.add_argument("--only", nargs="*", help="names of peers")
    arguments = parser.parse_args()
    peers = [peer for peer in PEERS if not arguments.only or peer.name in arguments.only]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the workers end as well
    chosen = (OURS, QUICK) if arguments.quick else (peers, Cut(count=arguments.count))
    report(asyncio.run(run(*chosen)))


if __name__ == "__main__":
    main()
