"""Access tokens: short-lived JWTs (RFC 9068) that say who is logged in, signed with ES256."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hirewire_chassis import new_id
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHM = "ES256"
TYPE = "at+jwt"
_LEEWAY_SECONDS = 5


class InvalidTokenError(Exception):
    """Not our token, not an access token, or no longer valid."""


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """``workspace_id`` is the personal workspace: where a request acts that names no other."""

    user_id: UUID
    session_id: UUID
    workspace_id: UUID
    expires_at: int


class AccessTokens:
    """Issues with the first of ``keys`` and accepts those signed with any of them."""

    def __init__(self, keys: KeySet, issuer: str, audience: str, lifetime: timedelta) -> None:
        self.lifetime = lifetime
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._rules = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
            jti={"essential": True},
            sub={"essential": True},
            sid={"essential": True},
            wid={"essential": True},
        )

    def issue(self, user_id: UUID, session_id: UUID, workspace_id: UUID, now: datetime) -> str:
        key = self._keys.keys[0]
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(user_id),
            "sid": str(session_id),
            "wid": str(workspace_id),
            "jti": str(new_id()),
            "iat": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
        }
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.kid}
        return jwt.encode(header, claims, key, algorithms=[ALGORITHM])

    def read(self, token: str) -> AccessClaims:
        """Raises InvalidTokenError."""
        try:
            decoded = jwt.decode(token, self._keys, algorithms=[ALGORITHM])
            self._rules.validate(decoded.claims)
            claims = decoded.claims
            if decoded.header.get("typ") != TYPE:
                raise InvalidTokenError("not an access token")
            user_id, session_id, workspace_id = (UUID(claims[n]) for n in ("sub", "sid", "wid"))
            return AccessClaims(user_id, session_id, workspace_id, int(claims["exp"]))
        except (JoseError, ValueError, TypeError) as error:
            raise InvalidTokenError(str(error)) from error
