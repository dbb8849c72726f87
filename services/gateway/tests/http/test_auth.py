import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from hirewire_chassis import Context
from hirewire_gateway.identity.keys import make_signing_key
from hirewire_gateway.identity.models import LoginSession, User
from joserfc import jws
from pydantic import SecretStr
from sqlalchemy import func, select, update

PASSWORD = "seven green herons"


async def test_registering_makes_a_user_with_a_workspace_and_tells_others(gateway):
    body = {"email": "Ada@Example.org", "password": PASSWORD, "name": "Ada"}
    response = await gateway.client.post("/v1/auth/register", json=body)
    assert response.status_code == 201
    profile = response.json()
    assert profile["email"] == "Ada@Example.org"
    assert "password" not in response.text
    (event,) = await gateway.outbox()
    assert event.type == "gateway.user_registered.v1"
    assert event.data["user"]["id"] == profile["id"]
    assert event.data["user"]["workspace_id"] == profile["workspace_id"] == str(event.workspaceid)


async def test_what_cannot_be_registered_is_pointed_at(gateway):
    for change, pointer in (
        ({"password": "short"}, "/password"),
        ({"password": "Password123!"}, "/password"),
        ({"password": "Ada Lovelace 1"}, "/password"),
        ({"email": "nobody"}, "/email"),
        ({"email": "a@b@c.org"}, "/email"),
        ({"name": ""}, "/name"),
        ({"nickname": "A"}, "/nickname"),
        ({"locale": "klingon"}, "/locale"),
    ):
        body = {"email": "ada@example.org", "password": PASSWORD, "name": "Ada Lovelace", **change}
        response = await gateway.client.post("/v1/auth/register", json=body)
        assert response.status_code == 422
        assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
        assert PASSWORD not in response.text


async def test_login_tells_nobody_whether_an_address_is_known(gateway, ada):
    async def attempt(email, password):
        body = {"email": email, "password": password}
        return await gateway.client.post("/v1/auth/login", json=body)

    wrong = await attempt("ada@example.org", "something else")
    unknown = await attempt("eve@example.org", "something else")
    nonsense = await attempt("no address", "something else")
    for response in (wrong, unknown, nonsense):
        assert response.status_code == 401
        shown = {**response.json(), "instance": ""}
        assert shown == {**wrong.json(), "instance": ""}
        assert "www-authenticate" in response.headers


async def test_a_disabled_user_is_refused_like_an_unknown_one(gateway, ada):
    async with gateway.database.transaction(Context()) as tx:
        await tx.session.execute(update(User).values(disabled_at=func.now()))
    body = {"email": "ada@example.org", "password": PASSWORD}
    response = await gateway.client.post("/v1/auth/login", json=body)
    assert response.status_code == 401
    assert response.json()["type"].endswith("invalid_credentials")
    assert (await ada.get("/v1/users/me")).status_code == 401


async def test_the_password_form_logs_in_as_the_docs_do(gateway, ada):
    form = {"grant_type": "password", "username": "ada@example.org", "password": PASSWORD}
    response = await gateway.client.post("/v1/auth/token", data=form)
    assert response.status_code == 200
    assert response.json()["token_type"] == "bearer"
    assert response.headers["cache-control"] == "no-store"
    headers = {"Authorization": f"Bearer {response.json()['access_token']}"}
    me = await gateway.client.get("/v1/users/me", headers=headers)
    assert me.json()["id"] == str(ada.id)


