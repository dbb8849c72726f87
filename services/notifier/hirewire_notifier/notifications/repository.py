"""Questions about notifications, deliveries and preferences."""

from collections.abc import Mapping
from uuid import UUID

from hirewire_contracts.notifications import Channel
from sqlalchemy import inspect, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from hirewire_notifier.notifications.models import Delivery, Notification, Preference


class NotificationRepository:
    """One person's notifications in one workspace; the session must act for that person."""

    def __init__(self, session: AsyncSession, workspace_id: UUID, user_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id
        self._user_id = user_id

    async def get_for_update(self, notification_id: UUID) -> Notification | None:
        """The newest version with its deliveries, which nobody else changes meanwhile."""
        own = select(Notification).where(
            Notification.id == notification_id,
            Notification.workspace_id == self._workspace_id,
            Notification.user_id == self._user_id,
        )
        loaded = own.options(selectinload(Notification.deliveries)).with_for_update()
        return (await self._session.scalars(loaded)).one_or_none()

    async def add(self, notification: Notification) -> bool:
        """Store it with its deliveries; False when the person was told for this purpose already."""
        columns = inspect(Notification).column_attrs.keys()
        values = {name: getattr(notification, name) for name in columns}
        statement = insert(Notification).values(values).on_conflict_do_nothing()
        stored = await self._session.execute(statement.returning(Notification.id))
        if stored.first() is None:
            return False
        self._session.add_all(notification.deliveries)
        return True

    async def choices(self, category: str) -> Mapping[Channel, bool]:
        """What the person chose for a category, by channel."""
        chosen = select(Preference).where(
            Preference.user_id == self._user_id, Preference.category == category
        )
        return {each.channel: each.enabled for each in await self._session.scalars(chosen)}


class DeliveryRepository:
    """The deliveries of one workspace, whoever they are for."""

    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def get_for_update(self, notification_id: UUID, channel: Channel) -> Delivery | None:
        own = select(Delivery).where(
            Delivery.notification_id == notification_id,
            Delivery.channel == channel,
            Delivery.workspace_id == self._workspace_id,
        )
        return (await self._session.scalars(own.with_for_update())).one_or_none()
