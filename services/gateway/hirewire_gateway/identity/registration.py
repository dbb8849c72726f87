"""A new user, with a workspace of their own."""

from dataclasses import dataclass
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_contracts import users as contract
from sqlalchemy.exc import IntegrityError

from hirewire_gateway.identity.emails import canonical_email
from hirewire_gateway.identity.errors import EmailTakenError
from hirewire_gateway.identity.models import Member, User, Workspace


@dataclass(frozen=True, slots=True)
class NewUser:
    """``workspace_id`` is the personal workspace's, in which the transaction acts."""

    id: UUID
    workspace_id: UUID
    email: str
    name: str
    locale: str
    password_hash: str


async def register(tx: Transaction, new: NewUser) -> User:
    """Add the user and their workspace, and tell the other services. Raises EmailTakenError."""
    stamps = {"created_at": tx.now, "updated_at": tx.now}
    user = User(
        id=new.id,
        email=new.email.strip(),
        email_key=canonical_email(new.email),
        name=new.name,
        locale=new.locale,
        password_hash=new.password_hash,
        personal_workspace=new.workspace_id,
        sequence=1,
        **stamps,
    )
    tx.session.add(user)
    try:
        await tx.session.flush()
    except IntegrityError as error:
        raise EmailTakenError from error
    tx.session.add(
        Workspace(id=new.workspace_id, owner_id=new.id, name=new.name, personal=True, **stamps)
    )
    await tx.session.flush()
    tx.session.add(
        Member(workspace_id=new.workspace_id, user_id=new.id, role="owner", created_at=tx.now)
    )
    tx.send(contract.UserRegistered(user=public_user(user)))
    return user


def public_user(user: User) -> contract.User:
    """What others may know of a user."""
    return contract.User(
        id=user.id,
        sequence=user.sequence,
        email=user.email,
        name=user.name,
        locale=user.locale,
        workspace_id=user.personal_workspace,
        created_at=user.created_at,
    )
