"""Every question about users, sessions and memberships."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hirewire_contracts.roles import OPERATOR
from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.identity.models import LoginSession, Member, User
from hirewire_gateway.identity.permissions import Permission
from hirewire_gateway.identity.roles.repository import RoleRepository

_ACCESS = (
    select(Member.role, User.is_operator)
    .select_from(LoginSession)
    .join(User, User.id == LoginSession.user_id)
    .outerjoin(
        Member,
        and_(Member.user_id == User.id, Member.workspace_id == bindparam("workspace_id")),
    )
    .where(
        LoginSession.id == bindparam("session_id"),
        LoginSession.user_id == bindparam("user_id"),
        LoginSession.ended_at.is_(None),
        User.disabled_at.is_(None),
    )
)
"""Every request asks this, so it is made once."""


@dataclass(frozen=True, slots=True)
class Access:
    """A live session of an enabled user; ``role`` is None where they are no member."""

    role: str | None
    is_operator: bool = False
    granted: frozenset[Permission] = frozenset()

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles here; the operator's comes on top, so it opens no foreign workspace."""
        if self.role is None:
            return ()
        return (self.role, OPERATOR) if self.is_operator else (self.role,)


class IdentityRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def user_by_email(self, email_key: str) -> User | None:
        return await self._session.scalar(select(User).where(User.email_key == email_key))

    async def user(self, user_id: UUID) -> User | None:
        return await self._session.get(User, user_id)

    async def user_for_update(self, user_id: UUID) -> User | None:
        return await self._session.scalar(select(User).where(User.id == user_id).with_for_update())

    async def set_password_hash(self, user_id: UUID, password_hash: str) -> None:
        changed = update(User).where(User.id == user_id).values(password_hash=password_hash)
        await self._session.execute(changed)

    async def set_verified(self, user_id: UUID, at: datetime) -> None:
        changed = update(User).where(User.id == user_id).values(email_verified_at=at)
        await self._session.execute(changed)

    async def session_for_update(self, user_id: UUID, session_id: UUID) -> LoginSession | None:
        return await self._session.scalar(
            select(LoginSession)
            .where(LoginSession.id == session_id, LoginSession.user_id == user_id)
            .with_for_update()
        )

    async def live_sessions(self, user_id: UUID, *, lock: bool = False) -> list[LoginSession]:
        """The newest first. Locked, so that none is renewed while it is ended."""
        query = (
            select(LoginSession)
            .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
            .order_by(LoginSession.id.desc())
        )
        return list(await self._session.scalars(query.with_for_update() if lock else query))

    async def access(self, user_id: UUID, session_id: UUID, workspace_id: UUID) -> Access | None:
        """None when the session has ended or its user is disabled."""
        which = {"user_id": user_id, "session_id": session_id, "workspace_id": workspace_id}
        row = (await self._session.execute(_ACCESS, which)).first()
        if row is None:
            return None
        if row.role is None:
            return Access(None, row.is_operator)
        granted = await RoleRepository(self._session, workspace_id).granted(row.role)
        return Access(row.role, row.is_operator, granted)
