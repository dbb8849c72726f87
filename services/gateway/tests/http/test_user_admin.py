"""What operators do to accounts, and that nobody else does."""

import pytest
from hirewire_chassis import Context
from hirewire_gateway.identity.models import User
from hirewire_gateway.identity.operators import mark_operator
from sqlalchemy import select

PASSWORD = "seven green herons"
CHANGED = "gateway.user_changed.v1"


@pytest.fixture
async def root(gateway, ada):
    """Ada, who runs the instance."""
    assert await mark_operator(gateway.database, ada.email, "test", is_operator=True)
    return ada


async def _log_in(gateway, person):
    body = {"email": person.email, "password": PASSWORD}
    return (await gateway.client.post("/v1/auth/login", json=body)).status_code


async def test_an_owner_is_no_operator(ada, bob):
    for method, path in (
        ("GET", "/v1/users"),
        ("GET", f"/v1/users/{bob.id}"),
        ("PATCH", f"/v1/users/{bob.id}"),
        ("DELETE", f"/v1/users/{bob.id}"),
        ("DELETE", f"/v1/users/{bob.id}/sessions"),
    ):
        body = {"json": {"disabled": True}} if method == "PATCH" else {}
        assert (await ada.send(method, path, **body)).status_code == 403
    assert (await bob.get("/v1/users/me")).status_code == 200


async def test_users_are_listed_searched_and_paged(root, bob):
    first = (await root.get("/v1/users?limit=1")).json()
    assert [each["email"] for each in first["items"]] == ["bob@example.org"]
    second = (await root.get(f"/v1/users?limit=1&cursor={first['next_cursor']}")).json()
    assert [each["is_operator"] for each in second["items"]] == [True]
    assert second["next_cursor"] is None
    found = (await root.get("/v1/users?q=BOB@")).json()["items"]
    assert [each["id"] for each in found] == [str(bob.id)]
    assert (await root.get("/v1/users?q=%25")).json()["items"] == []
    assert (await root.get("/v1/users?disabled=maybe")).status_code == 422


async def test_a_disabled_account_is_out_at_once_and_comes_back_without_its_sessions(
    gateway, root, bob
):
    key = (await bob.post("/v1/api-keys", json={"name": "k", "permissions": ["jobs:read"]})).json()
    program = {"Authorization": f"Bearer {key['key']}"}
    path = f"/v1/users/{bob.id}"
    tag = (await root.get(path)).headers["etag"]
    stale = await root.patch(path, json={"disabled": True}, headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    off = await root.patch(path, json={"disabled": True}, headers={"If-Match": tag})
    assert off.json()["disabled_at"] is not None
    assert (await bob.get("/v1/users/me")).status_code == 401
    assert (await gateway.client.get("/v1/jobs", headers=program)).status_code == 401
    refresh = {"refresh_token": bob.tokens["refresh_token"]}
    assert (await gateway.client.post("/v1/auth/refresh", json=refresh)).status_code == 401
    assert await _log_in(gateway, bob) == 401
    listed = (await root.get("/v1/users?disabled=true")).json()["items"]
    assert [each["id"] for each in listed] == [str(bob.id)]
    assert (await root.patch(path, json={"disabled": False})).json()["disabled_at"] is None
    assert (await bob.get("/v1/users/me")).status_code == 401
    assert await _log_in(gateway, bob) == 200
    assert (await gateway.client.get("/v1/jobs", headers=program)).status_code == 200
    told = [sent.data["user"] for sent in await gateway.outbox() if sent.type == CHANGED]
    assert [each["disabled"] for each in told] == [True, False]


async def test_an_operator_logs_somebody_out_everywhere(gateway, root, bob):
    assert (await root.send("DELETE", f"/v1/users/{bob.id}/sessions")).status_code == 204
    assert (await bob.get("/v1/users/me")).status_code == 401
    assert await _log_in(gateway, bob) == 200


async def test_nobody_locks_themselves_out(root):
    path = f"/v1/users/{root.id}"
    assert (await root.patch(path, json={"disabled": True})).status_code == 409
    assert (await root.send("DELETE", path)).status_code == 409
    assert (await root.get("/v1/users/00000000-0000-7000-8000-000000000000")).status_code == 404


async def test_a_deleted_account_is_forgotten_and_its_address_is_free(gateway, root, bob):
    path = f"/v1/users/{bob.id}"
    assert (await root.send("DELETE", path)).status_code == 204
    assert (await bob.get("/v1/users/me")).status_code == 401
    assert await _log_in(gateway, bob) == 401
    async with gateway.database.reading(Context()) as session:
        row = await session.scalar(select(User).where(User.id == bob.id))
    assert "bob" not in f"{row.email} {row.email_key} {row.name}".lower()
    last = [sent.data["user"] for sent in await gateway.outbox() if sent.type == CHANGED][-1]
    assert (last["disabled"], "bob" in last["email"]) == (True, False)
    body = {"email": bob.email, "password": PASSWORD, "name": "Another Bob"}
    assert (await gateway.client.post("/v1/auth/register", json=body)).status_code == 201


async def test_a_workspace_of_others_keeps_an_owner(gateway, root, bob):
    team = (await bob.post("/v1/workspaces", json={"name": "Team"})).json()["id"]
    members = f"/v1/workspaces/{team}/members"
    await bob.post(members, json={"email": root.email, "role": "viewer"})
    token = [sent.data["token"] for sent in await gateway.outbox() if "token" in sent.data][-1]
    assert (await root.post("/v1/invitations/accept", json={"token": token})).status_code == 200
    refused = await root.send("DELETE", f"/v1/users/{bob.id}")
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (409, "last_owner")
    await bob.patch(f"{members}/{root.id}", json={"role": "owner"})
    assert (await root.send("DELETE", f"/v1/users/{bob.id}")).status_code == 204
    left = (await root.get(members)).json()["items"]
    assert [each["user_id"] for each in left] == [str(root.id)]
