"""What is stored of profiles, and what is asked of them while they are made."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_matching.profiles.models import (
    CandidateRow,
    CandidateSkill,
    CandidateVector,
    JobFactsRow,
    JobRow,
)
from hirewire_matching.tables import Base

Row = dict[str, object]
_SKILL_COLUMNS = ("workspace_id", "skill_key", "candidate_id")


class ProfileRepository:
    """The profiles of one workspace. What is older than what is stored is never stored."""

    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def has_candidate(self, candidate_id: UUID, sequence: int, stamp: str) -> bool:
        """Whether this version, or a newer one, is stored with vectors of this space."""
        own = (CandidateRow.workspace_id == self._workspace_id) & (
            CandidateRow.candidate_id == candidate_id
        )
        return await self._holds(own, CandidateRow, sequence, stamp)

    async def has_job(self, job_id: UUID, sequence: int, stamp: str) -> bool:
        own = (JobRow.workspace_id == self._workspace_id) & (JobRow.job_id == job_id)
        return await self._holds(own, JobRow, sequence, stamp)

    async def store_candidate(self, row: Row, vectors: Sequence[Row]) -> bool:
        """Put profile and vectors in the place of the older ones; False when there is none."""
        if not await self._upsert(CandidateRow, row, _is_newer(CandidateRow, row)):
            return False
        await self._store_skills(row["candidate_id"], row["skill_keys"])
        await self._store_vectors(row["candidate_id"], vectors)
        return True

    async def store_job(self, row: Row) -> bool:
        return await self._upsert(JobRow, row, _is_newer(JobRow, row))

    async def store_facts(self, row: Row) -> bool:
        """A later document wins, then its later reading."""
        version = ("document_at", "document_id", "document_sequence")
        held = tuple_(*(getattr(JobFactsRow, name) for name in version))
        return await self._upsert(JobFactsRow, row, held < tuple_(*(row[name] for name in version)))

    async def _store_skills(self, candidate_id: object, keys: object) -> None:
        own = (CandidateSkill.workspace_id == self._workspace_id) & (
            CandidateSkill.candidate_id == candidate_id
        )
        await self._session.execute(delete(CandidateSkill).where(own))
        if keys:
            held = func.unnest(cast(keys, ARRAY(Text))).column_valued("key")
            rows = select(literal(self._workspace_id), held, literal(candidate_id))
            await self._session.execute(insert(CandidateSkill).from_select(_SKILL_COLUMNS, rows))

    async def _store_vectors(self, candidate_id: object, vectors: Sequence[Row]) -> None:
        """What stays as it is is not written: a vector is dear to an index."""
        own = and_(
            CandidateVector.workspace_id == self._workspace_id,
            CandidateVector.candidate_id == candidate_id,
        )
        kept = [(vector["kind"], vector["key"]) for vector in vectors]
        place = tuple_(CandidateVector.kind, CandidateVector.key)
        await self._session.execute(delete(CandidateVector).where(own, place.not_in(kept)))
        if not vectors:
            return
        owner = {"workspace_id": self._workspace_id, "candidate_id": candidate_id}
        given = postgresql.insert(CandidateVector).values([{**owner, **row} for row in vectors])
        new = {name: given.excluded[name] for name in ("stamp", "embedding")}
        is_new = tuple_(CandidateVector.stamp, CandidateVector.embedding).is_distinct_from(
            tuple_(*new.values())
        )
        keys = list(CandidateVector.__table__.primary_key)
        await self._session.execute(
            given.on_conflict_do_update(index_elements=keys, set_=new, where=is_new)
        )

    async def _upsert(self, table: type[Base], row: Row, when: ColumnElement[bool]) -> bool:
        statement = postgresql.insert(table).values(workspace_id=self._workspace_id, **row)
        keys = [column.name for column in table.__table__.primary_key]
        changed = {name: statement.excluded[name] for name in row if name not in keys}
        stored = statement.on_conflict_do_update(index_elements=keys, set_=changed, where=when)
        returned = await self._session.execute(stored.returning(*table.__table__.primary_key))
        return returned.first() is not None

    async def _holds(
        self,
        own: ColumnElement[bool],
        table: type[CandidateRow] | type[JobRow],
        sequence: int,
        stamp: str,
    ) -> bool:
        newer = or_(
            table.sequence > sequence, (table.sequence == sequence) & (table.stamp == stamp)
        )
        return bool(await self._session.scalar(select(exists().where(own, newer))))


def _is_newer(table: type[CandidateRow] | type[JobRow], row: Row) -> ColumnElement[bool]:
    """The same version again counts when its vectors are of another space."""
    again = (table.sequence == row["sequence"]) & (table.stamp != row["stamp"])
    return or_(table.sequence < row["sequence"], again)
