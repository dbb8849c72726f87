"""Logging in, staying logged in and logging out."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from hirewire_chassis import Context, Database, Transaction, new_id

from hirewire_gateway.audit.journal import NOWHERE, Deed, Origin, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.identity.access_tokens import AccessTokens
from hirewire_gateway.identity.emails import canonical_email
from hirewire_gateway.identity.endings import end_session, end_sessions
from hirewire_gateway.identity.errors import InvalidCredentialsError, InvalidSessionError
from hirewire_gateway.identity.models import LoginSession, User
from hirewire_gateway.identity.passwords import Passwords
from hirewire_gateway.identity.refresh_tokens import (
    RefreshToken,
    judge,
    make_refresh_token,
    read_refresh_token,
    session_key,
)
from hirewire_gateway.identity.repository import IdentityRepository

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Terms:
    """``leeway`` is how long the refresh token before the newest still works.

    ``verified``: a password lets in only whose address is verified.
    """

    leeway: timedelta
    idle: timedelta
    absolute: timedelta
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a client gets when it logs in; ``expires_in`` is the access token's, in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


class Sessions:
    """``secret`` signs refresh tokens together with a salt in each session's row."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        tokens: AccessTokens,
        secret: bytes,
        terms: Terms,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._tokens = tokens
        self._secret = secret
        self._terms = terms

    async def log_in(self, email: str, password: str, origin: Origin) -> Tokens:
        """Raises InvalidCredentialsError, after the same work whatever is wrong."""
        user = await self._user(email)
        stored = None if user is None else user.password_hash
        fits = await self._passwords.matches(password, stored)
        if not fits or user is None or not self._may_enter(user):
            await self._note_failure(user, origin)
            raise InvalidCredentialsError
        renewed = await self._renewed_hash(user, password)
        async with self._database.transaction(Context(actor_id=user.id)) as tx:
            if renewed is not None:
                await IdentityRepository(tx.session).set_password_hash(user.id, renewed)
            return await self._open(tx, user, origin)

    async def open(self, user: User, origin: Origin, by: str) -> Tokens:
        """A session of a user whom another provider, ``by``, has let in."""
        async with self._database.transaction(Context(actor_id=user.id)) as tx:
            return await self._open(tx, user, origin, {"by": by})

    async def refresh(self, text: str, origin: Origin) -> Tokens:
        """The next tokens of this session. Raises InvalidSessionError.

        A token that was used up before ends the session: somebody else holds a copy.
        """
        token = read_refresh_token(text)
        if token is None:
            raise InvalidSessionError("refresh_token_invalid")
        async with self._database.transaction(Context(actor_id=token.user_id)) as tx:
            outcome = await self._advance(tx, token, origin)
        if isinstance(outcome, InvalidSessionError):
            raise outcome
        return outcome

    async def end(self, user_id: UUID, session_id: UUID, reason: str, origin: Origin) -> bool:
        """False when the user has no such session that lives."""
        async with self._database.transaction(Context(actor_id=user_id)) as tx:
            repository = IdentityRepository(tx.session)
            session = await repository.session_for_update(user_id, session_id)
            user = await repository.user(user_id)
            if session is None or user is None or session.ended_at is not None:
                return False
            await end_session(tx, user, session, reason, origin)
            return True

    async def end_others(self, user_id: UUID, session_id: UUID, origin: Origin) -> None:
        """All of this user's sessions but this one."""
        async with self._database.transaction(Context(actor_id=user_id)) as tx:
            user = await IdentityRepository(tx.session).user(user_id)
            if user is not None:
                await end_sessions(tx, user, "ended_by_user", origin, session_id)

    async def living(self, user_id: UUID) -> list[LoginSession]:
        """This user's sessions that have not ended and are not too old, newest first."""
        async with self._database.reading(Context(actor_id=user_id)) as session:
            found = await IdentityRepository(session).live_sessions(user_id)
        return [each for each in found if not self._is_over(each, datetime.now(UTC))]

    async def _user(self, email: str) -> User | None:
        try:
            key = canonical_email(email)
        except ValueError:
            return None
        async with self._database.reading(Context()) as session:
            return await IdentityRepository(session).user_by_email(key)

    async def _renewed_hash(self, user: User, password: str) -> str | None:
        if not self._passwords.is_outdated(user.password_hash):
            return None
        return await self._passwords.hash(password)

    async def _note_failure(self, user: User | None, origin: Origin) -> None:
        """As much work for an unknown address as for a wrong password."""
        user_id, chain = (None, NOWHERE) if user is None else (user.id, user.personal_workspace)
        async with self._database.transaction(Context(actor_id=user_id)) as tx:
            await record(tx, chain, Deed("login", user_id, origin, "denied"))

    async def _open(
        self,
        tx: Transaction,
        user: User,
        origin: Origin,
        details: Mapping[str, str] = MappingProxyType({}),
    ) -> Tokens:
        session = LoginSession(
            id=new_id(),
            user_id=user.id,
            refresh_salt=secrets.token_bytes(_SALT_BYTES),
            rotation=0,
            rotated_at=tx.now,
            created_at=tx.now,
            user_agent=origin.user_agent or None,
        )
        tx.session.add(session)
        deed = Deed(
            "login",
            user.id,
            origin,
            resource=("session", session.id),
            details=details,
            after_hash=state_hash(session),
        )
        await record(tx, user.personal_workspace, deed)
        return self._issue(session, user.personal_workspace)

    async def _advance(
        self, tx: Transaction, token: RefreshToken, origin: Origin
    ) -> Tokens | InvalidSessionError:
        repository = IdentityRepository(tx.session)
        session = await repository.session_for_update(token.user_id, token.session_id)
        user = await repository.user(token.user_id)
        if session is None or user is None or not token.is_signed_with(self._key(session)):
            return InvalidSessionError("refresh_token_invalid")
        if session.ended_at or user.disabled_at or self._is_over(session, tx.now):
            return InvalidSessionError("session_ended")
        since = (tx.now - session.rotated_at).total_seconds()
        leeway = self._terms.leeway.total_seconds()
        match judge(token.rotation, session.rotation, since, leeway):
            case "rotate":
                session.rotate(tx.now)
            case "reused":
                await end_session(tx, user, session, "refresh_token_reused", origin)
                return InvalidSessionError("refresh_token_reused")
            case "unknown":
                return InvalidSessionError("refresh_token_invalid")
            case "repeat":
                pass
        return self._issue(session, user.personal_workspace)

    def _may_enter(self, user: User) -> bool:
        proved = user.email_verified_at is not None or not self._terms.verified
        return proved and user.disabled_at is None

    def _is_over(self, session: LoginSession, now: datetime) -> bool:
        idle = now - session.rotated_at > self._terms.idle
        return idle or now - session.created_at > self._terms.absolute

    def _issue(self, session: LoginSession, workspace_id: UUID) -> Tokens:
        """The access token by the clock that will read it, which may not be the database's."""
        now = datetime.now(UTC)
        refresh = make_refresh_token(
            self._key(session), session.user_id, session.id, session.rotation
        )
        return Tokens(
            self._tokens.issue(session.user_id, session.id, workspace_id, now),
            refresh.text(),
            int(self._tokens.lifetime.total_seconds()),
        )

    def _key(self, session: LoginSession) -> bytes:
        return session_key(self._secret, session.refresh_salt)
