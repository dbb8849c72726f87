"""Logging in with another provider: the authorization code flow with PKCE, state and nonce."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hirewire_chassis import Database
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from hirewire_gateway.audit.journal import Origin
from hirewire_gateway.identity.external.linking import newcomer, user_of
from hirewire_gateway.identity.external.remote_keys import UnprovedTokenError
from hirewire_gateway.identity.oidc.provider import Attempt, Provider
from hirewire_gateway.identity.sessions import Sessions, Tokens

LIFETIME = timedelta(minutes=10)
_TYPE = "oidc-attempt+jwt"
_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider sends back through the browser; ``issuer`` as of RFC 9207."""

    state: str
    code: str
    issuer: str | None


class OidcLogin:
    """What a login was begun with travels in a cookie of the browser that began it, sealed."""

    def __init__(
        self, database: Database, sessions: Sessions, provider: Provider, secret: bytes
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._provider = provider
        self._key = OctKey.import_key(secret)

    async def begin(self) -> tuple[str, str]:
        """Where to send the browser, and the cookie for it. Raises ProviderError."""
        attempt = Attempt(*(secrets.token_urlsafe(48) for _ in range(3)))
        return await self._provider.address(attempt), self._sealed(attempt)

    async def finish(self, cookie: str, answer: Answer, origin: Origin) -> Tokens:
        """Raises UnprovedTokenError, LinkRefusedError, ProviderError."""
        attempt = self._opened(cookie)
        if not secrets.compare_digest(attempt.state.encode(), answer.state.encode()):
            raise UnprovedTokenError("this browser did not begin this login")
        if answer.issuer not in {None, self._provider.registration.issuer}:
            raise UnprovedTokenError("the answer is another provider's")
        proof = await self._provider.identify(answer.code, attempt)
        async with self._database.transaction(newcomer()) as tx:
            user = await user_of(tx, proof, origin)
        return await self._sessions.open(user, origin, proof.issuer)

    def _sealed(self, attempt: Attempt) -> str:
        claims = {
            "state": attempt.state,
            "nonce": attempt.nonce,
            "verifier": attempt.verifier,
            "exp": int((datetime.now(UTC) + LIFETIME).timestamp()),
        }
        header = {"alg": _ALGORITHM, "typ": _TYPE}
        return jwt.encode(header, claims, self._key, algorithms=[_ALGORITHM])

    def _opened(self, cookie: str) -> Attempt:
        try:
            found = jwt.decode(cookie, self._key, algorithms=[_ALGORITHM])
            jwt.JWTClaimsRegistry(exp={"essential": True}).validate(found.claims)
            if found.header.get("typ") != _TYPE:
                raise UnprovedTokenError("this is another kind of cookie")
            return Attempt(*(str(found.claims[name]) for name in ("state", "nonce", "verifier")))
        except (JoseError, ValueError, KeyError) as error:
            raise UnprovedTokenError("this browser did not begin a login") from error
