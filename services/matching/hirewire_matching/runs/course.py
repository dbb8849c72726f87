"""What every run has in common: how long it waits for what it is about, and how it is stamped."""

from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from hirewire_chassis import Desk, Reject, Retry, Transaction, not_found

from hirewire_matching.runs.repository import RunRepository

SHORTLIST = 150
SOON = timedelta(seconds=1)
PATIENCE = timedelta(seconds=6)


class Imprint(TypedDict):
    """Who asked for a run, and when it was answered."""

    id: UUID
    workspace_id: UUID
    sequence: int
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime


async def wait_or_refuse(run_id: UUID, what: str, desk: Desk) -> Reject | Retry:
    """What others know already may be on its way here still; for a while it is awaited."""
    async with desk.database.transaction(desk.context) as tx:
        runs = RunRepository(tx.session, tx.workspace_id)
        if await runs.start_waiting(run_id) < PATIENCE:
            return Retry(f"the {what} has not been told yet", SOON)
        await runs.stop_waiting(run_id)
    return not_found(what)


def imprint(run_id: UUID, tx: Transaction) -> Imprint:
    """A run is answered once, so its first version is its only one."""
    return Imprint(
        id=run_id,
        workspace_id=tx.workspace_id,
        sequence=1,
        created_by=tx.context.actor_id,
        created_at=tx.now,
        updated_at=tx.now,
        finished_at=tx.now,
    )
