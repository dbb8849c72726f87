"""Making our users, workspaces and members what Clerk says they are.

Each step compares what is with what should be and changes the difference, so that the end is the
same whatever order the events came in, and however often.
"""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid5

from hirewire_chassis import Transaction, new_id
from hirewire_contracts.users import UserChanged

from hirewire_gateway.audit.journal import Deed, Origin, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.identity.clerk.mirror import Mirror
from hirewire_gateway.identity.clerk.models import ClerkObject
from hirewire_gateway.identity.clerk.payloads import Change
from hirewire_gateway.identity.closing import set_disabled
from hirewire_gateway.identity.emails import canonical_email
from hirewire_gateway.identity.endings import end_session, end_sessions
from hirewire_gateway.identity.entering import acting
from hirewire_gateway.identity.external.linking import LinkRefusedError, Proof, user_of
from hirewire_gateway.identity.external.models import ExternalIdentity
from hirewire_gateway.identity.external.repository import ExternalRepository
from hirewire_gateway.identity.membership import MembershipRepository
from hirewire_gateway.identity.models import Member, User
from hirewire_gateway.identity.registration import found_workspace, public_user
from hirewire_gateway.identity.repository import IdentityRepository

SESSIONS = UUID("6f1c2f0e-52a4-5d7c-9b41-0b6a4f2f6d11")
_LONGEST_NAME = 200
_LEAST_ROLE = "viewer"
Hashes = tuple[str | None, str | None]


def session_id_of(clerk_session: str) -> UUID:
    """The id under which a session of Clerk's is one of ours."""
    return uuid5(SESSIONS, clerk_session)


