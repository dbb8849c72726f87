"""Notifications, their deliveries and people's preferences, mapped."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from hirewire_chassis import new_id
from hirewire_contracts import notifications as contract
from hirewire_contracts.notifications import Channel, DeliveryStatus
from sqlalchemy import BigInteger, DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hirewire_notifier.tables import Base


class Delivery(Base):
    """One channel's part of a notification.

    ``at`` is when it got its status. Nothing in it is personal but whose it is, so that it can be
    found by the workspace alone.
    """

    __tablename__ = "deliveries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    notification_id: Mapped[UUID] = mapped_column(ForeignKey("notifications.id"))
    workspace_id: Mapped[UUID]
    user_id: Mapped[UUID]
    channel: Mapped[Channel] = mapped_column(Text)
    status: Mapped[DeliveryStatus] = mapped_column(Text)
    detail: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    def settle(self, status: DeliveryStatus, detail: str | None, at: datetime) -> None:
        self.status = status
        self.detail = detail
        self.at = at


class Notification(Base):
    """Something that a person was told, once per ``purpose``.

    ``content`` is what its templates need, validated by its category's own class.
    """

    __tablename__ = "notifications"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(BigInteger)
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    user_id: Mapped[UUID]
    category: Mapped[str]
    purpose: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    resource: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    content: Mapped[dict[str, object]] = mapped_column(JSONB)
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deliveries: Mapped[list[Delivery]] = relationship(lazy="raise", order_by=Delivery.channel)

    def state(self) -> contract.Notification:
        return contract.Notification.model_validate(self, from_attributes=True)

    def send_by(self, channels: Mapping[Channel, str | None]) -> None:
        """Plan a delivery per channel; one with an obstacle is suppressed and says why."""
        self.deliveries = [
            self._delivery(channel, channels[channel]) for channel in sorted(channels)
        ]

    def _delivery(self, channel: Channel, obstacle: str | None) -> Delivery:
        at_once: DeliveryStatus = "sent" if channel == "in_app" else "queued"
        return Delivery(
            id=new_id(),
            notification_id=self.id,
            workspace_id=self.workspace_id,
            user_id=self.user_id,
            channel=channel,
            status="suppressed" if obstacle else at_once,
            detail=obstacle,
            at=self.created_at,
        )

    def read(self, at: datetime) -> None:
        self.read_at = at
        self.advance(at)

    def advance(self, at: datetime) -> None:
        self.sequence += 1
        self.updated_at = at


class Preference(Base):
    """A person's wish for one channel of one category; without one the category's default holds."""

    __tablename__ = "preferences"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(Text, primary_key=True)
    enabled: Mapped[bool]
