"""Jobs as they are read."""

from uuid import UUID

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts.jobs import (
    EmploymentType,
    Job,
    JobCreated,
    JobStatus,
    JobStatusChanged,
    JobUpdated,
    Seniority,
    WorkplaceType,
)
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.views import tables
from hirewire_gateway.views.changes import changed
from hirewire_gateway.views.filters import (
    contains,
    one_of,
    reference,
    same,
    same_ignoring_case,
)
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.operations import conclude
from hirewire_gateway.views.orders import by_text
from hirewire_gateway.views.paging import Page, PageQuery
from hirewire_gateway.views.view import View

_c = tables.jobs.c


VIEW = View(
    Job,
    Listing(
        tables.jobs,
        filters={
            "status": one_of(_c.status, JobStatus),
            "employment_type": one_of(_c.employment_type, EmploymentType),
            "workplace_type": one_of(_c.workplace_type, WorkplaceType),
            "seniority": one_of(_c.seniority, Seniority),
            "company": same_ignoring_case(_c.company),
            "department": same_ignoring_case(_c.department),
            "source": same(_c.source),
            "external_id": same(_c.external_id),
            "document_id": reference(_c.document_id),
            "tag": contains(_c.state["tags"]),
            "skill": contains(_c.state["skills_required"], _c.state["skills_preferred"]),
        },
        orders={"title": by_text(_c.title), "company": by_text(_c.company)},
    ),
)


async def project_job(
    event: JobCreated | JobUpdated | JobStatusChanged, tx: Transaction
) -> Outcome:
    await VIEW.store(tx, (event.job,))
    await conclude(event, tx, changed(event, "jobs", event.job))
    return None


async def get(session: AsyncSession, workspace_id: UUID, job_id: UUID) -> Job | None:
    return await VIEW.get(session, workspace_id, job_id)


async def page(session: AsyncSession, workspace_id: UUID, query: PageQuery) -> Page[Job]:
    return await VIEW.page(session, workspace_id, query)
