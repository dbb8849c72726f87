"""Attacks on access tokens, each presented to a route that asks who is there."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hirewire_chassis import new_id
from hirewire_gateway.identity.keys import make_signing_key, read_signing_keys
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

FORGER = read_signing_keys(make_signing_key()).keys[0]


@pytest.fixture
def claims(gateway, ada):
    """Those of a token that would be accepted."""
    body = ada.tokens["access_token"].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=="))


@pytest.fixture
def key(gateway):
    return gateway.state["keys"].signing.keys[0]


def unsigned(claims, **header):
    parts = ({"alg": "none", "typ": "at+jwt", **header}, claims)
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    return b".".join((*encoded, b"")).decode()


def signed(claims, key, alg="ES256", **header):
    named = {"alg": alg, "typ": "at+jwt", "kid": getattr(key, "kid", None) or "x", **header}
    named = {name: value for name, value in named.items() if value is not None}
    return jwt.encode(named, claims, key, algorithms=[alg])


def at(moment):
    return int((datetime.now(UTC) + moment).timestamp())


def forgeries(claims, key):
    """(name, token); none of them may let anybody in."""
    public_pem = key.as_pem(private=False)
    confused = OctKey.import_key(public_pem.decode().strip().encode().hex())
    yield "none", unsigned(claims)
    yield "none with our kid", unsigned(claims, kid=key.kid)
    yield "None in capitals", unsigned(claims, alg="NONE")
    yield "HS256 with the public key", signed(claims, confused, "HS256", kid=key.kid)
    yield "RS256 of another family", signed(claims, RSAKey.generate_key(2048), "RS256", kid=key.kid)
    yield "another key under our kid", signed(claims, FORGER, kid=key.kid)
    for kid in ("../../dev/null", "' or 1=1 --", "", "x" * 5_000):
        yield f"kid {kid[:20]!r}", signed(claims, FORGER, kid=kid)
    yield "its own key in jwk", signed(claims, FORGER, jwk=FORGER.as_dict(private=False))
    for name in ("jku", "x5u"):
        yield name, signed(claims, FORGER, **{name: "http://127.0.0.1:1/keys"})
    for name, changed in wrong_claims():
        yield name, signed({**claims, **changed}, key)
    for typ in ("JWT", "rt+jwt", "audit-checkpoint+jwt", None):
        yield f"typ {typ}", signed(claims, key, typ=typ)
    head, body, signature = signed(claims, key).split(".")
    yield "cut signature", f"{head}.{body}.{signature[:-4]}"
    yield (
        "other body",
        f"{head}.{unsigned({**claims, 'sub': str(new_id())}).split('.')[1]}.{signature}",
    )


def wrong_claims():
    yield "expired", {"exp": at(-timedelta(minutes=1))}
    yield "never expires", {"exp": None}
    yield "from the future", {"iat": at(timedelta(hours=1))}
    yield "not yet", {"nbf": at(timedelta(hours=1))}
    yield "aud", {"aud": "elsewhere"}
    yield "iss", {"iss": "https://evil.example"}
    yield "sub of nobody", {"sub": str(new_id())}
    yield "sub no id", {"sub": "admin"}
    yield "sid of nobody", {"sid": str(new_id())}
    yield "sid missing", {"sid": None}


async def test_the_token_itself_is_accepted(gateway, ada, claims, key):
    assert await _status(gateway, signed(claims, key)) == 200


async def test_no_forged_token_lets_anybody_in(gateway, ada, claims, key):
    let_in = [
        (name, status)
        for name, token in forgeries(claims, key)
        if (status := await _status(gateway, token)) != 401
    ]
    assert let_in == []


async def test_other_tokens_of_ours_are_no_access_tokens(gateway, ada):
    ticket = (await ada.post("/v1/realtime/tickets")).json()["ticket"]
    for token in (ada.tokens["refresh_token"], ticket, "hwk_" + "0" * 64 + "_" + "0" * 64):
        assert await _status(gateway, token) == 401


async def _status(gateway, token):
    headers = {"Authorization": f"Bearer {token}"}
    return (await gateway.client.get("/v1/users/me", headers=headers)).status_code
