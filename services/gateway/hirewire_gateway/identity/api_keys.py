"""Keys for programs: ``hwk_<id>_<secret>``, good for some permissions, for some time.

The id names the user and the key, because a row can be seen by its user alone. The secret is
random, so a plain SHA-256 keeps it; it is shown once.
"""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from hirewire_chassis import Transaction
from sqlalchemy import Text, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_gateway.identity.models import Member, User
from hirewire_gateway.mapping import Base

PREFIX = "hwk_"
OVERLAP = timedelta(hours=24)
_USE_IS_NOTED_EVERY = timedelta(minutes=1)
_SHAPE = re.compile(r"hwk_([0-9a-f]{32})([0-9a-f]{32})_([0-9a-f]{64})")


class ApiKey(Base):
    """``previous_hash`` is of the secret before, good until ``previous_until``."""

    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    workspace_id: Mapped[UUID]
    name: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    secret_hash: Mapped[bytes]
    previous_hash: Mapped[bytes | None]
    previous_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def renew(self, at: datetime) -> str:
        """A new secret, as the text that is shown once; the old one works for OVERLAP."""
        secret = secrets.token_hex(32)
        if self.secret_hash:
            self.previous_hash, self.previous_until = self.secret_hash, at + OVERLAP
        self.secret_hash = _digest(secret)
        return f"{PREFIX}{self.user_id.hex}{self.id.hex}_{secret}"

    def opens_with(self, secret: str, at: datetime) -> bool:
        if self.revoked_at is not None or self.expires_at <= at:
            return False
        digest = _digest(secret)
        if hmac.compare_digest(self.secret_hash, digest):
            return True
        if self.previous_hash is None or self.previous_until is None or self.previous_until <= at:
            return False
        return hmac.compare_digest(self.previous_hash, digest)

    def was_just_used(self, at: datetime) -> bool:
        """So lately that it need not be noted again."""
        return self.last_used_at is not None and at - self.last_used_at < _USE_IS_NOTED_EVERY


@dataclass(frozen=True, slots=True)
class PresentedKey:
    """What a key's text says; nothing of it is proved before ``ApiKey.opens_with``."""

    user_id: UUID
    id: UUID
    secret: str


def read_api_key(text: str) -> PresentedKey | None:
    found = _SHAPE.fullmatch(text)
    return None if found is None else PresentedKey(UUID(found[1]), UUID(found[2]), found[3])


class ApiKeyRepository:
    """The keys of one user."""

    def __init__(self, session: AsyncSession, user_id: UUID) -> None:
        self._session = session
        self._user_id = user_id

    async def holder(self, key_id: UUID) -> tuple[ApiKey, str] | None:
        """A key and its user's role in its workspace, if they are enabled and a member there."""
        row = (
            await self._session.execute(
                select(ApiKey, Member.role)
                .join(User, User.id == ApiKey.user_id)
                .join(
                    Member,
                    (Member.user_id == ApiKey.user_id)
                    & (Member.workspace_id == ApiKey.workspace_id),
                )
                .where(ApiKey.id == key_id, ApiKey.user_id == self._user_id)
                .where(User.disabled_at.is_(None))
            )
        ).first()
        return None if row is None else (row[0], row[1])

    async def of_workspace(self, workspace_id: UUID) -> list[ApiKey]:
        """Those that are not revoked, newest first."""
        found = await self._session.scalars(
            select(ApiKey)
            .where(ApiKey.user_id == self._user_id, ApiKey.workspace_id == workspace_id)
            .where(ApiKey.revoked_at.is_(None))
            .order_by(ApiKey.id.desc())
        )
        return list(found)

    async def for_update(self, workspace_id: UUID, key_id: UUID) -> ApiKey | None:
        return await self._session.scalar(
            select(ApiKey)
            .where(ApiKey.id == key_id, ApiKey.user_id == self._user_id)
            .where(ApiKey.workspace_id == workspace_id, ApiKey.revoked_at.is_(None))
            .with_for_update()
        )

    async def note_use(self, key_id: UUID, at: datetime) -> None:
        used = update(ApiKey).where(ApiKey.id == key_id, ApiKey.user_id == self._user_id)
        await self._session.execute(used.values(last_used_at=at))


async def revoke_keys(tx: Transaction, user_id: UUID) -> None:
    """All of the user's keys, in every workspace."""
    living = update(ApiKey).where(ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
    await tx.session.execute(living.values(revoked_at=tx.now))


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
