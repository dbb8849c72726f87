"""Candidates as they are read."""

from uuid import UUID

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts.candidates import (
    Candidate,
    CandidateCreated,
    CandidateStatus,
    CandidateUpdated,
)
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.fairness.declarations import forget
from hirewire_gateway.views import tables
from hirewire_gateway.views.changes import changed
from hirewire_gateway.views.filters import (
    at_least,
    contains,
    contains_object,
    one_of,
    reference,
    same,
)
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.operations import conclude
from hirewire_gateway.views.orders import by_text
from hirewire_gateway.views.paging import Page, PageQuery
from hirewire_gateway.views.view import View

_c = tables.candidates.c

VIEW = View(
    Candidate,
    Listing(
        tables.candidates,
        filters={
            "status": one_of(_c.status, CandidateStatus),
            "source": same(_c.source),
            "document_id": reference(_c.document_id),
            "min_years_of_experience": at_least(_c.years_of_experience),
            "tag": contains(_c.state["tags"]),
            "skill": contains_object(_c.state["skills"], "name"),
            "language": contains_object(_c.state["languages"], "name"),
            "email": contains_object(_c.state["emails"], "value"),
        },
        orders={"name": by_text(_c.name)},
    ),
)


async def project_candidate(event: CandidateCreated | CandidateUpdated, tx: Transaction) -> Outcome:
    await VIEW.store(tx, (event.candidate,))
    if event.candidate.status == "erased":
        await forget(tx, event.candidate.id)
    await conclude(event, tx, changed(event, "candidates", event.candidate))
    return None


async def get(session: AsyncSession, workspace_id: UUID, candidate_id: UUID) -> Candidate | None:
    return await VIEW.get(session, workspace_id, candidate_id)


async def page(session: AsyncSession, workspace_id: UUID, query: PageQuery) -> Page[Candidate]:
    return await VIEW.page(session, workspace_id, query)
