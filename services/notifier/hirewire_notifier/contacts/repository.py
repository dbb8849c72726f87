"""Questions about contacts. Each acts for its person; see ``act_for``."""

from uuid import UUID

from hirewire_contracts.users import User
from sqlalchemy import case, null
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_notifier.contacts.models import Contact


class ContactRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, user_id: UUID) -> Contact | None:
        return await self._session.get(Contact, user_id)

    async def put(self, user: User) -> bool:
        """Store the newest state; False for an older one. A new address is reachable again."""
        values = user.model_dump(include={"workspace_id", "sequence", "email", "name", "locale"})
        statement = insert(Contact).values(user_id=user.id, **values)
        same_address = Contact.email == statement.excluded.email
        statement = statement.on_conflict_do_update(
            index_elements=[Contact.user_id],
            set_={
                **{name: statement.excluded[name] for name in values},
                "unreachable": case((same_address, Contact.unreachable), else_=null()),
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
