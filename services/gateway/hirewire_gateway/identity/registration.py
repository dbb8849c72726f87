"""A new user, with a workspace of their own."""

from dataclasses import dataclass
from datetime import datetime
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
    user = user_of(new, tx.now)
    tx.session.add(user)
    try:
        await tx.session.flush()
    except IntegrityError as error:
        raise EmailTakenError from error
    await found_workspace(tx, new.workspace_id, new.id, new.name, personal=True)
    tx.send(contract.UserRegistered(user=public_user(user)))
    return user


def user_of(new: NewUser, at: datetime) -> User:
    return User(
        id=new.id,
        email=new.email.strip(),
        email_key=canonical_email(new.email),
        name=new.name,
        locale=new.locale,
        password_hash=new.password_hash,
        personal_workspace=new.workspace_id,
        sequence=1,
        created_at=at,
        updated_at=at,
    )


async def found_workspace(
    tx: Transaction, workspace_id: UUID, owner_id: UUID, name: str, *, personal: bool = False
) -> tuple[Workspace, Member]:
    """A workspace, within which ``tx`` acts, and its owner's membership."""
    workspace = Workspace(
        id=workspace_id,
        owner_id=owner_id,
        name=name,
        personal=personal,
        created_at=tx.now,
        updated_at=tx.now,
    )
    tx.session.add(workspace)
    await tx.session.flush()
    member = Member(workspace_id=workspace.id, user_id=owner_id, role="owner", created_at=tx.now)
    tx.session.add(member)
    return workspace, member


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
        disabled=user.disabled_at is not None,
    )
