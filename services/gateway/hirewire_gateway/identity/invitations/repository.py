"""Questions about a workspace's invitations; asked from within the workspace."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.identity.invitations.models import Invitation
from hirewire_gateway.identity.models import Member, User


class InvitationRepository:
    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def pending(self) -> list[Invitation]:
        """The newest first, those that have expired included: they can be sent again."""
        found = await self._session.scalars(
            select(Invitation)
            .where(Invitation.workspace_id == self._workspace_id, Invitation.settled_at.is_(None))
            .order_by(Invitation.id.desc())
        )
        return list(found)

    async def pending_for_update(self, invitation_id: UUID) -> Invitation | None:
        return await self._session.scalar(
            select(Invitation)
            .where(Invitation.workspace_id == self._workspace_id, Invitation.id == invitation_id)
            .where(Invitation.settled_at.is_(None))
            .with_for_update()
        )

    async def by_digest(self, digest: bytes) -> Invitation | None:
        """The one of this token, settled or not; locked."""
        return await self._session.scalar(
            select(Invitation)
            .where(Invitation.workspace_id == self._workspace_id, Invitation.digest == digest)
            .with_for_update()
        )

    async def is_open_for(self, email_key: str) -> bool:
        one = exists().where(
            Invitation.workspace_id == self._workspace_id,
            Invitation.email_key == email_key,
            Invitation.settled_at.is_(None),
        )
        return bool(await self._session.scalar(select(one)))

    async def is_member(self, email_key: str) -> bool:
        one = (
            exists()
            .where(Member.workspace_id == self._workspace_id)
            .where(User.id == Member.user_id, User.email_key == email_key)
        )
        return bool(await self._session.scalar(select(one)))

    async def member(self, user_id: UUID) -> tuple[Member, User] | None:
        row = (
            await self._session.execute(
                select(Member, User)
                .join(User, User.id == Member.user_id)
                .where(Member.workspace_id == self._workspace_id, Member.user_id == user_id)
            )
        ).first()
        return None if row is None else (row[0], row[1])
