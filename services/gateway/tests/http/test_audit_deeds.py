"""What the audit log tells of a deed: allowed or denied, and the hashes of what it changed.

That every route leaves a line is shown by security/test_audit_walk.py.
"""

from uuid import uuid4

import asyncpg
import pytest
from hirewire_chassis import Context
from hirewire_gateway.audit.repository import verify_workspace
from hirewire_gateway.identity.models import Member
from hirewire_gateway.identity.operators import mark_operator
from sqlalchemy import update

PASSWORD = "seven green herons"
LATER = {"Prefer": "respond-async"}
ALLOWED, DENIED = "allowed", "denied"
NOBODY = uuid4()

# What is done; which line it leaves; whether that has a hash of before and one of after.
DEEDS = [
    ("POST /v1/auth/login", {"email": "ada@example.org"}, ("login", DENIED), (0, 0)),
    (
        "POST /v1/auth/login",
        {"email": "ada@example.org", "password": PASSWORD},
        ("login", ALLOWED),
        (0, 1),
    ),
    ("DELETE /v1/auth/sessions", None, ("session.ended", ALLOWED), (1, 1)),
    ("PATCH /v1/users/me", {"name": "Ada Byron"}, ("user.changed", ALLOWED), (1, 1)),
    ("PATCH /v1/users/{bob}", {"disabled": True}, ("user.disabled", ALLOWED), (1, 1)),
    ("PATCH /v1/users/{bob}", {"disabled": False}, ("user.enabled", ALLOWED), (1, 1)),
    ("PATCH /v1/users/{bob}", {"name": "Robert"}, ("user.changed", ALLOWED), (1, 1)),
    ("POST /v1/workspaces", {"name": "Team"}, ("workspace.created", ALLOWED), (0, 1)),
    ("PATCH /v1/workspaces/{own}", {"name": "Den"}, ("workspace.renamed", ALLOWED), (1, 1)),
    ("GET /v1/jobs in {nobody}", None, ("workspace.enter", DENIED), (0, 0)),
    ("POST /v1/roles", {"name": "sourcer"}, ("role.created", ALLOWED), (0, 1)),
    ("PATCH /v1/roles/sourcer", {"inherits": ["viewer"]}, ("role.changed", ALLOWED), (1, 1)),
    ("DELETE /v1/roles/sourcer", None, ("role.deleted", ALLOWED), (1, 0)),
    (
        "PATCH /v1/workspaces/{own}/members/{cleo}",
        {"role": "recruiter"},
        ("member.role_changed", ALLOWED),
        (1, 1),
    ),
    ("DELETE /v1/workspaces/{own}/members/{cleo}", None, ("member.removed", ALLOWED), (1, 0)),
    (
        "POST /v1/workspaces/{own}/members",
        {"email": "dan@example.org", "role": "viewer"},
        ("invitation.sent", ALLOWED),
        (0, 1),
    ),
    (
        "POST /v1/workspaces/{own}/invitations/{made}/resend",
        None,
        ("invitation.resent", ALLOWED),
        (1, 1),
    ),
    (
        "DELETE /v1/workspaces/{own}/invitations/{made}",
        None,
        ("invitation.revoked", ALLOWED),
        (1, 1),
    ),
    (
        "POST /v1/api-keys",
        {"name": "feed", "permissions": ["jobs:read"]},
        ("api_key.created", ALLOWED),
        (0, 1),
    ),
    ("POST /v1/api-keys/{made}/rotate", None, ("api_key.rotated", ALLOWED), (1, 1)),
    ("DELETE /v1/api-keys/{made}", None, ("api_key.revoked", ALLOWED), (1, 1)),
    ("POST /v1/candidates", {"first_name": "Joan"}, ("candidate.create", ALLOWED), (0, 0)),
    ("POST /v1/jobs as viewer", {"title": "x"}, ("permission", DENIED), (0, 0)),
]


@pytest.fixture
async def world(gateway, ada, bob):
    """What the deeds are done to."""
    await mark_operator(gateway.database, ada.email, "root", is_operator=True)
    cleo = await gateway.register("cleo@example.org", "Cleo")
    context = Context(workspace_id=ada.workspace_id, actor_id=ada.id)
    async with gateway.database.transaction(context) as tx:
        member = {"workspace_id": ada.workspace_id, "user_id": cleo.id, "role": "viewer"}
        tx.session.add(Member(**member, created_at=tx.now))
    return {"own": ada.workspace_id, "bob": bob.id, "cleo": cleo.id, "nobody": NOBODY}


async def test_each_kind_of_deed_leaves_its_line(gateway, ada, world, databases):
    told = {}
    for what, body, line, hashes in DEEDS:
        before = await _lines(databases)
        response = await _do(gateway, ada, what.format(**world), body)
        if "id" in (found := _json(response)):
            world["made"] = found["id"]
        new = (await _lines(databases))[len(before) :]
        assert new, (what, response.status_code, response.text)
        assert new[-1][:2] == line, what
        assert tuple(int(each is not None) for each in new[-1][2:]) == hashes, what
        told.setdefault(line[0], new[-1][2:])
    assert told["role.created"][1] == told["role.changed"][0]
    assert told["role.changed"][1] == told["role.deleted"][0]
    assert told["api_key.rotated"][1] == told["api_key.revoked"][0]
    assert told["user.disabled"][0] == told["user.enabled"][1]
    assert told["member.role_changed"][1] == told["member.removed"][0]
    assert (await verify_workspace(gateway.database, ada.workspace_id)).broken_at is None


async def _lines(databases):
    """Of all chains, in the order of time: action, decision, hash before, hash after."""
    connection = await asyncpg.connect(databases.admin_url)
    rows = await connection.fetch(
        "select action, decision, before_hash, after_hash from gateway.audit_log"
        " order by at, position"
    )
    await connection.close()
    return [tuple(row) for row in rows]


async def _do(gateway, ada, what, body):
    what, _, role = what.partition(" as ")
    what, _, workspace = what.partition(" in ")
    method, path = what.split()
    headers = {**LATER, **({"X-Workspace-Id": workspace} if workspace else {})}
    if role:
        await _become(gateway, ada, role)
    if path == "/v1/auth/login":
        login = {"password": "a wrong guess", **body}
        return await gateway.client.post(path, json=login)
    return await ada.send(method, path, headers=headers, **({"json": body} if body else {}))


def _json(response):
    return response.json() if response.headers.get("content-type") == "application/json" else {}


async def _become(gateway, person, role):
    context = Context(workspace_id=person.workspace_id, actor_id=person.id)
    async with gateway.database.transaction(context) as tx:
        await tx.session.execute(update(Member).values(role=role))
