"""A forgotten password, and the proof that an address is one's own."""

from uuid import UUID

from hirewire_chassis import Context, Database, Transaction

from hirewire_gateway.audit.journal import Deed, Origin, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.identity.account_tokens import TokenPurpose, read_token, redeem_token
from hirewire_gateway.identity.accounts import Accounts
from hirewire_gateway.identity.api_keys import revoke_keys
from hirewire_gateway.identity.emails import canonical_email
from hirewire_gateway.identity.endings import end_sessions
from hirewire_gateway.identity.errors import InvalidCredentialsError
from hirewire_gateway.identity.letters import send_letter
from hirewire_gateway.identity.models import User
from hirewire_gateway.identity.repository import IdentityRepository


class Recovery:
    def __init__(self, database: Database, accounts: Accounts) -> None:
        self._database = database
        self._accounts = accounts

    async def request_reset(self, email: str, origin: Origin) -> None:
        """Sends a letter when the address is somebody's; nobody is told whether it is."""
        try:
            key = canonical_email(email)
        except ValueError:
            return
        async with self._database.reading(Context()) as session:
            user = await IdentityRepository(session).user_by_email(key)
        if user is not None and user.disabled_at is None:
            await self._send(user, "password_reset", origin)

    async def request_verification(self, user_id: UUID, origin: Origin) -> None:
        user = await self._user(user_id)
        if user is not None and user.email_verified_at is None:
            await self._send(user, "email_verification", origin)

    async def reset(self, token: str, password: str, origin: Origin) -> None:
        """Every session ends; the letter has verified the address.

        Raises InvalidCredentialsError, WeakPasswordError.
        """
        holder = read_token(token)
        user = None if holder is None else await self._user(holder.user_id)
        if holder is None or user is None or user.disabled_at is not None:
            raise InvalidCredentialsError
        password_hash = await self._accounts.hash_of(user, password)
        async with self._database.transaction(_own(user)) as tx:
            if await redeem_token(tx, holder, "password_reset") != user.email_key:
                raise InvalidCredentialsError
            await IdentityRepository(tx.session).set_password_hash(user.id, password_hash)
            await end_sessions(tx, user, "password_reset", origin)
            await _record(tx, user, "password.reset", origin)
            if user.email_verified_at is None:
                await revoke_keys(tx, user.id)
                await _verified(tx, user.id, origin)

    async def verify(self, token: str, origin: Origin) -> None:
        """Raises InvalidCredentialsError."""
        holder = read_token(token)
        user = None if holder is None else await self._user(holder.user_id)
        if holder is None or user is None:
            raise InvalidCredentialsError
        async with self._database.transaction(_own(user)) as tx:
            if await redeem_token(tx, holder, "email_verification") != user.email_key:
                raise InvalidCredentialsError
            await _verified(tx, user.id, origin)

    async def _user(self, user_id: UUID) -> User | None:
        async with self._database.reading(Context(actor_id=user_id)) as session:
            return await IdentityRepository(session).user(user_id)

    async def _send(self, user: User, purpose: TokenPurpose, origin: Origin) -> None:
        async with self._database.transaction(_own(user)) as tx:
            await send_letter(tx, user, purpose, purpose)
            await _record(tx, user, f"{purpose}.requested", origin)


async def _verified(tx: Transaction, user_id: UUID, origin: Origin) -> None:
    user = await IdentityRepository(tx.session).user_for_update(user_id)
    if user is None:
        raise InvalidCredentialsError
    before, user.email_verified_at = state_hash(user), tx.now
    deed = Deed(
        "email.verified",
        user.id,
        origin,
        resource=("user", user.id),
        before_hash=before,
        after_hash=state_hash(user),
    )
    await record(tx, user.personal_workspace, deed)


async def _record(tx: Transaction, user: User, action: str, origin: Origin) -> None:
    deed = Deed(action, user.id, origin, resource=("user", user.id))
    await record(tx, user.personal_workspace, deed)


def _own(user: User) -> Context:
    return Context(workspace_id=user.personal_workspace, actor_id=user.id)
