"""Logging in with another provider: whom it lets in, and every way in which it must not."""

from typing import Any
from uuid import UUID

import pytest
from hirewire_chassis import Context
from hirewire_gateway.http.oidc import COOKIE
from hirewire_gateway.identity.models import User
from joserfc.jwk import OctKey
from pydantic import SecretStr, ValidationError
from sqlalchemy import func, select, text, update

CLIENT = ("hirewire", "a client's own secret")
PASSWORD = "seven green herons"


@pytest.fixture
def settings(settings: Any, provider: Any) -> Any:
    changes = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT[0],
        "oidc_client_secret": SecretStr(CLIENT[1]),
    }
    return settings.model_copy(update=changes)


async def _begin(gateway: Any) -> str:
    """The address that the browser is sent to; its cookie is kept by the client."""
    sent = await gateway.client.get("/v1/auth/oidc/login")
    assert sent.status_code == 302, sent.text
    return sent.headers["location"]


async def _finish(gateway: Any, answer: dict[str, str]) -> Any:
    return await gateway.client.get("/v1/auth/oidc/callback", params=answer)


async def _log_in(gateway: Any, provider: Any) -> Any:
    return await _finish(gateway, provider.log_in(await _begin(gateway)))


async def _me(gateway: Any, tokens: Any) -> Any:
    bearer = {"Authorization": f"Bearer {tokens.json()['access_token']}"}
    return (await gateway.client.get("/v1/users/me", headers=bearer)).json()


def _code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["type"].split(":")[-1]


async def _verify(gateway: Any, person: Any) -> None:
    async with gateway.database.transaction(Context()) as tx:
        theirs = update(User).where(User.id == person.id)
        await tx.session.execute(theirs.values(email_verified_at=func.now()))


async def test_who_is_new_becomes_a_user_and_comes_back_as_the_same(gateway, provider):
    first = await _log_in(gateway, provider)
    assert first.status_code == 200, first.text
    assert first.headers["cache-control"] == "no-store"
    assert COOKIE not in gateway.client.cookies
    me = await _me(gateway, first)
    assert (me["email"], me["name"]) == ("eve@example.org", "Eve")
    refreshed = await gateway.client.post(
        "/v1/auth/refresh", json={"refresh_token": first.json()["refresh_token"]}
    )
    assert refreshed.status_code == 200
    provider.claims |= {"email": "moved@example.org", "name": "Eva"}
    assert (await _me(gateway, await _log_in(gateway, provider)))["id"] == me["id"]
    told = [sent for sent in await gateway.outbox() if sent.type == "gateway.user_registered.v1"]
    assert [str(sent.data["user"]["id"]) for sent in told] == [me["id"]]
    guess = {"email": "eve@example.org", "password": "!"}
    assert (await gateway.client.post("/v1/auth/login", json=guess)).status_code == 401


async def test_an_account_is_linked_when_both_sides_have_verified_the_address(
    gateway, provider, ada
):
    provider.claims["email"] = "ADA@example.org"
    assert _code(await _log_in(gateway, provider)) == (403, "account_exists")
    await _verify(gateway, ada)
    assert (await _me(gateway, await _log_in(gateway, provider)))["id"] == str(ada.id)
    login = {"email": ada.email, "password": PASSWORD}
    assert (await gateway.client.post("/v1/auth/login", json=login)).status_code == 200
    lines = (await ada.get("/v1/audit-log?action=identity.linked")).json()["items"]
    assert [line["details"] for line in lines] == [{"issuer": provider.issuer}]


async def test_an_address_counts_only_when_the_provider_says_true(gateway, provider):
    for verified in (False, None, "true", 1):
        provider.claims["email_verified"] = verified
        assert _code(await _log_in(gateway, provider)) == (403, "email_not_verified")
    async with gateway.database.reading(Context()) as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 0


async def test_a_disabled_account_is_not_let_in(gateway, provider):
    me = await _me(gateway, await _log_in(gateway, provider))
    async with gateway.database.transaction(Context()) as tx:
        await tx.session.execute(update(User).values(disabled_at=func.now()))
    assert me["email"] == "eve@example.org"
    assert _code(await _log_in(gateway, provider)) == (403, "account_disabled")


async def test_what_the_token_does_not_say_userinfo_does_of_the_same_subject(gateway, provider):
    said = {name: provider.claims.pop(name) for name in ("email", "email_verified", "name")}
    provider.userinfo = {**said, "sub": "somebody else"}
    assert _code(await _log_in(gateway, provider)) == (401, "login_refused")
    provider.userinfo["sub"] = provider.claims["sub"]
    assert (await _me(gateway, await _log_in(gateway, provider)))["name"] == "Eve"


async def test_only_the_browser_that_began_it_finishes_it_once(gateway, provider):
    answer = provider.log_in(await _begin(gateway))
    cookie = gateway.client.cookies[COOKIE]
    gateway.client.cookies.clear()
    assert _code(await _finish(gateway, answer)) == (401, "login_refused")
    gateway.client.cookies.set(COOKIE, cookie[:-2] + "AA")
    assert _code(await _finish(gateway, answer)) == (401, "login_refused")
    gateway.client.cookies.clear()
    await _begin(gateway)
    assert _code(await _finish(gateway, answer)) == (401, "login_refused")
    gateway.client.cookies.clear()
    gateway.client.cookies.set(COOKIE, cookie)
    assert (await _finish(gateway, answer)).status_code == 200
    gateway.client.cookies.set(COOKIE, cookie)
    assert _code(await _finish(gateway, answer)) == (401, "login_refused")