async def test_many_refreshes_at_once_get_one_successor(gateway, ada):
    answers = await asyncio.gather(*(_refresh(gateway, ada.tokens) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    successor = answers[0].json()
    assert successor["refresh_token"] != ada.tokens["refresh_token"]
    assert (await _refresh(gateway, successor)).status_code == 200


async def test_a_token_from_before_the_last_one_ends_the_session(gateway, ada):
    first = await _refresh(gateway, ada.tokens)
    second = await _refresh(gateway, first.json())
    stolen = await _refresh(gateway, ada.tokens)
    assert stolen.status_code == 401
    assert stolen.json()["type"].endswith("refresh_token_reused")
    dead = await _refresh(gateway, second.json())
    assert dead.json()["type"].endswith("session_ended")
    assert (await ada.get("/v1/users/me")).status_code == 401


async def test_the_last_token_is_reuse_too_once_the_leeway_is_over(gateway, ada):
    await _refresh(gateway, ada.tokens)
    await _change_session(gateway, ada, rotated_at=datetime.now(UTC) - timedelta(minutes=5))
    late = await _refresh(gateway, ada.tokens)
    assert late.json()["type"].endswith("refresh_token_reused")


@pytest.mark.parametrize("field", ["rotated_at", "created_at"])
async def test_a_session_ends_when_it_is_too_old(gateway, ada, field):
    await _change_session(gateway, ada, **{field: datetime.now(UTC) - timedelta(days=100)})
    response = await _refresh(gateway, ada.tokens)
    assert response.status_code == 401
    assert response.json()["type"].endswith("session_ended")


async def test_forged_refresh_tokens_open_nothing(gateway, ada, bob):
    good = ada.tokens["refresh_token"]
    forged = (
        "",
        "x",
        good[:-4] + "AAAA",
        "A" * len(good),
        good[:20] + bob.tokens["refresh_token"][20:],
    )
    for token in forged:
        response = await _refresh(gateway, {"refresh_token": token})
        assert response.status_code == 401
        assert response.json()["type"].endswith("refresh_token_invalid")
    assert (await _refresh(gateway, ada.tokens)).status_code == 200


async def test_logout_ends_the_access_token_and_the_refresh_token(gateway, ada):
    assert (await ada.post("/v1/auth/logout")).status_code == 204
    assert (await ada.get("/v1/users/me")).status_code == 401
    assert (await _refresh(gateway, ada.tokens)).status_code == 401


async def test_sessions_are_seen_by_their_user_alone(gateway, ada, bob):
    async with gateway.database.reading(Context(actor_id=ada.id)) as session:
        users = (await session.scalars(select(LoginSession.user_id))).all()
    assert users == [ada.id]
    async with gateway.database.reading(Context()) as session:
        assert (await session.scalars(select(LoginSession.id))).all() == []


async def test_without_a_valid_token_there_is_no_way_in(gateway):
    unsigned = "Bearer eyJhbGciOiJub25lIn0.e30."
    for header in ("", "Basic YTpi", "Bearer", "Bearer x.y.z", unsigned):
        headers = {"Authorization": header} if header else {}
        response = await gateway.client.get("/v1/jobs", headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")


async def test_a_foreign_workspace_is_not_there(ada, bob):
    for workspace in (str(bob.workspace_id), "00000000-0000-7000-8000-000000000000"):
        response = await ada.get("/v1/jobs", headers={"X-Workspace-Id": workspace})
        assert response.status_code == 404
    own = await ada.get("/v1/jobs", headers={"X-Workspace-Id": str(ada.workspace_id)})
    assert own.status_code == 200


async def test_the_profile_is_changed_by_its_version(ada):
    me = await ada.get("/v1/users/me")
    assert me.headers["etag"] == '"1"'
    stale = await ada.patch("/v1/users/me", json={"name": "A."}, headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    changed = await ada.patch("/v1/users/me", json={"locale": "fr"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["name"], changed.json()["locale"]) == ("Ada", "fr")
    again = await ada.get("/v1/users/me", headers={"If-None-Match": '"2"'})
    assert again.status_code == 304


async def test_who_tries_too_many_passwords_has_to_wait(gateway, settings, run):
    async with run(settings.model_copy(update={"logins_per_minute": 3})) as strict:
        body = {"email": "ada@example.org", "password": "guess after guess"}
        answers = [await strict.client.post("/v1/auth/login", json=body) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    refused = answers[-1]
    assert int(refused.headers["retry-after"]) > 0
    assert refused.headers["ratelimit-policy"] == '"default";q=3;w=60'
    assert refused.headers["ratelimit"].startswith('"default";r=0;t=')


async def test_one_address_may_not_try_many_accounts(settings, run):
    async with run(settings.model_copy(update={"logins_per_minute": 1})) as strict:
        bodies = [{"email": f"u{each}@example.org", "password": "a guess"} for each in range(11)]
        answers = [await strict.client.post("/v1/auth/login", json=body) for body in bodies]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]


async def test_a_login_renews_a_hash_that_was_made_with_other_parameters(gateway, ada):
    weaker = PasswordHasher(2, 8_192, 1).hash(PASSWORD)
    async with gateway.database.transaction(Context()) as tx:
        await tx.session.execute(update(User).values(password_hash=weaker))
    body = {"email": "ada@example.org", "password": PASSWORD}
    for _ in range(2):
        assert (await gateway.client.post("/v1/auth/login", json=body)).status_code == 200
    async with gateway.database.reading(Context()) as session:
        renewed = await session.scalar(select(User.password_hash))
    assert renewed != weaker
    assert not gateway.state["passwords"].is_outdated(renewed)


async def test_a_password_of_128_characters_is_taken_as_it_is_and_no_longer_one(gateway):
    longest = "ab cd ef" * 16
    body = {"email": "ada@example.org", "password": longest, "name": "Ada"}
    assert (await gateway.client.post("/v1/auth/register", json=body)).status_code == 201
    for password, status in ((longest, 200), (longest[:-1], 401), (longest + "x", 422)):
        login = {"email": "ada@example.org", "password": password}
        answer = await gateway.client.post("/v1/auth/login", json=login)
        assert answer.status_code == status


async def test_while_keys_are_exchanged_tokens_of_both_work_and_both_are_shown(settings, run):
    old, new = make_signing_key(), make_signing_key()
    before = settings.model_copy(update={"signing_key": SecretStr(old)})
    async with run(before) as gateway:
        ada = await gateway.register()
    both = settings.model_copy(update={"signing_key": SecretStr(new + old)})
    async with run(both) as gateway:
        shown = (await gateway.client.get("/.well-known/jwks.json")).json()["keys"]
        assert [set(key) & {"d", "kid", "alg"} for key in shown] == [{"kid", "alg"}] * 2
        assert (await gateway.client.get("/v1/users/me", headers=ada.headers)).status_code == 200
        renewed = (await _refresh(gateway, ada.tokens)).json()["access_token"]
        bearer = {"Authorization": f"Bearer {renewed}"}
        assert (await gateway.client.get("/v1/users/me", headers=bearer)).status_code == 200
    kids = {
        jws.extract_compact(t.encode()).headers()["kid"]
        for t in (renewed, ada.tokens["access_token"])
    }
    assert kids == {key["kid"] for key in shown}
    async with run(settings.model_copy(update={"signing_key": SecretStr(new)})) as gateway:
        assert (await gateway.client.get("/v1/users/me", headers=bearer)).status_code == 200
        gone = await gateway.client.get("/v1/users/me", headers=ada.headers)
        assert gone.status_code == 401


async def _refresh(gateway, tokens):
    body = {"refresh_token": tokens["refresh_token"]}
    return await gateway.client.post("/v1/auth/refresh", json=body)


async def _change_session(gateway, person, **changes):
    async with gateway.database.transaction(Context(actor_id=person.id)) as tx:
        await tx.session.execute(update(LoginSession).values(changes))
