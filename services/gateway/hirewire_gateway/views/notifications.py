"""Notifications as they are read: each person sees their own alone."""

from collections.abc import Mapping
from uuid import UUID

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts.notifications import Notification, NotificationChanged
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.live.feed import Change, Resource
from hirewire_gateway.views import tables
from hirewire_gateway.views.filters import flag, same
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.operations import conclude
from hirewire_gateway.views.paging import Page, PageQuery
from hirewire_gateway.views.view import View

_c = tables.notifications.c

VIEW = View(
    Notification,
    Listing(
        tables.notifications,
        filters={"category": same(_c.category), "unread": flag(_c.unread)},
        orders={},
    ),
)


async def project_notification(event: NotificationChanged, tx: Transaction) -> Outcome:
    await _act_for(tx, event.notification.user_id)
    await VIEW.store(tx, (event.notification,))
    await conclude(event, tx, _change(event))
    return None


async def get(
    session: AsyncSession, workspace_id: UUID, user_id: UUID, notification_id: UUID
) -> Notification | None:
    return await VIEW.get(session, workspace_id, notification_id, _c.user_id == user_id)


async def page(
    session: AsyncSession, workspace_id: UUID, user_id: UUID, query: PageQuery
) -> Page[Notification]:
    return await VIEW.page(session, workspace_id, query, _c.user_id == user_id)


async def unread_by_category(
    session: AsyncSession, workspace_id: UUID, user_id: UUID
) -> Mapping[str, int]:
    statement = (
        select(_c.category, func.count().label("unread"))
        .where(_c.workspace_id == workspace_id, _c.user_id == user_id, _c.unread)
        .group_by(_c.category)
        .order_by(_c.category)
    )
    rows = await session.execute(statement)
    return {row.category: row.unread for row in rows}


async def _act_for(tx: Transaction, user_id: UUID) -> None:
    """The event may have been caused by somebody else; its row belongs to ``user_id``."""
    await tx.session.execute(select(func.set_config("app.user_id", str(user_id), True)))


def _change(event: NotificationChanged) -> Change:
    notification = event.notification
    resource = Resource(
        kind="notification",
        id=notification.id,
        href=f"/v1/notifications/{notification.id}",
        sequence=notification.sequence,
    )
    return Change(event.type, ("notifications",), resource, notification.user_id)
