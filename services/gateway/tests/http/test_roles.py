"""A workspace's own roles: made, taken, changed in force at once, and never beyond one's own."""

import asyncio

import pytest
from hirewire_chassis import Context
from hirewire_gateway.identity.models import Member
from sqlalchemy import insert

SOURCER = {"name": "sourcer", "inherits": ["viewer"], "permissions": ["candidates:write"]}


@pytest.fixture
async def guest(gateway, ada, bob):
    """Bob, who is a viewer with Ada as well, and acts there."""
    context = Context(workspace_id=ada.workspace_id, actor_id=ada.id)
    async with gateway.database.transaction(context) as tx:
        row = {"workspace_id": ada.workspace_id, "user_id": bob.id, "role": "viewer"}
        await tx.session.execute(insert(Member).values(created_at=tx.now, **row))
    bob.headers["X-Workspace-Id"] = str(ada.workspace_id)
    return bob


async def _make(person, **role):
    made = await person.post("/v1/roles", json={**SOURCER, **role})
    assert made.status_code == 201, made.text
    return made


async def _give(host, person, role):
    path = f"/v1/workspaces/{host.workspace_id}/members/{person.id}"
    return await host.patch(path, json={"role": role})


async def test_a_role_is_made_shown_and_listed_with_those_built_in(ada, bob):
    made = await _make(ada, description="Finds people")
    assert made.headers["location"] == "/v1/roles/sourcer"
    assert {"candidates:write", "jobs:read", "profile:read"} <= set(made.json()["effective"])
    shown = await ada.get("/v1/roles/sourcer")
    assert (shown.json(), shown.headers["etag"]) == (made.json(), '"1"')
    names = [each["name"] for each in (await ada.get("/v1/roles")).json()["items"]]
    assert (names[0], names[-1]) == ("owner", "sourcer")
    assert (await bob.get("/v1/roles/sourcer")).status_code == 404
    built_in = (await bob.get("/v1/roles/recruiter")).json()
    assert (built_in["built_in"], built_in["inherits"]) == (True, ["hiring_manager"])


async def test_who_has_it_can_what_it_says_from_the_next_request_on(gateway, ada, guest):
    body = {"title": "Engineer"}
    writing = {"json": {"first_name": "Grace"}, "headers": {"Prefer": "wait=0"}}
    assert (await guest.post("/v1/candidates", **writing)).status_code == 403
    await _make(ada)
    assert (await _give(ada, guest, "sourcer")).status_code == 204
    assert (await guest.post("/v1/candidates", **writing)).status_code == 202
    assert (await guest.post("/v1/jobs", json=body)).status_code == 403
    command = (await gateway.commands())[-1]
    assert command.actorroles == ("sourcer", "candidates:read", "candidates:write", "jobs:read")
    changed = await ada.patch("/v1/roles/sourcer", json={"permissions": []})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (await guest.post("/v1/candidates", **writing)).status_code == 403
    assert (await guest.get("/v1/jobs")).status_code == 200


async def test_an_api_key_has_its_users_own_role_too(gateway, ada, guest):
    await _make(ada)
    await _give(ada, guest, "sourcer")
    wanted = {"name": "import", "permissions": ["candidates:write"]}
    key = (await guest.post("/v1/api-keys", json=wanted)).json()["key"]
    writing = {"json": {"first_name": "Grace"}, "headers": {"Prefer": "wait=0"}}
    writing["headers"]["Authorization"] = f"Bearer {key}"
    assert (await gateway.client.post("/v1/candidates", **writing)).status_code == 202
    await ada.patch("/v1/roles/sourcer", json={"permissions": []})
    assert (await gateway.client.post("/v1/candidates", **writing)).status_code == 403


async def test_nobody_makes_gives_or_changes_more_than_they_have(ada, guest):
    await _make(ada, name="chief", inherits=["viewer"], permissions=["roles:write"])
    await _make(ada, name="staff", inherits=["viewer"], permissions=["members:write"])
    await _make(ada, name="big", inherits=["admin"], permissions=[])
    await _give(ada, guest, "chief")
    above = {"name": "coup", "permissions": ["members:write"]}
    for attempt in (
        guest.post("/v1/roles", json=above),
        guest.post("/v1/roles", json={"name": "coup", "inherits": ["admin"]}),
        guest.post("/v1/roles", json={"name": "coup", "inherits": ["big"]}),
        guest.patch("/v1/roles/chief", json={"permissions": ["roles:write", "jobs:write"]}),
        guest.patch("/v1/roles/big", json={"inherits": []}),
        guest.send("DELETE", "/v1/roles/big"),
    ):
        assert (await attempt).status_code == 403
    assert (await guest.post("/v1/roles", json={"name": "junior"})).status_code == 201
    await _give(ada, guest, "staff")
    mine = f"/v1/workspaces/{ada.workspace_id}/members/{guest.id}"
    for role in ("admin", "big", "owner", "chief"):
        assert (await guest.patch(mine, json={"role": role})).status_code == 403
    lines = (await ada.get("/v1/audit-log?decision=denied")).json()["items"]
    assert lines[0]["details"] == {"grant": "beyond own"}


async def test_no_circle_even_when_two_close_it_at_once(ada):
    await _make(ada, name="left", inherits=[], permissions=[])
    await _make(ada, name="right", inherits=[], permissions=[])
    closed = await asyncio.gather(
        ada.patch("/v1/roles/left", json={"inherits": ["right"]}),
        ada.patch("/v1/roles/right", json={"inherits": ["left"]}),
    )
    assert sorted(answer.status_code for answer in closed) == [200, 422]
    itself = await ada.patch("/v1/roles/left", json={"inherits": ["left"]})
    assert [error["pointer"] for error in itself.json()["errors"]] == ["/inherits"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": "owner"}, 409),
        ({"name": "operator"}, 409),
        ({"name": "Has Spaces"}, 422),
        ({"name": "x"}, 422),
        ({"permissions": ["everything:do"]}, 422),
        ({"permissions": ["admin:write"]}, 422),
        ({"inherits": ["nobody"]}, 422),
        ({"inherits": ["operator"]}, 422),
    ],
)
async def test_what_is_no_role_is_pointed_at(ada, change, status):
    assert (await ada.post("/v1/roles", json={**SOURCER, **change})).status_code == status


async def test_a_role_in_use_stays_and_one_built_in_always(ada, guest):
    await _make(ada)
    await _make(ada, name="heir", inherits=["sourcer"], permissions=[])
    await _give(ada, guest, "heir")
    for name, code in (("sourcer", "role_in_use"), ("heir", "role_in_use"), ("viewer", "built_in")):
        refused = await ada.send("DELETE", f"/v1/roles/{name}")
        assert refused.status_code == 409
        assert refused.json()["type"].endswith(code)
    await _give(ada, guest, "viewer")
    stale = await ada.send("DELETE", "/v1/roles/heir", headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    assert (await ada.send("DELETE", "/v1/roles/heir")).status_code == 204
    assert (await ada.send("DELETE", "/v1/roles/sourcer")).status_code == 204
    assert (await _give(ada, guest, "sourcer")).status_code == 422


async def test_a_repeated_request_with_a_key_makes_one_role(ada):
    headers = {"Idempotency-Key": "r1"}
    first, again = [await ada.post("/v1/roles", json=SOURCER, headers=headers) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    assert (await ada.post("/v1/roles", json=SOURCER)).status_code == 409
