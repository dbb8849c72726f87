"""Match runs as they are read."""

from uuid import UUID

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts.matching import MatchRun, MatchRunCompleted
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.live.feed import Change, Resource
from hirewire_gateway.views import tables
from hirewire_gateway.views.filters import reference
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.operations import conclude
from hirewire_gateway.views.paging import Page, PageQuery
from hirewire_gateway.views.view import View

_c = tables.matches.c

VIEW = View(MatchRun, Listing(tables.matches, filters={"job_id": reference(_c.job_id)}, orders={}))


async def project_match_run(event: MatchRunCompleted, tx: Transaction) -> Outcome:
    await VIEW.store(tx, (event.run,))
    await conclude(event, tx, _change(event))
    return None


async def get(session: AsyncSession, workspace_id: UUID, run_id: UUID) -> MatchRun | None:
    return await VIEW.get(session, workspace_id, run_id)


async def last(session: AsyncSession, workspace_id: UUID, job_id: UUID) -> MatchRun | None:
    """The newest run of a job."""
    query = PageQuery(limit=1, filters={"job_id": str(job_id)})
    found = await VIEW.page(session, workspace_id, query)
    return found.items[0] if found.items else None


async def page(session: AsyncSession, workspace_id: UUID, query: PageQuery) -> Page[MatchRun]:
    return await VIEW.page(session, workspace_id, query)


def _change(event: MatchRunCompleted) -> Change:
    """Told to those who look at the job too: a run belongs to it."""
    run = event.run
    href = f"/v1/jobs/{run.job_id}/matches"
    resource = Resource(kind="match_run", id=run.id, href=href, sequence=run.sequence)
    return Change(event.type, ("matches", f"matches:{run.job_id}", f"jobs:{run.job_id}"), resource)
