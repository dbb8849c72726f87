"""Keys for programs: what they open, for how long, and what they never open."""

from datetime import UTC, datetime, timedelta

import pytest
from hirewire_chassis import Context
from hirewire_gateway.identity.api_keys import ApiKey
from hirewire_gateway.identity.models import Member, User
from sqlalchemy import func, select, update

READ = {"name": "the website", "permissions": ["jobs:read"]}


async def _make(person, **changes):
    response = await person.post("/v1/api-keys", json={**READ, **changes})
    assert response.status_code == 201, response.text
    return response.json()


async def _get(gateway, key, path="/v1/jobs", **headers):
    headers = {"Authorization": f"Bearer {key}", **headers}
    return await gateway.client.get(path, headers=headers)


async def _change(gateway, person, table, **values):
    context = Context(workspace_id=person.workspace_id, actor_id=person.id)
    async with gateway.database.transaction(context) as tx:
        await tx.session.execute(update(table).values(values))


async def test_a_key_opens_what_it_was_made_for_and_no_more(gateway, ada):
    made = await _make(ada)
    assert (await _get(gateway, made["key"])).status_code == 200
    refused = await _get(gateway, made["key"], "/v1/candidates")
    assert refused.status_code == 403
    for path in ("/v1/api-keys", "/v1/auth/sessions", "/v1/audit-log"):
        assert (await _get(gateway, made["key"], path)).status_code == 403


async def test_it_is_shown_once_and_kept_as_a_hash(gateway, ada):
    made = await _make(ada)
    listed = await ada.get("/v1/api-keys")
    assert [each["id"] for each in listed.json()["items"]] == [made["id"]]
    secret = made["key"].rpartition("_")[2]
    assert secret not in listed.text
    async with gateway.database.reading(Context(actor_id=ada.id)) as session:
        kept = await session.scalar(select(ApiKey.secret_hash))
    assert kept.hex() != secret
    assert len(kept) == 32


async def test_use_is_noted(gateway, ada):
    made = await _make(ada)
    assert made["last_used_at"] is None
    await _get(gateway, made["key"])
    (listed,) = (await ada.get("/v1/api-keys")).json()["items"]
    assert listed["last_used_at"] is not None


@pytest.mark.parametrize("permission", ["account:manage", "realtime:open"])
async def test_what_is_for_persons_only_is_not_given_to_keys(ada, permission):
    body = {**READ, "permissions": ["jobs:read", permission]}
    response = await ada.post("/v1/api-keys", json=body)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/permissions/1"]


async def test_nobody_gives_what_they_do_not_have(gateway, ada):
    await _change(gateway, ada, Member, role="viewer")
    response = await ada.post("/v1/api-keys", json={**READ, "permissions": ["jobs:write"]})
    assert response.status_code == 422


async def test_a_key_loses_what_its_owner_loses(gateway, ada):
    made = await _make(ada, permissions=["audit:read"])
    assert (await _get(gateway, made["key"], "/v1/audit-log")).status_code == 200
    await _change(gateway, ada, Member, role="viewer")
    assert (await _get(gateway, made["key"], "/v1/audit-log")).status_code == 403
    await _change(gateway, ada, User, disabled_at=func.now())
    assert (await _get(gateway, made["key"], "/v1/audit-log")).status_code == 401


async def test_rotation_overlaps_and_then_the_old_one_is_over(gateway, ada):
    first = await _make(ada)
    second = (await ada.post(f"/v1/api-keys/{first['id']}/rotate")).json()
    assert second["id"] == first["id"]
    for key in (first["key"], second["key"]):
        assert (await _get(gateway, key)).status_code == 200
    await _change(gateway, ada, ApiKey, previous_until=datetime.now(UTC) - timedelta(seconds=1))
    assert (await _get(gateway, first["key"])).status_code == 401
    assert (await _get(gateway, second["key"])).status_code == 200


async def test_a_revoked_or_expired_key_opens_nothing(gateway, ada):
    revoked, expired = await _make(ada), await _make(ada)
    assert (await ada.send("DELETE", f"/v1/api-keys/{revoked['id']}")).status_code == 204
    assert (await ada.send("DELETE", f"/v1/api-keys/{revoked['id']}")).status_code == 404
    assert (await _get(gateway, revoked["key"])).status_code == 401
    assert (await _get(gateway, expired["key"])).status_code == 200
    await _change(gateway, ada, ApiKey, expires_at=datetime.now(UTC))
    assert (await _get(gateway, expired["key"])).status_code == 401


async def test_forged_keys_open_nothing(gateway, ada, bob):
    good = (await _make(ada))["key"]
    secret = good.rpartition("_")[2]
    swapped = f"hwk_{bob.id.hex}{good[36:68]}_{secret}"
    for key in ("hwk_", good[:-1], good[:-4] + "0000", swapped, good.upper()):
        assert (await _get(gateway, key)).status_code == 401


async def test_a_key_acts_in_its_own_workspace_alone(gateway, ada, bob):
    made = await _make(ada)
    foreign = {"X-Workspace-Id": str(bob.workspace_id)}
    assert (await _get(gateway, made["key"], **foreign)).status_code == 404
    for method, path in (("POST", f"/{made['id']}/rotate"), ("DELETE", f"/{made['id']}")):
        assert (await bob.send(method, f"/v1/api-keys{path}")).status_code == 404
    assert (await bob.get("/v1/api-keys")).json()["items"] == []
    async with gateway.database.reading(Context(actor_id=bob.id)) as session:
        assert (await session.scalars(select(ApiKey.id))).all() == []


async def test_making_rotating_and_revoking_are_in_the_audit_log(ada):
    made = await _make(ada)
    await ada.post(f"/v1/api-keys/{made['id']}/rotate")
    await ada.send("DELETE", f"/v1/api-keys/{made['id']}")
    lines = (await ada.get(f"/v1/audit-log?resource_id={made['id']}")).json()["items"]
    told = [line["action"] for line in lines]
    assert told == ["api_key.revoked", "api_key.rotated", "api_key.created"]