LIES = (
    {"iss": "https://elsewhere.example"},
    {"aud": "another client"},
    {"aud": ["hirewire", "another client"], "azp": "another client"},
    {"nonce": "of another login"},
    {"nonce": None},
    {"exp": 1},
    {"exp": None},
    {"sub": None},
    {"iat": None},
)


async def test_a_token_that_is_not_for_this_login_is_refused(gateway, provider):
    honest = dict(provider.claims)
    for lie in LIES:
        provider.claims = honest | lie
        assert _code(await _log_in(gateway, provider)) == (401, "login_refused"), lie


async def test_a_token_that_the_providers_keys_did_not_sign_is_refused(gateway, provider, keys):
    mine = keys("mine")
    provider.signing, provider.header = mine, {"kid": "one"}
    assert _code(await _log_in(gateway, provider)) == (401, "login_refused")
    provider.header = {"jwk": mine.as_dict(private=False), "kid": "mine"}
    assert _code(await _log_in(gateway, provider)) == (401, "login_refused")
    provider.header, provider.algorithm = {}, "HS256"
    provider.signing = OctKey.import_key(provider.key.as_dict(private=False)["n"])
    assert _code(await _log_in(gateway, provider)) == (401, "login_refused")


async def test_a_new_key_of_the_provider_is_fetched(gateway, provider, monkeypatch, keys):
    assert (await _log_in(gateway, provider)).status_code == 200
    provider.key = keys("two")
    module = "hirewire_gateway.identity.external.remote_keys"
    assert _code(await _log_in(gateway, provider)) == (401, "login_refused")
    monkeypatch.setattr(f"{module}._PAUSE_SECONDS", 0.0)
    assert (await _log_in(gateway, provider)).status_code == 200


async def test_another_providers_answer_and_a_refusal_are_no_login(gateway, provider):
    answer = provider.log_in(await _begin(gateway))
    mixed = {**answer, "iss": "https://elsewhere.example"}
    assert _code(await _finish(gateway, mixed)) == (401, "login_refused")
    refused = {"error": "access_denied", "state": answer["state"]}
    assert _code(await _finish(gateway, refused)) == (401, "login_refused")
    assert _code(await _finish(gateway, {})) == (401, "login_refused")
    unknown = {**answer, "code": "guessed"}
    assert _code(await _finish(gateway, unknown)) == (401, "login_refused")


ELSEWHERE = (
    {"issuer": "https://elsewhere.example"},
    {"token_endpoint": "http://169.254.169.254/token"},
    {"jwks_uri": "file:///etc/passwd"},
    {"authorization_endpoint": ""},
)


async def test_a_provider_that_points_elsewhere_is_not_used(gateway, provider):
    for change in ELSEWHERE:
        provider.metadata = change
        answer = await gateway.client.get("/v1/auth/oidc/login")
        assert _code(answer) == (503, "provider_unavailable"), change


async def test_a_provider_that_is_away_stops_nobody_else(gateway, provider, ada):
    provider.is_broken = True
    answer = await gateway.client.get("/v1/auth/oidc/login")
    assert _code(answer) == (503, "provider_unavailable")
    assert answer.headers["retry-after"]
    assert (await ada.get("/v1/users/me")).status_code == 200
    provider.is_broken = False
    assert (await _log_in(gateway, provider)).status_code == 200


async def test_the_cookie_is_for_this_host_alone(gateway, provider):
    sent = await gateway.client.get("/v1/auth/oidc/login")
    cookie = sent.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE.lower()}=")
    for part in ("secure", "httponly", "samesite=lax", "path=/", "max-age=600"):
        assert part in cookie
    assert "domain" not in cookie


async def test_identities_are_seen_by_their_user_and_who_names_them(gateway, provider, ada):
    me = await _me(gateway, await _log_in(gateway, provider))
    for context, seen in ((Context(), 0), (Context(actor_id=ada.id), 0)):
        async with gateway.database.reading(context) as session:
            assert await session.scalar(text("select count(*) from identities")) == seen
    async with gateway.database.reading(Context(actor_id=UUID(me["id"]))) as session:
        assert await session.scalar(text("select count(*) from identities")) == 1


async def test_without_a_provider_there_is_nothing_here(settings, run):
    plain = settings.model_copy(update={"oidc_issuer": None})
    async with run(plain) as gateway:
        for path in ("login", "callback"):
            answer = await gateway.client.get(f"/v1/auth/oidc/{path}")
            assert answer.status_code == 404


def test_a_provider_is_reached_safely_or_not_at_all(settings):
    given = settings.model_dump()
    for change in ({"oidc_issuer": "http://idp.example"}, {"oidc_client_id": None}):
        with pytest.raises(ValidationError, match="GATEWAY_OIDC"):
            type(settings).model_validate({**given, **change})
