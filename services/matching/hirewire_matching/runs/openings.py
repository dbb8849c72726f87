"""What a candidate's run asks of the stored profiles: the open jobs, each with its cosines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hirewire_contracts.documents import JobFacts
from hirewire_contracts.jobs import JobDetails
from hirewire_contracts.matching import CandidateRun
from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_matching.profiles.models import CandidateRow, CandidateVector, JobFactsRow, JobRow
from hirewire_matching.runs.contenders import Shares
from hirewire_matching.runs.models import CandidateRunRow, JobWeightsRow


@dataclass(frozen=True, slots=True)
class Seeker:
    """A candidate whose jobs are looked for; ``profile`` is a CandidateProfile as Python data."""

    candidate_id: UUID
    sequence: int
    stamp: str
    profile: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Vacant:
    """An open job, and how near it is to the candidate."""

    job_id: UUID
    sequence: int
    details: JobDetails
    facts: JobFacts | None
    semantic: float | None
    titles: Mapping[str, float]
    shares: Shares


@dataclass(frozen=True, slots=True)
class Openings:
    """``considered`` counts all open jobs; the vacant ones are the nearest of them."""

    considered: int
    vacant: tuple[Vacant, ...] = ()


class OpeningRepository:
    """The candidates and open jobs of one workspace."""

    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def seeker(self, candidate_id: UUID) -> Seeker | None:
        """None when the candidate has not been told (yet), or is merged or erased."""
        own = and_(
            CandidateRow.workspace_id == self._workspace_id,
            CandidateRow.candidate_id == candidate_id,
        )
        row = await self._session.scalar(select(CandidateRow).where(own))
        if row is None or row.profile is None:
            return None
        return Seeker(candidate_id, row.sequence, row.stamp, row.profile)

    async def openings(self, seeker: Seeker, most: int) -> Openings:
        """The ``most`` nearest open jobs by title and by text."""
        rows = (await self._session.execute(_nearest(self._workspace_id, seeker, most))).all()
        return Openings(rows[0].considered if rows else 0, tuple(map(_vacant, rows)))

    async def add(self, run: CandidateRun) -> bool:
        """Keep an answered run; False when it was answered before."""
        row = insert(CandidateRunRow).values(
            workspace_id=self._workspace_id,
            id=run.id,
            candidate_id=run.candidate_id,
            created_by=run.created_by,
            created_at=run.created_at,
            state=run.model_dump(mode="json"),
        )
        added = row.on_conflict_do_nothing().returning(CandidateRunRow.id)
        return (await self._session.execute(added)).first() is not None


def _nearest(workspace_id: UUID, seeker: Seeker, most: int) -> Select[Any]:
    """All of one moment. A job whose status is not known counts as open."""
    title = _cosines(workspace_id, seeker, "title", func.max)
    text = _cosines(workspace_id, seeker, "text", func.max)
    near = (
        select(
            JobRow.job_id,
            title.label("title"),
            text.label("text"),
            func.count().over().label("considered"),
        )
        .where(JobRow.workspace_id == workspace_id)
        .where(or_(JobRow.status == "open", JobRow.status.is_(None)))
        .subquery()
    )
    places = [
        func.row_number().over(order_by=(cosine.desc().nulls_last(), near.c.job_id))
        for cosine in (near.c.title, near.c.text)
    ]
    ranked = select(near, func.least(*places).label("place")).subquery()
    same = and_(
        JobFactsRow.workspace_id == JobRow.workspace_id, JobFactsRow.job_id == JobRow.job_id
    )
    weighed = and_(
        JobWeightsRow.workspace_id == JobRow.workspace_id, JobWeightsRow.job_id == JobRow.job_id
    )
    titles = _cosines(workspace_id, seeker, "title", _by_key).label("titles")
    told = (JobFactsRow.facts, JobWeightsRow.shares)
    return (
        select(JobRow, *told, ranked.c.text, ranked.c.considered, titles)
        .join(ranked, ranked.c.job_id == JobRow.job_id)
        .outerjoin(JobFactsRow, same)
        .outerjoin(JobWeightsRow, weighed)
        .where(JobRow.workspace_id == workspace_id, ranked.c.place <= most)
        .order_by(JobRow.job_id)
    )


def _by_key(cosine: ColumnElement[float]) -> Any:
    return func.jsonb_object_agg(CandidateVector.key, cosine)


def _cosines(workspace_id: UUID, seeker: Seeker, kind: str, aggregate: Any) -> ScalarSelect[Any]:
    """The candidate's vectors of this kind against the job's, where they are of one space."""
    wanted = JobRow.title_embedding if kind == "title" else JobRow.text_embedding
    own = and_(
        CandidateVector.workspace_id == workspace_id,
        CandidateVector.candidate_id == seeker.candidate_id,
        CandidateVector.kind == kind,
        CandidateVector.stamp == JobRow.stamp,
    )
    cosine = 1 - CandidateVector.embedding.cosine_distance(wanted)
    return select(aggregate(cosine)).where(own).scalar_subquery().correlate(JobRow)


def _vacant(row: Any) -> Vacant:
    return Vacant(
        job_id=row.JobRow.job_id,
        sequence=row.JobRow.sequence,
        details=JobDetails.model_validate(row.JobRow.details),
        facts=None if row.facts is None else JobFacts.model_validate(row.facts),
        semantic=row.text,
        titles=row.titles or {},
        shares=row.shares or {},
    )
