"""Clerk as the one who knows our users: its webhooks, and logins with its session tokens."""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import httpx2
from hirewire_chassis import Context, Database, Transaction
from hirewire_chassis.inbox import claim
from joserfc import jwt
from joserfc.errors import JoseError

from hirewire_gateway.audit.journal import Deed, Origin, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.identity.access_tokens import AccessClaims
from hirewire_gateway.identity.clerk.directory import SESSIONS, Directory, session_id_of
from hirewire_gateway.identity.clerk.payloads import Change, read_event
from hirewire_gateway.identity.entering import acting
from hirewire_gateway.identity.external.linking import LinkRefusedError, Proof, newcomer, user_of
from hirewire_gateway.identity.external.remote_keys import RemoteKeys, UnprovedTokenError
from hirewire_gateway.identity.external.repository import ExternalRepository
from hirewire_gateway.identity.models import LoginSession, User

_HANDLER = "clerk"
_LEEWAY_SECONDS = 5
_SALT_BYTES = 16
_NOBODYS = "users.clerk.invalid"


class UserMovedError(Exception):
    """Another event has made the user meanwhile: the sender tries again."""


@dataclass(frozen=True, slots=True)
class Trust:
    """``parties`` are the origins (``azp``) whose tokens count; none named, all do."""

    issuer: str
    parties: tuple[str, ...]
    roles: Mapping[str, str]


class Clerk:
    def __init__(self, database: Database, client: httpx2.AsyncClient, trust: Trust) -> None:
        self._database = database
        self._trust = trust
        self._keys = RemoteKeys(client, self._jwks_address)
        self._rules = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": trust.issuer},
            exp={"essential": True},
            sub={"essential": True},
            sid={"essential": True},
        )

    async def receive(self, message_id: str, body: bytes, origin: Origin) -> None:
        """Apply an event once. Raises MalformedEventError, UserMovedError."""
        change = read_event(body)
        if change is None:
            return
        context = await self._context_of(change)
        async with self._database.transaction(context) as tx:
            directory = self._directory(tx, origin)
            await directory.open()
            if not await claim(tx, _HANDLER, uuid5(SESSIONS, message_id)):
                return
            subject = change.id if change.kind == "user" else None
            found = None if subject is None else await directory.find(subject)
            if found is not None and found[1].id != context.actor_id:
                raise UserMovedError
            await directory.apply(change)

    def issued(self, token: str) -> bool:
        """Whether a token says that it is Clerk's; nothing of that is proved."""
        try:
            part = token.split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        except (IndexError, ValueError, binascii.Error):
            return False
        return isinstance(claims, dict) and claims.get("iss") == self._trust.issuer

    async def read(self, token: str, origin: Origin) -> AccessClaims:
        """Whose session token this is; who was never here becomes a user.

        Raises UnprovedTokenError, LinkRefusedError, ProviderError.
        """
        claims = (await self._proved(token)).claims
        user = await self._known(claims)
        if user is None:
            user = await self._let_in(claims, origin)
        session_id = session_id_of(str(claims["sid"]))
        return AccessClaims(user.id, session_id, user.personal_workspace, int(claims["exp"]))

    async def _proved(self, token: str) -> jwt.Token:
        proved = await self._keys.prove(token, ("RS256",))
        try:
            self._rules.validate(proved.claims)
        except (JoseError, ValueError, TypeError) as error:
            raise UnprovedTokenError(str(error)) from error
        party = proved.claims.get("azp")
        if self._trust.parties and party not in self._trust.parties:
            raise UnprovedTokenError("the token was made for another party")
        if proved.claims.get("sts") == "pending":
            raise UnprovedTokenError("the session is still pending")
        return proved

    async def _known(self, claims: Mapping[str, Any]) -> User | None:
        """The user, once both they and this session have been here."""
        async with self._database.reading(Context()) as session:
            found = await ExternalRepository(session).find(self._trust.issuer, str(claims["sub"]))
        if found is None:
            return None
        async with self._database.reading(Context(actor_id=found[1].id)) as session:
            known = await session.get(LoginSession, session_id_of(str(claims["sid"])))
        return None if known is None else found[1]

    async def _let_in(self, claims: Mapping[str, Any], origin: Origin) -> User:
        async with self._database.transaction(newcomer()) as tx:
            directory = self._directory(tx, origin)
            await directory.open()
            for name in ("sub", "sid"):
                known = await directory.mirror.get(str(claims[name]))
                if known is not None and known.deleted:
                    raise LinkRefusedError("account_disabled")
            told = await directory.mirror.get(str(claims["sub"]))
            proof = _proof(self._trust.issuer, claims, {} if told is None else told.state)
            user = await user_of(tx, proof, origin)
            await directory.settle_memberships(proof.subject)
            await _begin(tx, user, session_id_of(str(claims["sid"])), origin)
        return user

    async def _context_of(self, change: Change) -> Context:
        """A user's own, so that what is told of them is told from their workspace."""
        if change.kind != "user":
            return newcomer()
        async with self._database.reading(Context()) as session:
            found = await ExternalRepository(session).find(self._trust.issuer, change.id)
        if found is None:
            return newcomer()
        return Context(workspace_id=found[1].personal_workspace, actor_id=found[1].id)

    def _directory(self, tx: Transaction, origin: Origin) -> Directory:
        return Directory(tx, self._trust.issuer, self._trust.roles, origin)

    async def _jwks_address(self) -> str:
        return self._trust.issuer.rstrip("/") + "/.well-known/jwks.json"


async def _begin(tx: Transaction, user: User, session_id: UUID, origin: Origin) -> None:
    async with acting(tx, user.personal_workspace, user.id):
        if await tx.session.get(LoginSession, session_id) is not None:
            return
        session = LoginSession(
            id=session_id,
            user_id=user.id,
            refresh_salt=secrets.token_bytes(_SALT_BYTES),
            rotation=0,
            rotated_at=tx.now,
            created_at=tx.now,
            user_agent=origin.user_agent or None,
        )
        tx.session.add(session)
        after, resource = state_hash(session), ("session", session_id)
        deed = Deed("login", user.id, origin, resource=resource, after_hash=after)
        await record(tx, user.personal_workspace, deed)


def _proof(issuer: str, claims: Mapping[str, Any], told: Mapping[str, Any]) -> Proof:
    """Session tokens name no address unless Clerk is set up to put it in; its webhook does."""
    subject = str(claims["sub"])
    claimed = claims.get("email") if claims.get("email_verified") is True else None
    email = told.get("email") or (claimed if isinstance(claimed, str) else None)
    name = str(told.get("name") or claims.get("name") or "")
    stand_in = f"{sha256(subject.encode()).hexdigest()[:32]}@{_NOBODYS}"
    return Proof(issuer, subject, email, name, stand_in=stand_in)
