"""What Clerk has told of its users, organizations, memberships and ended sessions."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_gateway.mapping import Base


class ClerkObject(Base):
    """The newest state we know of. ``deleted`` is for ever; ``local_id`` is our workspace's."""

    __tablename__ = "clerk_objects"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    version: Mapped[int]
    deleted: Mapped[bool]
    state: Mapped[dict[str, Any]] = mapped_column(JSONB)
    local_id: Mapped[UUID | None]
