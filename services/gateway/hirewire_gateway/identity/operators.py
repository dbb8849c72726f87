"""Who runs this instance: marked from the command line, never over HTTP."""

from hirewire_chassis import Context, Database
from sqlalchemy import select

from hirewire_gateway.audit.journal import NOWHERE, Deed, Origin, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.identity.emails import canonical_email
from hirewire_gateway.identity.models import User


async def mark_operator(database: Database, email: str, by: str, *, is_operator: bool) -> bool:
    """In force at the user's next request, with an audit entry. False for an unknown address.

    ``by`` is the login of whoever did it on the machine. Raises ValueError for no address.
    """
    async with database.transaction(Context()) as tx:
        wanted = User.email_key == canonical_email(email)
        user = await tx.session.scalar(select(User).where(wanted).with_for_update())
        if user is None:
            return False
        before, user.is_operator = state_hash(user), is_operator
        action = "operator.granted" if is_operator else "operator.revoked"
        origin = Origin(user_agent=f"hirewire operators, {by}")
        deed = Deed(
            action,
            None,
            origin,
            resource=("user", user.id),
            before_hash=before,
            after_hash=state_hash(user),
        )
        await record(tx, NOWHERE, deed)
    return True


async def operators(database: Database) -> tuple[User, ...]:
    async with database.reading(Context()) as session:
        marked = select(User).where(User.is_operator).order_by(User.email_key)
        return tuple(await session.scalars(marked))
