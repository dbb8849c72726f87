from datetime import UTC, datetime, timedelta

import pytest
from hirewire_chassis import new_id
from hirewire_gateway.identity.access_tokens import AccessTokens, InvalidTokenError
from hirewire_gateway.identity.keys import make_signing_key, read_signing_keys
from joserfc import jwt
from joserfc.jwk import OctKey

OLD, NEW = make_signing_key(), make_signing_key()
MINUTE = timedelta(minutes=1)


def _tokens(pem=NEW, issuer="https://a.example", audience="hirewire"):
    return AccessTokens(read_signing_keys(pem), issuer, audience, MINUTE)


def _issue(tokens, age=timedelta()):
    return tokens.issue(new_id(), new_id(), new_id(), datetime.now(UTC) - age)


def test_a_token_says_who_is_logged_in():
    user, session, workspace = new_id(), new_id(), new_id()
    now = datetime.now(UTC)
    claims = _tokens().read(_tokens().issue(user, session, workspace, now))
    assert (claims.user_id, claims.session_id, claims.workspace_id) == (user, session, workspace)
    assert claims.expires_at == int((now + MINUTE).timestamp())


def test_a_token_of_the_key_before_still_counts_and_none_of_a_later_one():
    assert _tokens(NEW + OLD).read(_issue(_tokens(OLD)))
    with pytest.raises(InvalidTokenError):
        _tokens(OLD).read(_issue(_tokens(NEW)))


def test_tokens_for_others_and_old_ones_are_refused():
    for token in (
        _issue(_tokens(issuer="https://b.example")),
        _issue(_tokens(audience="elsewhere")),
        _issue(_tokens(), age=timedelta(minutes=2)),
        _issue(_tokens())[:-2] + "xx",
        "",
        "a.b.c",
    ):
        with pytest.raises(InvalidTokenError):
            _tokens().read(token)


@pytest.mark.parametrize(
    "change",
    [{"typ": "JWT"}, {"typ": "rt+jwt"}, {"kid": "unknown"}, {"claims": {"sid": "x"}}]
    + [{"claims": {name: None}} for name in ("exp", "iat", "jti", "sub", "sid", "wid", "aud")],
)
def test_every_claim_is_needed(change):
    keys = read_signing_keys(NEW)
    key = keys.keys[0]
    now = int(datetime.now(UTC).timestamp())
    claims = {
        "iss": "https://a.example",
        "aud": "hirewire",
        "sub": str(new_id()),
        "sid": str(new_id()),
        "wid": str(new_id()),
        "jti": "1",
        "iat": now,
        "exp": now + 60,
    }
    header = {"alg": "ES256", "typ": "at+jwt", "kid": key.kid}
    assert _tokens().read(jwt.encode(header, claims, key, algorithms=["ES256"]))
    claims.update(change.get("claims", {}))
    claims = {name: value for name, value in claims.items() if value is not None}
    header.update({name: value for name, value in change.items() if name != "claims"})
    with pytest.raises(InvalidTokenError):
        _tokens().read(jwt.encode(header, claims, key, algorithms=["ES256"]))


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused():
    key = read_signing_keys(NEW).keys[0]
    public = OctKey.import_key(key.as_pem(private=False).decode().encode().hex())
    header = {"alg": "HS256", "typ": "at+jwt", "kid": key.kid}
    forged = jwt.encode(header, {"sub": str(new_id())}, public, algorithms=["HS256"])
    with pytest.raises(InvalidTokenError):
        _tokens().read(forged)
