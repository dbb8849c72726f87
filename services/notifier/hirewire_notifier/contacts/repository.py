"""Questions about contacts. Each acts for its person; see ``act_for``."""

from uuid import UUID

from hirewire_contracts.users import User
from sqlalchemy import and_, case, null
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_notifier.contacts.models import Contact

DISABLED = "the account is disabled"


class ContactRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, user_id: UUID) -> Contact | None:
        return await self._session.get(Contact, user_id)

    async def put(self, user: User) -> bool:
        """Store the newest state; False for an older one.

        A new address is reachable again, and so is who is not disabled any more.
        """
        values = user.model_dump(include={"workspace_id", "sequence", "email", "name", "locale"})
        barred = DISABLED if user.disabled else None
        statement = insert(Contact).values(user_id=user.id, unreachable=barred, **values)
        stays = and_(
            Contact.email == statement.excluded.email,
            Contact.unreachable.is_distinct_from(DISABLED),
        )
        kept = case((stays, Contact.unreachable), else_=null())
        statement = statement.on_conflict_do_update(
            index_elements=[Contact.user_id],
            set_={
                **{name: statement.excluded[name] for name in values},
                "unreachable": barred or kept,
            },
            where=Contact.sequence < statement.excluded.sequence,
        )
        return (
            await self._session.scalars(statement.returning(Contact.user_id))
        ).first() is not None

    async def note_unreachable(self, user_id: UUID, why: str) -> None:
        """Mail to the person's present address makes no sense any more."""
        contact = await self.get(user_id)
        if contact is not None:
            contact.unreachable = why
