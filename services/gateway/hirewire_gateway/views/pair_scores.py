"""Scores of pairs: theirs alone who asked, and only for a while."""

from datetime import timedelta
from uuid import UUID

from hirewire_chassis import Outcome, PoisonError, Transaction
from hirewire_contracts.pairs import PairScore, PairScored
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.views import tables
from hirewire_gateway.views.operations import conclude

KEPT_FOR = timedelta(minutes=10)
_c = tables.pair_scores.c


async def project_pair_score(event: PairScored, tx: Transaction) -> Outcome:
    pair = event.pair
    if pair.workspace_id != tx.workspace_id or pair.created_by != tx.context.actor_id:
        raise PoisonError("the score belongs to somebody else than its event")
    row = insert(tables.pair_scores).values(
        id=pair.id,
        workspace_id=pair.workspace_id,
        user_id=pair.created_by,
        state=pair.model_dump(mode="json"),
        expires_at=tx.now + KEPT_FOR,
    )
    await tx.session.execute(row.on_conflict_do_nothing())
    await conclude(event, tx)
    return None


async def get(session: AsyncSession, workspace_id: UUID, pair_id: UUID) -> PairScore | None:
    """None for what others asked for, and once its time is over."""
    own = (_c.workspace_id == workspace_id) & (_c.id == pair_id)
    state = await session.scalar(select(_c.state).where(own, _c.expires_at > func.now()))
    return None if state is None else PairScore.model_validate(state, extra="ignore")
