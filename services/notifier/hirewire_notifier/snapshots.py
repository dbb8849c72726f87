"""What this service tells again when a view is rebuilt."""

from collections.abc import Sequence
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_chassis.snapshots import following
from hirewire_contracts import notifications as contract
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from hirewire_notifier.notifications.models import Notification


async def notification_states(
    tx: Transaction, after: UUID | None, limit: int
) -> Sequence[contract.Notification]:
    """Of the one person for whom the view is rebuilt."""
    own = select(Notification).where(
        Notification.workspace_id == tx.workspace_id,
        Notification.user_id == tx.context.actor_id,
    )
    loaded = own.options(selectinload(Notification.deliveries))
    found = await tx.session.scalars(following(loaded, Notification.id, after, limit))
    return [notification.state() for notification in found]


SOURCES = {"notifications": notification_states}
