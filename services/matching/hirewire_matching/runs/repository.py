"""What a run asks of the stored profiles, and where its answer is kept."""

from datetime import timedelta
from uuid import UUID

from hirewire_contracts.documents import JobFacts
from hirewire_contracts.jobs import JobDetails
from hirewire_contracts.matching import MatchRun
from sqlalchemy import Interval, and_, cast, delete, extract, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_matching.profiles.models import JobFactsRow, JobRow
from hirewire_matching.runs.contenders import Contender, Shares, Shortlist, Vacancy
from hirewire_matching.runs.indexed import HNSW
from hirewire_matching.runs.models import AwaitedRun, JobWeightsRow, RunRow
from hirewire_matching.runs.passing import counted
from hirewire_matching.runs.retrieval import nearest
from hirewire_matching.runs.wanted import EXACT_BELOW, Wanted


class RunRepository:
    """The runs of one workspace, and the profiles that they compare."""

    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def vacancy(self, job_id: UUID) -> Vacancy | None:
        """The job with what its ad says; None when the job has not been told (yet)."""
        same = and_(
            JobFactsRow.workspace_id == JobRow.workspace_id, JobFactsRow.job_id == JobRow.job_id
        )
        age = extract("epoch", func.now() - JobRow.noted_at)
        own = and_(JobRow.workspace_id == self._workspace_id, JobRow.job_id == job_id)
        statement = select(JobRow, JobFactsRow.facts, age).outerjoin(JobFactsRow, same).where(own)
        found = (await self._session.execute(statement)).one_or_none()
        if found is None:
            return None
        job, facts, seconds = found
        return Vacancy(
            job_id=job_id,
            sequence=job.sequence,
            details=JobDetails.model_validate(job.details),
            facts=None if facts is None else JobFacts.model_validate(facts),
            stamp=job.stamp,
            title_embedding=job.title_embedding,
            text_embedding=job.text_embedding,
            age=float(seconds),
        )

    async def shares(self, job_id: UUID) -> Shares:
        """The job's own weights; empty where it has none."""
        own = and_(JobWeightsRow.workspace_id == self._workspace_id, JobWeightsRow.job_id == job_id)
        return await self._session.scalar(select(JobWeightsRow.shares).where(own)) or {}

    async def weigh(self, job_id: UUID, run_id: UUID, shares: Shares) -> None:
        """Keep a job's own weights, unless those of a run that was asked for later are here."""
        row = insert(JobWeightsRow).values(
            workspace_id=self._workspace_id, job_id=job_id, run_id=run_id, shares=dict(shares)
        )
        kept = row.on_conflict_do_update(
            index_elements=[JobWeightsRow.workspace_id, JobWeightsRow.job_id],
            set_={"run_id": row.excluded.run_id, "shares": row.excluded.shares},
            where=JobWeightsRow.run_id < row.excluded.run_id,
        )
        await self._session.execute(kept)

    async def shortlist(self, wanted: Wanted, exact_below: int = EXACT_BELOW) -> Shortlist:
        """Everybody who passes is compared where they are few, else those whom indexes name."""
        considered = await self._session.scalar(counted(self._workspace_id, wanted.filters)) or 0
        # A plan that was kept from when the workspace was small would scan all for each candidate.
        settings = {"plan_cache_mode": "force_custom_plan", **HNSW}
        made = [func.set_config(name, value, True) for name, value in settings.items()]
        await self._session.execute(select(*made))
        statement = nearest(wanted, exact=considered < exact_below)
        rows = (await self._session.execute(statement)).all()
        contenders = tuple(
            Contender(row.candidate_id, row.sequence, row.profile, row.text, row.titles or {})
            for row in rows
        )
        return Shortlist(considered, contenders)

    async def start_waiting(self, run_id: UUID) -> timedelta:
        """Note that this run waits; how long it does by now."""
        row = insert(AwaitedRun).values(workspace_id=self._workspace_id, run_id=run_id)
        keys = [AwaitedRun.workspace_id, AwaitedRun.run_id]
        noted = row.on_conflict_do_update(index_elements=keys, set_={"run_id": run_id})
        waited = noted.returning(cast(func.now() - AwaitedRun.since, Interval))
        return (await self._session.execute(waited)).scalar_one()

    async def stop_waiting(self, run_id: UUID) -> None:
        own = and_(AwaitedRun.workspace_id == self._workspace_id, AwaitedRun.run_id == run_id)
        await self._session.execute(delete(AwaitedRun).where(own))

    async def newest(self, most: int) -> list[MatchRun]:
        """The last runs that were answered, the newest first."""
        own = select(RunRow.state).where(RunRow.workspace_id == self._workspace_id)
        newest = own.order_by(RunRow.created_at.desc(), RunRow.id).limit(most)
        found = await self._session.scalars(newest)
        return [MatchRun.model_validate(state, extra="ignore") for state in found]

    async def add(self, run: MatchRun) -> bool:
        """Keep an answered run; False when it was answered before."""
        row = insert(RunRow).values(
            workspace_id=self._workspace_id,
            id=run.id,
            job_id=run.job_id,
            created_by=run.created_by,
            created_at=run.created_at,
            state=run.model_dump(mode="json"),
        )
        added = row.on_conflict_do_nothing().returning(RunRow.id)
        return (await self._session.execute(added)).first() is not None
