"""Users, their workspaces and memberships, and their login sessions."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from hirewire_gateway.mapping import Base


class User(Base):
    """A person with a login. ``email_key`` is the canonical address, unique among all users."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(default=1)
    email: Mapped[str]
    email_key: Mapped[str]
    name: Mapped[str]
    locale: Mapped[str]
    password_hash: Mapped[str]
    personal_workspace: Mapped[UUID]
    disabled_at: Mapped[datetime | None]
    email_verified_at: Mapped[datetime | None]
    is_operator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def revise(self, changes: Mapping[str, str], at: datetime) -> None:
        """Take on these fields of the profile."""
        self.name = changes.get("name", self.name)
        self.locale = changes.get("locale", self.locale)
        self.touch(at)

    def touch(self, at: datetime) -> None:
        self.sequence += 1
        self.updated_at = at


class Workspace(Base):
    __tablename__ = "workspaces"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(default=1)
    owner_id: Mapped[UUID]
    name: Mapped[str]
    personal: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def rename(self, name: str, at: datetime) -> None:
        self.name = name
        self.sequence += 1
        self.updated_at = at


class Member(Base):
    __tablename__ = "members"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[str]
    created_at: Mapped[datetime]


class LoginSession(Base):
    """One login on one device. ``rotation`` counts how often its refresh token was renewed."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    refresh_salt: Mapped[bytes]
    rotation: Mapped[int] = mapped_column(default=0)
    rotated_at: Mapped[datetime]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    user_agent: Mapped[str | None]

    def rotate(self, at: datetime) -> None:
        self.rotation += 1
        self.rotated_at = at

    def end(self, at: datetime, reason: str) -> None:
        if self.ended_at is None:
            self.ended_at = at
            self.end_reason = reason