class Directory:
    """One transaction's view; ``roles`` are Clerk's roles of an organization as ours."""

    def __init__(
        self, tx: Transaction, issuer: str, roles: Mapping[str, str], origin: Origin
    ) -> None:
        self._tx = tx
        self._issuer = issuer
        self._roles = roles
        self._origin = origin
        self.mirror = Mirror(tx)
        self._external = ExternalRepository(tx.session)

    async def open(self) -> None:
        """One change at a time: what comes together could otherwise miss each other."""
        await self.mirror.open()
        await self._external.lock(f"directory {self._issuer}")

    async def apply(self, change: Change) -> None:
        known = await self.mirror.take(change)
        if known is None:
            return
        match change.kind:
            case "user":
                await self._settle_user(known)
            case "organization":
                await self._settle_organization(known)
            case "organizationMembership" if known.state:
                state = known.state
                await self._settle_member(state["organization_id"], state["user_id"])
            case "session":
                await self._end_session(known)

    async def find(self, subject: str) -> tuple[ExternalIdentity, User] | None:
        return await self._external.find(self._issuer, subject)

    async def _settle_user(self, known: ClerkObject) -> None:
        found = await self.find(known.id)
        if known.deleted:
            if found is not None:
                await self._close(*found)
            return
        if found is None:
            proof = Proof(self._issuer, known.id, known.state["email"], known.state["name"])
            try:
                await user_of(self._tx, proof, self._origin)
            except LinkRefusedError:
                return
        elif found[0].owns_account:
            await self._revise(found[1], known)
        await self.settle_memberships(known.id)

    async def settle_memberships(self, subject: str) -> None:
        """What has waited for this user to be there."""
        for organization in await self.mirror.founded_by(subject):
            await self._settle_organization(organization)
        for membership in await self.mirror.memberships(user_id=subject):
            await self._settle_member(membership.state["organization_id"], subject)

    async def _close(self, identity: ExternalIdentity, user: User) -> None:
        """Who came by Clerk goes with it; who was here before loses that way in."""
        if identity.owns_account:
            await set_disabled(self._tx, user, None, self._origin, disabled=True)
            return
        await end_sessions(self._tx, user, "identity_removed", self._origin)
        await self._tx.session.delete(identity)

    async def _revise(self, user: User, known: ClerkObject) -> None:
        name = known.state["name"].strip()[:_LONGEST_NAME] or user.name
        email = await self._free_address(user, known.state["email"]) or user.email
        if (name, email) == (user.name, user.email):
            return
        before = state_hash(user)
        if email != user.email:
            user.email, user.email_key = email, canonical_email(email)
            user.email_verified_at = self._tx.now
        user.revise({"name": name}, self._tx.now)
        self._tx.send(UserChanged(user=public_user(user)))
        resource, by = ("user", user.id), {"by": self._issuer}
        deed = Deed("user.changed", None, self._origin, resource=resource, details=by)
        await record(
            self._tx,
            user.personal_workspace,
            replace(deed, before_hash=before, after_hash=state_hash(user)),
        )

    async def _free_address(self, user: User, email: str | None) -> str | None:
        """The address, unless another user has it."""
        if email is None:
            return None
        holder = await IdentityRepository(self._tx.session).user_by_email(canonical_email(email))
        return email if holder is None or holder.id == user.id else None

    async def _settle_organization(self, known: ClerkObject) -> None:
        if known.local_id is None and not known.deleted:
            await self._found(known)
        if known.local_id is None:
            return
        if known.state.get("name") and not known.deleted:
            await self._rename(known.local_id, known.state)
        for membership in await self.mirror.memberships(organization_id=known.id):
            await self._settle_member(known.id, membership.state["user_id"])

    async def _found(self, known: ClerkObject) -> None:
        """Once its creator is known: a workspace has an owner."""
        creator = known.state["created_by"]
        found = None if creator is None else await self.find(creator)
        if found is None:
            return
        workspace_id, name = new_id(), known.state["name"][:_LONGEST_NAME] or "Workspace"
        async with acting(self._tx, workspace_id, found[1].id):
            workspace, _ = await found_workspace(self._tx, workspace_id, found[1].id, name)
        known.local_id = workspace_id
        after, by = state_hash(workspace), {"by": self._issuer}
        deed = Deed("workspace.created", None, self._origin, details=by, after_hash=after)
        await record(self._tx, workspace_id, deed)

    async def _rename(self, workspace_id: UUID, state: Mapping[str, str]) -> None:
        found = await self.find(state["created_by"])
        owner = self._tx.context.actor_id if found is None else found[1].id
        async with acting(self._tx, workspace_id, owner or workspace_id):
            workspace = await MembershipRepository(self._tx.session).workspace(workspace_id)
            name = state["name"][:_LONGEST_NAME]
            if workspace is None or workspace.name == name:
                return
            before = state_hash(workspace)
            workspace.rename(name, self._tx.now)
            deed = Deed("workspace.renamed", None, self._origin, details={"by": self._issuer})
            await record(
                self._tx,
                workspace_id,
                replace(deed, before_hash=before, after_hash=state_hash(workspace)),
            )

    async def _settle_member(self, organization_id: str, subject: str) -> None:
        organization = await self.mirror.get(organization_id)
        found = await self.find(subject)
        if organization is None or organization.local_id is None or found is None:
            return
        role = await self._role(organization, subject)
        async with acting(self._tx, organization.local_id, found[1].id):
            change = await self._make_member(organization.local_id, found[1], role)
        if change is not None:
            details = {"role": role or "none", "by": self._issuer}
            resource = ("user", found[1].id)
            deed = Deed("member.settled", None, self._origin, resource=resource, details=details)
            before, after = change
            await record(
                self._tx,
                organization.local_id,
                replace(deed, before_hash=before, after_hash=after),
            )

    async def _role(self, organization: ClerkObject, subject: str) -> str | None:
        """By the newest living membership; None when there is none."""
        living = await self.mirror.memberships(organization_id=organization.id, user_id=subject)
        if organization.deleted or not living:
            return None
        return self._roles.get(living[-1].state["role"], _LEAST_ROLE)

    async def _make_member(self, workspace_id: UUID, user: User, role: str | None) -> Hashes | None:
        """None when nothing had to be changed; the owner stays the owner."""
        repository = MembershipRepository(self._tx.session)
        member = await repository.for_update(workspace_id, user.id)
        workspace = await repository.workspace(workspace_id)
        if workspace is None or workspace.owner_id == user.id:
            return None
        before = None if member is None else state_hash(member)
        if role is None:
            if member is None:
                return None
            await repository.remove(member)
            return before, None
        if member is None:
            member = Member(
                workspace_id=workspace_id,
                user_id=user.id,
                role=role,
                created_at=self._tx.now,
            )
            self._tx.session.add(member)
        member.role = role
        after = state_hash(member)
        return None if after == before else (before, after)

    async def _end_session(self, known: ClerkObject) -> None:
        subject = known.state.get("user_id")
        found = None if subject is None else await self.find(subject)
        if found is None:
            return
        user = found[1]
        async with acting(self._tx, user.personal_workspace, user.id):
            session = await IdentityRepository(self._tx.session).session_for_update(
                user.id, session_id_of(known.id)
            )
            if session is not None:
                await end_session(self._tx, user, session, "ended_by_provider", self._origin)
