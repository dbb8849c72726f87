"""Which user somebody is whom another provider has let in.

An account that is there already is linked only when both sides have verified the address: else
whoever registers an address first would share the account with whom it belongs to.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from hirewire_chassis import Context, Transaction, new_id

from hirewire_gateway.audit.journal import Deed, Origin, record
from hirewire_gateway.identity.emails import canonical_email
from hirewire_gateway.identity.errors import EmailTakenError
from hirewire_gateway.identity.external.models import ExternalIdentity
from hirewire_gateway.identity.external.repository import ExternalRepository, identity_key
from hirewire_gateway.identity.models import User
from hirewire_gateway.identity.passwords import NO_PASSWORD
from hirewire_gateway.identity.registration import NewUser, register
from hirewire_gateway.identity.repository import IdentityRepository

_LONGEST_NAME = 200
Refusal = Literal["email_not_verified", "account_exists", "account_disabled"]


class LinkRefusedError(Exception):
    """Nobody is let in; ``code`` says why."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Proof:
    """What a provider has proved; ``email`` is None unless it says that it is verified.

    ``stand_in`` is an address that reaches nobody, for who may come in without one.
    """

    issuer: str
    subject: str
    email: str | None
    name: str
    locale: str = "en"
    stand_in: str | None = None


def newcomer() -> Context:
    """The context of a transaction that may add a user: their ids are settled before."""
    return Context(workspace_id=new_id(), actor_id=new_id())


async def user_of(tx: Transaction, proof: Proof, origin: Origin) -> User:
    """The user whom the proof belongs to, linked or new. ``tx`` acts as a ``newcomer``.

    Raises LinkRefusedError.
    """
    repository = ExternalRepository(tx.session)
    await repository.lock(identity_key(proof.issuer, proof.subject))
    found = await repository.find(proof.issuer, proof.subject)
    user = found[1] if found else await _linked(tx, proof, origin)
    if user.disabled_at is not None:
        raise LinkRefusedError("account_disabled")
    return user


async def _linked(tx: Transaction, proof: Proof, origin: Origin) -> User:
    address = proof.email or proof.stand_in
    if address is None:
        raise LinkRefusedError("email_not_verified")
    try:
        known = await IdentityRepository(tx.session).user_by_email(canonical_email(address))
    except ValueError:
        raise LinkRefusedError("email_not_verified") from None
    if known is not None and known.email_verified_at is None:
        raise LinkRefusedError("account_exists")
    user = known or await _registered(tx, proof, address)
    tx.session.add(
        ExternalIdentity(
            key=identity_key(proof.issuer, proof.subject),
            issuer=proof.issuer,
            subject=proof.subject,
            user_id=user.id,
            owns_account=known is None,
            created_at=tx.now,
        )
    )
    details = {"issuer": proof.issuer}
    deed = Deed("identity.linked", user.id, origin, resource=("user", user.id), details=details)
    await record(tx, user.personal_workspace, deed)
    return user


async def _registered(tx: Transaction, proof: Proof, address: str) -> User:
    user_id: UUID | None = tx.context.actor_id
    name = proof.name.strip()[:_LONGEST_NAME] or "New user"
    new = NewUser(user_id or new_id(), tx.workspace_id, address, name, proof.locale, NO_PASSWORD)
    try:
        user = await register(tx, new)
    except EmailTakenError:
        raise LinkRefusedError("account_exists") from None
    user.email_verified_at = tx.now if proof.email else None
    return user
