"""The roles that workspaces define for themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_gateway.mapping import Base


class WorkspaceRole(Base):
    """``name`` never changes: members, invitations and other roles refer to it."""

    __tablename__ = "roles"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    description: Mapped[str]
    inherits: Mapped[list[str]] = mapped_column(ARRAY(Text))
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    sequence: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def revise(self, changes: Mapping[str, Any], at: datetime) -> None:
        """Take on these of description, inherits and permissions."""
        self.description = changes.get("description", self.description)
        self.inherits = list(dict.fromkeys(changes.get("inherits", self.inherits)))
        self.permissions = sorted(set(changes.get("permissions", self.permissions)))
        self.sequence += 1
        self.updated_at = at
