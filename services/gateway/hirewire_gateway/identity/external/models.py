"""Who other identity providers say that our users are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from hirewire_gateway.mapping import Base


class ExternalIdentity(Base):
    """One account at one provider. ``owns_account``: it made the user, and may change them."""

    __tablename__ = "identities"

    key: Mapped[str] = mapped_column(primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    user_id: Mapped[UUID]
    owns_account: Mapped[bool]
    created_at: Mapped[datetime]
