"""Registering with an address, without telling a stranger whether it has an account."""

from dataclasses import replace

from hirewire_chassis import Transaction

from hirewire_gateway.audit.journal import NOWHERE, Deed, Origin, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.identity.emails import canonical_email
from hirewire_gateway.identity.errors import EmailTakenError
from hirewire_gateway.identity.letters import send_letter
from hirewire_gateway.identity.models import User
from hirewire_gateway.identity.registration import NewUser, register, user_of
from hirewire_gateway.identity.repository import IdentityRepository


class SigningUp:
    """``verifies``: an address has to be verified before one can log in with it."""

    def __init__(self, *, verifies: bool) -> None:
        self._verifies = verifies

    async def sign_up(self, tx: Transaction, new: NewUser, origin: Origin) -> User:
        """The new user, or for an address that is taken what would have been one.

        Both are the same to whoever asks, and about the same work; who has the account gets a
        letter.
        """
        try:
            async with tx.session.begin_nested():
                user = await register(tx, new)
        except EmailTakenError:
            await _warn(tx, new, origin)
            return user_of(new, tx.now)
        await self._welcome(tx, user, origin)
        return user

    async def _welcome(self, tx: Transaction, user: User, origin: Origin) -> None:
        if self._verifies:
            await send_letter(tx, user, "email_verification", "email_verification")
        deed = Deed("user.registered", user.id, origin, resource=("user", user.id))
        await record(tx, NOWHERE, replace(deed, after_hash=state_hash(user)))


async def _warn(tx: Transaction, new: NewUser, origin: Origin) -> None:
    """The letter's link sets a new password: who has forgotten the account gets into it."""
    holder = await IdentityRepository(tx.session).user_by_email(canonical_email(new.email))
    if holder is None:
        return
    if holder.disabled_at is None:
        await send_letter(tx, holder, "account_exists", "password_reset")
    deed = Deed("user.register", None, origin, "denied", resource=("user", holder.id))
    await record(tx, holder.personal_workspace, deed)
