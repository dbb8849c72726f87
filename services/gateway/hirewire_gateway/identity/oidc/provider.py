"""The OpenID provider of the settings: where it is, and what it says of somebody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from hirewire_gateway.identity.external.linking import Proof
from hirewire_gateway.identity.external.remote_keys import (
    ALGORITHMS,
    ProviderError,
    RemoteKeys,
    UnprovedTokenError,
    fetch_json,
)
from hirewire_gateway.settings import is_trustworthy

_DISCOVERY = "/.well-known/openid-configuration"
_LEEWAY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Registration:
    """How the provider knows us. Without a secret we are a public client, with PKCE alone."""

    issuer: str
    client_id: str
    client_secret: str | None
    redirect_uri: str
    scopes: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one login was begun with."""

    state: str
    nonce: str
    verifier: str = field(repr=False)


class Provider:
    def __init__(self, registration: Registration, client: httpx2.AsyncClient) -> None:
        self.registration = registration
        self._client = client
        self._known: dict[str, Any] | None = None
        self._keys = RemoteKeys(client, self._jwks_address)

    async def address(self, attempt: Attempt) -> str:
        """Where the person goes to log in. Raises ProviderError."""
        metadata = await self._metadata()
        url, _ = self._oauth().create_authorization_url(
            metadata["authorization_endpoint"],
            state=attempt.state,
            code_verifier=attempt.verifier,
            nonce=attempt.nonce,
        )
        return str(url)

    async def identify(self, code: str, attempt: Attempt) -> Proof:
        """Exchange the code for what it proves. Raises ProviderError, UnprovedTokenError."""
        metadata = await self._metadata()
        tokens = await self._exchange(metadata["token_endpoint"], code, attempt)
        id_token = tokens.get("id_token")
        if not isinstance(id_token, str):
            raise UnprovedTokenError("the provider gave no id_token")
        proved = await self._keys.prove(id_token, ALGORITHMS)
        claims = self._checked(proved.claims, proved.header, attempt, tokens)
        if "email" not in claims and "userinfo_endpoint" in metadata:
            claims = await self._with_userinfo(claims, metadata["userinfo_endpoint"], tokens)
        return _proof(self.registration.issuer, claims)

    async def _exchange(self, endpoint: str, code: str, attempt: Attempt) -> dict[str, Any]:
        async with self._oauth() as oauth:
            try:
                return dict(
                    await oauth.fetch_token(
                        endpoint,
                        grant_type="authorization_code",
                        code=code,
                        code_verifier=attempt.verifier,
                        redirect_uri=self.registration.redirect_uri,
                    )
                )
            except OAuthError as error:
                raise UnprovedTokenError(f"the code was refused: {error.error}") from error
            except (httpx2.HTTPError, ValueError) as error:
                raise ProviderError(f"{endpoint}: {type(error).__name__}") from error

    def _checked(
        self,
        claims: Mapping[str, Any],
        header: Mapping[str, Any],
        attempt: Attempt,
        tokens: Mapping[str, Any],
    ) -> dict[str, Any]:
        ours = self.registration
        options = {
            "iss": {"essential": True, "value": ours.issuer},
            "aud": {"essential": True, "value": ours.client_id},
            "sub": {"essential": True},
        }
        params = {
            "nonce": attempt.nonce,
            "client_id": ours.client_id,
            "access_token": tokens.get("access_token"),
        }
        try:
            CodeIDToken(dict(claims), dict(header), options, params).validate(
                leeway=_LEEWAY_SECONDS
            )
        except (JoseError, ValueError, TypeError) as error:
            raise UnprovedTokenError(str(error)) from error
        return dict(claims)

    async def _with_userinfo(
        self, claims: dict[str, Any], endpoint: str, tokens: Mapping[str, Any]
    ) -> dict[str, Any]:
        """OpenID Connect Core 5.3.2: only what is said of the same subject counts."""
        headers = {"Authorization": f"Bearer {tokens.get('access_token')}"}
        said = await fetch_json(self._client, endpoint, headers=headers)
        if said.get("sub") != claims["sub"]:
            raise UnprovedTokenError("userinfo is about somebody else")
        return {**said, **claims}

    def _oauth(self) -> AsyncOAuth2Client:
        ours = self.registration
        method = "none" if ours.client_secret is None else "client_secret_basic"
        return AsyncOAuth2Client(
            ours.client_id,
            ours.client_secret,
            token_endpoint_auth_method=method,
            scope=ours.scopes,
            redirect_uri=ours.redirect_uri,
            code_challenge_method="S256",
            timeout=self._client.timeout,
        )

    async def _jwks_address(self) -> str:
        return str((await self._metadata())["jwks_uri"])

    async def _metadata(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0; kept once it has been read."""
        if self._known is None:
            address = self.registration.issuer.rstrip("/") + _DISCOVERY
            found = await fetch_json(self._client, address)
            _check_metadata(found, self.registration.issuer)
            self._known = found
        return self._known


def _check_metadata(found: Mapping[str, Any], issuer: str) -> None:
    if found.get("issuer") != issuer:
        raise ProviderError("the provider calls itself by another name than the settings do")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_trustworthy(str(found.get(name, ""))):
            raise ProviderError(f"the provider's {name} is not an https address")


def _proof(issuer: str, claims: Mapping[str, Any]) -> Proof:
    """An address counts when the provider says ``true``, not ``"true"`` or 1."""
    email = claims.get("email")
    verified = claims.get("email_verified") is True and isinstance(email, str)
    name = claims.get("name") or claims.get("preferred_username") or ""
    return Proof(issuer, str(claims["sub"]), email if verified else None, str(name))
