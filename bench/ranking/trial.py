"""Runs on the made-up people, timed and held against the exact scan."""

import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import numpy as np
from hirewire_chassis import Context, Database, new_id
from hirewire_contracts.jobs import JobDetails
from hirewire_matching.main import BENCH
from hirewire_matching.profiles.demands import Demand
from hirewire_matching.ranking import JobProfile, Requirement
from hirewire_matching.runs.contenders import Vacancy
from hirewire_matching.runs.course import SHORTLIST
from hirewire_matching.runs.repository import RunRepository
from hirewire_matching.runs.wanted import Wanted
from sqlalchemy import text

from bench.ranking.world import MOST_YEARS, World

TOP = 20
FILTERS = {"none": 1.0, "50 %": 0.5, "10 %": 0.1, "1 %": 0.01}


@dataclass(slots=True)
class Measured:
    """``wall`` and ``cpu`` in ms per run; ``cpu`` is this process's and its database session's."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)


def vacancies(world: World, stamp: str, count: int, seed: int = 5) -> Iterator[Vacancy]:
    """Jobs made as the people are: a trade, ten skills that are mostly of its kind."""
    chance = np.random.default_rng(seed)
    for _ in range(count):
        trade = int(chance.integers(len(world.trades)))
        known = world.drawn(trade, chance)
        names = [world.skills[place][1] for place in known]
        details = JobDetails(
            title=world.trades[trade], skills_required=names[:6], skills_preferred=names[6:10]
        )
        middle = world.skill_vectors[known[:10]].sum(axis=0) + world.trade_vectors[trade]
        whole = (middle / np.linalg.norm(middle)).tolist()
        title = world.trade_vectors[trade].tolist()
        yield Vacancy(new_id(), 1, details, None, stamp, title, whole)


class Trial:
    """One workspace's runs, by this process."""

    def __init__(self, database: Database, workspace: UUID) -> None:
        self._database = database
        self._context = Context(workspace, new_id(), actor_roles=("owner",))

    async def run(
        self, vacancy: Vacancy, share: float, exact_below: int, found: Measured
    ) -> set[str]:
        """The first 20 of all who pass; ``share`` of the people pass the filter by years."""
        bound = MOST_YEARS * (1 - share)
        filters = [Requirement("experience", "years", bound=bound)] if share < 1 else []
        asked = Demand(vacancy.details).requirements()
        most = SHORTLIST
        wanted = Wanted(self._context.workspace, vacancy, asked, filters, most, BENCH.relations)
        async with self._database.reading(self._context) as session:
            session_pid = await session.scalar(text("select pg_backend_pid()"))
            start, cpu = time.perf_counter(), _cpu_ms(session_pid)
            shortlist = await RunRepository(session, wanted.workspace_id).shortlist(
                wanted, exact_below
            )
            job = JobProfile(str(vacancy.job_id), asked, tuple(filters))
            best = BENCH.best(job, shortlist.contenders, TOP)
            found.wall.append((time.perf_counter() - start) * 1000)
            found.cpu.append(_cpu_ms(session_pid) - cpu)
        return {entry.ledger.candidate_id for entry in best}

    async def compare(
        self, jobs: Sequence[Vacancy], share: float, exact_below: int, exact: int
    ) -> tuple[Measured, Measured]:
        """All jobs by the service's own choice of way; the first ``exact`` by the scan as well."""
        ours, scan = Measured(), Measured()
        for place, vacancy in enumerate(jobs):
            mine = await self.run(vacancy, share, exact_below, ours)
            if place < exact:
                all_of_them = await self.run(vacancy, share, EVERYBODY, scan)
                ours.recall.append(len(mine & all_of_them) / max(1, len(all_of_them)))
        return ours, scan


EVERYBODY = 10**9


def _cpu_ms(session_pid: int) -> float:
    """Of this process, and of the database's process that serves the session."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    told = Path(f"/proc/{session_pid}/schedstat").read_text(encoding="ascii")
    return (own.ru_utime + own.ru_stime) * 1000 + int(told.split()[0]) / 1e6
