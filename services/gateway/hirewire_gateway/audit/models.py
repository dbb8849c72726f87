"""One line of the audit log."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_gateway.mapping import Base


class AuditEntry(Base):
    """``digest`` covers every other field, ``previous`` is the digest of the line before."""

    __tablename__ = "audit_log"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    decision: Mapped[str]
    resource_kind: Mapped[str | None]
    resource_id: Mapped[UUID | None]
    address: Mapped[str]
    user_agent: Mapped[str]
    request_id: Mapped[str]
    details: Mapped[dict[str, str]] = mapped_column(JSONB)
    before_hash: Mapped[str | None]
    after_hash: Mapped[str | None]
    previous: Mapped[bytes]
    digest: Mapped[bytes]
