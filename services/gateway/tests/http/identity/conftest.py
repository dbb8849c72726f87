"""Identity providers of the test's own, on real sockets of this machine."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
import uvicorn
from fastapi import FastAPI, Form, Header
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.responses import JSONResponse, Response

CLIENT = ("hirewire", "a client's own secret")


@cache
def rsa_key(kid: str) -> RSAKey:
    """Made once, for making one takes long."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


class FakeProvider:
    """Behaves as OpenID Connect says; a test bends what it wants to see refused."""

    def __init__(self) -> None:
        self.key = rsa_key("one")
        self.claims: dict[str, Any] = {
            "sub": "248289761001",
            "email": "eve@example.org",
            "email_verified": True,
            "name": "Eve",
        }
        self.userinfo: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.issuer = ""
        self.algorithm = "RS256"
        self.signing: Any = None
        self.header: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.is_broken = False

    def jwt(self, claims: dict[str, Any], **header: Any) -> str:
        given = {"alg": self.algorithm, "kid": self.key.kid, **self.header, **header}
        key = self.signing or self.key
        return jwt.encode(given, claims, key, algorithms=[self.algorithm])

    def log_in(self, address: str) -> dict[str, str]:
        """What a person's browser brings back, after they have logged in at ``address``."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["code_challenge_method"] == "S256"
        assert asked["response_type"] == "code"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        async def discover() -> Response:
            if self.is_broken:
                return Response("<html>", 502)
            names = {
                "authorization_endpoint": "authorize",
                "token_endpoint": "token",
                "jwks_uri": ".well-known/jwks.json",
                "userinfo_endpoint": "userinfo",
            }
            places = {name: f"{self.issuer}/{path}" for name, path in names.items()}
            return JSONResponse({"issuer": self.issuer, **places, **self.metadata})

        @app.get("/.well-known/jwks.json")
        async def keys() -> Any:
            return KeySet([self.key]).as_dict(private=False)

        @app.get("/userinfo")
        async def userinfo(authorization: Annotated[str, Header()]) -> Any:
            assert authorization == "Bearer opaque"
            return self.userinfo

        @app.post("/token")
        async def token(
            code: Annotated[str, Form()],
            code_verifier: Annotated[str, Form()],
            redirect_uri: Annotated[str, Form()],
            authorization: Annotated[str, Header()],
        ) -> Response:
            asked = self.codes.pop(code, None)
            digest = sha256(code_verifier.encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            basic = base64.b64encode(":".join(CLIENT).encode()).decode()
            fits = (
                asked is not None
                and asked["code_challenge"] == challenge
                and asked["redirect_uri"] == redirect_uri
                and authorization in {f"Basic {basic}", _quoted_basic()}
            )
            if asked is None or not fits:
                return JSONResponse({"error": "invalid_grant"}, 400)
            return JSONResponse(self._tokens(asked))

        return app

    def _tokens(self, asked: dict[str, str]) -> dict[str, Any]:
        now = int(datetime.now(UTC).timestamp())
        base = {
            "iss": self.issuer,
            "aud": asked["client_id"],
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        merged = {**base, **self.claims}
        claims = {name: value for name, value in merged.items() if value is not None}
        return {
            "access_token": "opaque",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.jwt(claims),
        }


def _quoted_basic() -> str:
    """RFC 6749 2.3.1 wants both parts form-encoded; some clients do."""
    pair = ":".join(map(quote_plus, CLIENT))
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """The address at which ``app`` answers."""
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task


@pytest.fixture
def keys() -> Any:
    return rsa_key


@pytest.fixture
async def provider() -> AsyncIterator[FakeProvider]:
    provider = FakeProvider()
    async with serving(provider.app()) as address:
        provider.issuer = address
        yield provider
