"""What people do with their own account: here, a new password."""

from uuid import UUID

from hirewire_chassis import Context, Database

from hirewire_gateway.audit.journal import Deed, Origin, record
from hirewire_gateway.identity.endings import end_sessions
from hirewire_gateway.identity.errors import InvalidCredentialsError, WeakPasswordError
from hirewire_gateway.identity.models import User
from hirewire_gateway.identity.passwords import Passwords, weakness
from hirewire_gateway.identity.repository import IdentityRepository


class Accounts:
    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    async def change_password(
        self, user_id: UUID, session_id: UUID, change: tuple[str, str], origin: Origin
    ) -> None:
        """``change`` is (current, new); every session but this one ends.

        Raises InvalidCredentialsError for a wrong current password, WeakPasswordError.
        """
        current, new = change
        context = Context(actor_id=user_id)
        async with self._database.reading(context) as session:
            user = await IdentityRepository(session).user(user_id)
        stored = None if user is None else user.password_hash
        proved = await self._passwords.matches(current, stored)
        if user is None or not proved:
            async with self._database.transaction(context) as tx:
                chain = user_id if user is None else user.personal_workspace
                await record(tx, chain, Deed("password.change", user_id, origin, "denied"))
            raise InvalidCredentialsError
        password_hash = await self.hash_of(user, new)
        async with self._database.transaction(context) as tx:
            await IdentityRepository(tx.session).set_password_hash(user_id, password_hash)
            await end_sessions(tx, user, "password_changed", origin, session_id)
            deed = Deed("password.change", user_id, origin, resource=("user", user_id))
            await record(tx, user.personal_workspace, deed)

    async def hash_of(self, user: User, password: str) -> str:
        """Raises WeakPasswordError."""
        weak = weakness(password, (user.name, *user.name.split(), *user.email.split("@")))
        if weak is not None:
            raise WeakPasswordError(weak)
        return await self._passwords.hash(password)
