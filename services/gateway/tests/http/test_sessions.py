"""Where people are logged in, and what ends that."""

PASSWORD = "seven green herons"
ANOTHER = "nine blue kingfishers"


async def _log_in(gateway, password=PASSWORD):
    body = {"email": "ada@example.org", "password": password}
    return await gateway.client.post("/v1/auth/login", json=body)


def _bearer(response):
    return {"Authorization": f"Bearer {response.json()['access_token']}"}


async def test_a_user_sees_their_own_live_sessions_and_which_one_asks(gateway, ada, bob):
    await _log_in(gateway)
    items = (await ada.get("/v1/auth/sessions")).json()["items"]
    assert [each["current"] for each in items] == [False, True]
    assert "httpx" in items[0]["user_agent"]
    theirs = (await bob.get("/v1/auth/sessions")).json()["items"]
    assert {each["id"] for each in theirs}.isdisjoint(each["id"] for each in items)


async def test_an_ended_session_is_refused_at_once(gateway, ada):
    other = await _log_in(gateway)
    newest = (await ada.get("/v1/auth/sessions")).json()["items"][0]["id"]
    assert (await ada.send("DELETE", f"/v1/auth/sessions/{newest}")).status_code == 204
    refused = await gateway.client.get("/v1/users/me", headers=_bearer(other))
    assert refused.status_code == 401
    body = {"refresh_token": other.json()["refresh_token"]}
    assert (await gateway.client.post("/v1/auth/refresh", json=body)).status_code == 401
    assert (await ada.get("/v1/users/me")).status_code == 200
    assert (await ada.send("DELETE", f"/v1/auth/sessions/{newest}")).status_code == 404


async def test_the_session_of_another_is_not_there(ada, bob):
    theirs = (await bob.get("/v1/auth/sessions")).json()["items"][0]["id"]
    assert (await ada.send("DELETE", f"/v1/auth/sessions/{theirs}")).status_code == 404
    assert (await bob.get("/v1/users/me")).status_code == 200


async def test_all_other_sessions_end_together(gateway, ada):
    others = [await _log_in(gateway) for _ in range(3)]
    assert (await ada.send("DELETE", "/v1/auth/sessions")).status_code == 204
    for other in others:
        answer = await gateway.client.get("/v1/users/me", headers=_bearer(other))
        assert answer.status_code == 401
    assert len((await ada.get("/v1/auth/sessions")).json()["items"]) == 1


async def test_a_new_password_replaces_the_old_one_and_ends_other_sessions(gateway, ada):
    other = await _log_in(gateway)
    change = {"current_password": PASSWORD, "new_password": ANOTHER}
    assert (await ada.post("/v1/auth/password", json=change)).status_code == 204
    assert (await ada.get("/v1/users/me")).status_code == 200
    gone = await gateway.client.get("/v1/users/me", headers=_bearer(other))
    assert gone.status_code == 401
    assert (await _log_in(gateway)).status_code == 401
    assert (await _log_in(gateway, ANOTHER)).status_code == 200


async def test_a_password_is_not_changed_by_guessing_or_to_a_weak_one(gateway, ada):
    for current, new, pointer in (
        ("something else", ANOTHER, "/current_password"),
        (PASSWORD, "Password123!", "/new_password"),
    ):
        change = {"current_password": current, "new_password": new}
        response = await ada.post("/v1/auth/password", json=change)
        assert response.status_code == 422
        assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert (await _log_in(gateway)).status_code == 200
