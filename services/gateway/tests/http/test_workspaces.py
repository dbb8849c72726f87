"""Who belongs to a workspace: seen from within, changed by those who may."""

import pytest
from hirewire_chassis import Context
from hirewire_gateway.identity.models import Member
from sqlalchemy import insert


@pytest.fixture
async def guest(gateway, ada, bob):
    """Bob, who is a viewer with Ada as well."""
    await _join(gateway, ada, bob, "viewer")
    return bob


async def _join(gateway, host, person, role):
    context = Context(workspace_id=host.workspace_id, actor_id=host.id)
    async with gateway.database.transaction(context) as tx:
        row = {"workspace_id": host.workspace_id, "user_id": person.id, "role": role}
        await tx.session.execute(insert(Member).values(created_at=tx.now, **row))


def _at(host, person=None):
    members = f"/v1/workspaces/{host.workspace_id}/members"
    return members if person is None else f"{members}/{person.id}"


async def test_one_sees_the_workspaces_one_belongs_to(ada, guest):
    items = (await guest.get("/v1/workspaces")).json()["items"]
    assert [(each["id"], each["role"]) for each in items] == [
        (str(guest.workspace_id), "owner"),
        (str(ada.workspace_id), "viewer"),
    ]
    assert [each["name"] for each in (await ada.get("/v1/workspaces")).json()["items"]] == ["Ada"]


async def test_members_are_seen_from_within_alone(gateway, ada, guest):
    items = (await guest.get(_at(ada))).json()["items"]
    assert [(each["name"], each["role"]) for each in items] == [("Ada", "owner"), ("Bob", "viewer")]
    assert (await ada.get(_at(guest))).status_code == 404
    assert (await ada.get("/v1/workspaces/mine/members")).status_code == 404
    eve = await gateway.register("eve@example.org", "Eve")
    assert (await eve.get(_at(ada))).status_code == 404
    assert (await eve.send("DELETE", _at(ada, guest))).status_code == 404


async def test_a_new_role_is_in_force_at_once_and_in_the_audit_log(ada, guest):
    here = {"X-Workspace-Id": str(ada.workspace_id)}
    assert (await guest.get("/v1/audit-log", headers=here)).status_code == 403
    changed = await ada.patch(_at(ada, guest), json={"role": "admin"})
    assert changed.status_code == 204
    lines = (await guest.get("/v1/audit-log", headers=here)).json()["items"]
    assert lines[0]["action"] == "member.role_changed"
    assert lines[0]["details"] == {"from": "viewer", "to": "admin"}


async def test_who_is_removed_is_out_at_once(ada, guest):
    assert (await ada.send("DELETE", _at(ada, guest))).status_code == 204
    assert (await guest.get(_at(ada))).status_code == 404
    assert (await ada.send("DELETE", _at(ada, guest))).status_code == 404


async def test_the_last_owner_stays(ada, guest):
    for answer in (
        await ada.patch(_at(ada, ada), json={"role": "admin"}),
        await ada.send("DELETE", _at(ada, ada)),
    ):
        assert answer.status_code == 409
        assert answer.json()["type"].endswith("last_owner")
    assert (await ada.patch(_at(ada, guest), json={"role": "owner"})).status_code == 204
    assert (await ada.send("DELETE", _at(ada, ada))).status_code == 204


async def test_an_admin_makes_and_changes_no_owner(ada, guest):
    await ada.patch(_at(ada, guest), json={"role": "admin"})
    assert (await guest.patch(_at(ada, guest), json={"role": "owner"})).status_code == 403
    assert (await guest.send("DELETE", _at(ada, ada))).status_code == 403
    unknown = await ada.patch(_at(ada, guest), json={"role": "emperor"})
    assert unknown.status_code == 422


async def test_a_team_gets_a_workspace_of_its_own(ada, bob):
    headers = {"Idempotency-Key": "w1"}
    made, again = [
        await ada.post("/v1/workspaces", json={"name": "Acme"}, headers=headers) for _ in range(2)
    ]
    assert (made.status_code, made.json()) == (201, again.json())
    assert (made.json()["role"], made.json()["personal"]) == ("owner", False)
    assert [each["name"] for each in (await ada.get("/v1/workspaces")).json()["items"]] == [
        "Ada",
        "Acme",
    ]
    here = f"/v1/workspaces/{made.json()['id']}"
    renamed = await ada.patch(here, json={"name": "Acme Inc"})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Acme Inc")
    assert (await bob.patch(here, json={"name": "Mine"})).status_code == 404
    assert (await ada.patch(here, json={"name": ""})).status_code == 422
    lines = (await ada.get("/v1/audit-log", headers={"X-Workspace-Id": made.json()["id"]})).json()
    told = [line["action"] for line in lines["items"]]
    assert told == ["workspace.renamed", "workspace.created"]


async def test_who_leaves_is_out_at_once_with_their_keys_and_it_is_in_the_audit_log(ada, guest):
    here = {"X-Workspace-Id": str(ada.workspace_id)}
    body = {"name": "A program", "permissions": ["jobs:read"]}
    key = (await guest.post("/v1/api-keys", json=body, headers=here)).json()["key"]
    bearer = {"Authorization": f"Bearer {key}"}
    assert (await guest.get("/v1/jobs", headers=bearer)).status_code == 200
    leave = f"{_at(ada)}/me"
    assert (await guest.send("DELETE", leave)).status_code == 204
    assert (await guest.get("/v1/jobs", headers=bearer)).status_code == 401
    assert (await guest.get(_at(ada))).status_code == 404
    assert (await guest.send("DELETE", leave)).status_code == 404
    line = (await ada.get("/v1/audit-log")).json()["items"][0]
    assert (line["action"], line["actor_id"]) == ("member.left", str(guest.id))
    assert (line["resource_id"], line["details"]) == (str(guest.id), {"from": "viewer"})


async def test_the_last_owner_of_a_team_and_of_a_personal_workspace_stays(ada, bob):
    mine = await ada.send("DELETE", f"{_at(ada)}/me")
    team = (await ada.post("/v1/workspaces", json={"name": "Acme"})).json()["id"]
    last = await ada.send("DELETE", f"/v1/workspaces/{team}/members/me")
    told = [(each.status_code, each.json()["type"].split(":")[-1]) for each in (mine, last)]
    assert told == [(409, "personal_workspace"), (409, "last_owner")]
    assert (await bob.send("DELETE", f"{_at(ada)}/me")).status_code == 404
