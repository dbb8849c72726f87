"""What people think of matches, as it is read."""

from uuid import UUID

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts.matching import Feedback, FeedbackGiven
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.views import tables
from hirewire_gateway.views.filters import reference
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.operations import conclude
from hirewire_gateway.views.paging import Page, PageQuery
from hirewire_gateway.views.view import View

VIEW = View(
    Feedback,
    Listing(
        tables.match_feedback,
        filters={"run_id": reference(tables.match_feedback.c.run_id)},
        orders={},
    ),
)


async def project_feedback(event: FeedbackGiven, tx: Transaction) -> Outcome:
    await VIEW.store(tx, (event.feedback,))
    await conclude(event, tx)
    return None


async def get(session: AsyncSession, workspace_id: UUID, feedback_id: UUID) -> Feedback | None:
    return await VIEW.get(session, workspace_id, feedback_id)


async def page(session: AsyncSession, workspace_id: UUID, query: PageQuery) -> Page[Feedback]:
    return await VIEW.page(session, workspace_id, query)
