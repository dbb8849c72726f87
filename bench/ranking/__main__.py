"""``make bench-matching``: the first 20 of many, by indexes and by the exact scan in one run.

An embedded PostgreSQL of its own, with made-up people (``world``). ``--size`` people need about
10 kB each on disk; more than 3 GB are refused.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import asyncpg
from hirewire_chassis.testing.databases import Databases, create_template, provision_template
from hirewire_embedding import Embedder
from hirewire_local.postgres import PostgresServer
from hirewire_matching.runs.contenders import Vacancy
from hirewire_matching.runs.wanted import EXACT_BELOW
from hirewire_matching.settings import default_cache

from bench.ranking.load import connected, load_people
from bench.ranking.rescoring import load_jobs, paired, rescored, somebody
from bench.ranking.trial import FILTERS, Trial, vacancies
from bench.ranking.world import World

WORKSPACE = UUID(int=1)
JOBS, CHANGED, PAIRS = 10_000, 30, 20
BYTES_EACH, MOST_BYTES = 12_000, 3_000_000_000
SERVER = {"fsync": "off", "shared_buffers": "512MB", "max_wal_size": "1GB"}
PEOPLE = "select candidate_id from candidate_profiles order by candidate_id limit $1"
SIZES = """
select sum(pg_total_relation_size(oid)) filter (where relkind = 'r'),
    sum(pg_relation_size(oid)) filter (where relname in ('candidate_vectors_title',
        'candidate_vectors_text'))
from pg_class where relnamespace = 'matching'::regnamespace and relname like 'candidate%'
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=40, help="runs for each filter")
    parser.add_argument("--exact", type=int, default=10, help="of them also by the exact scan")
    arguments = parser.parse_args()
    if arguments.size * BYTES_EACH > MOST_BYTES:
        raise SystemExit(f"{arguments.size} people would need more than 3 GB of disk")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measured(Path(folder), arguments))


async def measured(folder: Path, arguments: argparse.Namespace) -> None:
    server = PostgresServer(folder, settings=SERVER)
    await server.start()
    try:
        url = server.address.url()
        await create_template(url)
        await asyncio.to_thread(provision_template, url, ["matching"])
        databases = Databases(url)
        await databases.create()
        await _measure(databases, arguments)
        await databases.drop()
    finally:
        await server.stop()


async def _measure(databases: Databases, arguments: argparse.Namespace) -> None:
    embedder = Embedder.load(default_cache())
    world = World.of(embedder, Path(".local/eval"))
    connection = await connected(databases.admin_url)
    print(f"load average {os.getloadavg()[0]:.0f}")
    await _fill(connection, world, embedder.stamp, arguments.size)
    jobs = list(vacancies(world, embedder.stamp, JOBS))
    await load_jobs(connection, WORKSPACE, jobs)
    await connection.execute("vacuum analyze")
    database = databases.of("matching")
    await _report_runs(Trial(database, WORKSPACE), jobs, arguments)
    people = [row[0] for row in await connection.fetch(PEOPLE, CHANGED)]
    await connection.close()
    print(f"one profile, {JOBS} open jobs: {spread(await rescored(database, WORKSPACE, people))}")
    details = jobs[0].details
    print(f"one pair: {spread(paired(embedder, details, somebody(details), PAIRS))}")
    print(f"load average {os.getloadavg()[0]:.0f}", flush=True)


async def _report_runs(
    trial: Trial, jobs: Sequence[Vacancy], arguments: argparse.Namespace
) -> None:
    for name, share in FILTERS.items():
        asked = jobs[: arguments.runs]
        ours, scan = await trial.compare(asked, share, EXACT_BELOW, arguments.exact)
        print(f"filter {name:<5} recall@20 {statistics.mean(ours.recall):.3f}")
        for way, told in (("ours", ours), ("exact scan", scan)):
            print(f"  {way:<10} {spread(told.wall)}, CPU {spread(told.cpu)}", flush=True)


async def _fill(connection: asyncpg.Connection, world: World, stamp: str, size: int) -> None:
    """People first and their indexes after them, as after an import; both are told."""
    asked = "select indexdef, indexname from pg_indexes where indexdef like '%hnsw%'"
    indexes = await connection.fetch(asked)
    for _, name in indexes:
        await connection.execute(f"drop index {name}")  # a name of the catalogue's
    await load_people(connection, WORKSPACE, stamp, world.people(size))
    await connection.execute("set maintenance_work_mem = '1GB'")
    start = time.perf_counter()
    for definition, _ in indexes:
        await connection.execute(definition)
    took = time.perf_counter() - start
    whole, hnsw = await connection.fetchrow(SIZES)
    print(
        f"{size} people: indexes of vectors built in {took:.0f} s;"
        f" {whole / size:.0f} bytes each, {hnsw / size:.0f} of them in these indexes",
        flush=True,
    )


def spread(milliseconds: Sequence[float]) -> str:
    ordered = sorted(milliseconds)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"p50 {statistics.median(ordered):.1f} p95 {late:.1f} ms"


if __name__ == "__main__":
    main()
