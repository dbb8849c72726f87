"""Operations and idempotency keys: what the gateway remembers of the writes it accepted."""

from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import BigInteger, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_gateway.mapping import Base


class Operation(Base):
    """One accepted write. Its id is the correlation id of everything the write causes."""

    __tablename__ = "operations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    user_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(default="pending")
    resource_kind: Mapped[str]
    resource_id: Mapped[UUID]
    resource_href: Mapped[str]
    success_status: Mapped[int]
    problem: Mapped[dict[str, JsonValue] | None] = mapped_column(JSONB(none_as_null=True))
    dead_letter: Mapped[dict[str, JsonValue] | None] = mapped_column(JSONB(none_as_null=True))
    timeline: Mapped[list[dict[str, JsonValue]]] = mapped_column(JSONB, default=list)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    @property
    def href(self) -> str:
        return f"/v1/operations/{self.id}"


class KeptAnswer(Base):
    """An idempotency key and, once it is known, the answer that its request got."""

    __tablename__ = "idempotency_keys"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    user_id: Mapped[UUID | None]
    key: Mapped[bytes]
    fingerprint: Mapped[bytes]
    operation_id: Mapped[UUID | None]
    workspace_id: Mapped[UUID | None]
    busy_until: Mapped[datetime]
    expires_at: Mapped[datetime]
    status: Mapped[int | None]
    headers: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    body: Mapped[bytes | None]
