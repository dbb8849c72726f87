"""Invitations into a workspace."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from hirewire_gateway.mapping import Base

Outcome = Literal["accepted", "revoked"]


class Invitation(Base):
    """Open until ``settled_at``; ``digest`` is of the token in the newest letter."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    email: Mapped[str]
    email_key: Mapped[str]
    role: Mapped[str]
    invited_by: Mapped[UUID]
    digest: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    outcome: Mapped[str | None]

    def settle(self, outcome: Outcome, at: datetime) -> None:
        self.settled_at, self.outcome = at, outcome
