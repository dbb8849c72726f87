"""Bulk imports as they are read."""

from typing import Literal
from uuid import UUID

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts import Event
from hirewire_contracts.imports import (
    CandidateImport,
    CandidateImportCompleted,
    CandidateImportProgressed,
)
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.live.feed import Change, Resource, tell
from hirewire_gateway.views import tables
from hirewire_gateway.views.filters import one_of
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.operations import conclude
from hirewire_gateway.views.paging import Page, PageQuery
from hirewire_gateway.views.view import View

_table = tables.candidate_imports
_STATUS = Literal["running", "done"]
VIEW = View(
    CandidateImport,
    Listing(_table, filters={"status": one_of(_table.c.status, _STATUS)}, orders={}),
)


async def project_import_progress(event: CandidateImportProgressed, tx: Transaction) -> Outcome:
    """The operation goes on until the import is over."""
    await VIEW.store(tx, (event.candidate_import,))
    await tell(tx, (_change(event, event.candidate_import),))
    return None


async def project_import(event: CandidateImportCompleted, tx: Transaction) -> Outcome:
    await VIEW.store(tx, (event.candidate_import,))
    await conclude(event, tx, _change(event, event.candidate_import))
    return None


async def get(session: AsyncSession, workspace_id: UUID, import_id: UUID) -> CandidateImport | None:
    return await VIEW.get(session, workspace_id, import_id)


async def page(
    session: AsyncSession, workspace_id: UUID, query: PageQuery
) -> Page[CandidateImport]:
    return await VIEW.page(session, workspace_id, query)


def _change(event: Event, state: CandidateImport) -> Change:
    href = f"/v1/candidate-imports/{state.id}"
    resource = Resource(kind="candidate_import", id=state.id, href=href, sequence=state.sequence)
    return Change(event.type, ("candidate-imports", f"candidate-imports:{state.id}"), resource)
