"""The audit log: what gets into it, who reads it, and that nobody rewrites it unseen."""

import asyncio
import csv
import io

import asyncpg
import pytest
from hirewire_chassis import Context
from hirewire_gateway.audit.__main__ import describe
from hirewire_gateway.audit.journal import NOWHERE
from hirewire_gateway.audit.repository import verify_workspace
from hirewire_gateway.identity.models import Member
from sqlalchemy import text, update
from sqlalchemy.exc import ProgrammingError

PASSWORD = "seven green herons"


async def _log_in(gateway, password, email="ada@example.org"):
    body = {"email": email, "password": password}
    return await gateway.client.post("/v1/auth/login", json=body)


async def _lines(person, query=""):
    response = await person.get(f"/v1/audit-log{query}")
    assert response.status_code == 200, response.text
    return response.json()["items"]


async def test_logins_failures_and_ends_are_in_it_newest_first(gateway, ada):
    await _log_in(gateway, "a wrong guess")
    await _log_in(gateway, PASSWORD)
    await ada.send("DELETE", "/v1/auth/sessions")
    change = {"current_password": PASSWORD, "new_password": "nine blue kingfishers"}
    await ada.post("/v1/auth/password", json=change)
    told = [(line["action"], line["decision"]) for line in await _lines(ada)]
    assert told == [
        ("password.change", "allowed"),
        ("session.ended", "allowed"),
        ("login", "allowed"),
        ("login", "denied"),
        ("login", "allowed"),
    ]


async def test_a_line_says_who_from_where_and_in_which_request(ada):
    (line,) = await _lines(ada)
    assert (line["actor_id"], line["address"]) == (str(ada.id), "127.0.0.1")
    assert "httpx" in line["user_agent"]
    assert line["request_id"]
    assert line["resource_kind"] == "session"


async def test_an_attempt_at_no_account_is_kept_where_no_tenant_sees_it(gateway, ada):
    before = (await verify_workspace(gateway.database, NOWHERE)).count
    await _log_in(gateway, PASSWORD, "eve@example.org")
    assert len(await _lines(ada)) == 1
    assert (await verify_workspace(gateway.database, NOWHERE)).count == before + 1


async def test_a_denial_is_in_it(gateway, ada):
    await _become(gateway, ada, "viewer")
    assert (await ada.post("/v1/jobs", json={"title": "x"})).status_code == 403
    await _become(gateway, ada, "owner")
    (denied,) = await _lines(ada, "?action=permission&decision=denied")
    assert denied["details"] == {"permission": "jobs:write"}


async def test_pages_and_filters(gateway, ada):
    for _ in range(4):
        await _log_in(gateway, PASSWORD)
    first = (await ada.get("/v1/audit-log?limit=3")).json()
    second = (await ada.get(f"/v1/audit-log?limit=3&cursor={first['next_cursor']}")).json()
    positions = [line["position"] for line in (*first["items"], *second["items"])]
    assert positions == [5, 4, 3, 2, 1]
    assert second["next_cursor"] is None
    assert await _lines(ada, "?since=2999-01-01T00:00:00Z") == []
    assert len(await _lines(ada, f"?actor_id={ada.id}&until=2999-01-01T00:00:00Z")) == 5
    for wrong in ("?colour=red", "?since=yesterday", "?sort=at", "?q=x", "?actor_id=me"):
        assert (await ada.get(f"/v1/audit-log{wrong}")).status_code == 422


async def test_the_csv_has_every_line_and_no_formula(gateway, ada):
    body = {"email": "ada@example.org", "password": PASSWORD}
    await gateway.client.post("/v1/auth/login", json=body, headers={"User-Agent": "=1+1"})
    response = await ada.get("/v1/audit-log/export")
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["action"] for row in rows] == ["audit_log.exported", "login", "login"]
    assert rows[1]["user_agent"] == "'=1+1"
    assert (await ada.get("/v1/audit-log/export?colour=red")).status_code == 422


async def test_another_workspace_has_a_chain_of_its_own(gateway, ada, bob):
    assert len(await _lines(bob)) == 1
    headers = {"X-Workspace-Id": str(ada.workspace_id)}
    assert (await bob.get("/v1/audit-log", headers=headers)).status_code == 404
    async with gateway.database.reading(Context(workspace_id=bob.workspace_id)) as session:
        seen = (await session.scalars(text("select distinct workspace_id from audit_log"))).all()
    assert seen == [bob.workspace_id]


async def test_at_once_is_in_order_and_the_chain_holds(gateway, ada):
    await asyncio.gather(*(_log_in(gateway, PASSWORD) for _ in range(6)))
    verdict = await verify_workspace(gateway.database, ada.workspace_id)
    assert (verdict.count, verdict.broken_at) == (7, None)
    assert describe(verdict) == f"7 entries hold; head {verdict.head.hex()}"


@pytest.mark.parametrize("change", ["update audit_log set action = 'x'", "delete from audit_log"])
async def test_the_gateway_itself_may_not_change_it(gateway, ada, change):
    context = Context(workspace_id=ada.workspace_id, actor_id=ada.id)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with gateway.database.transaction(context) as tx:
            await tx.session.execute(text(change))


@pytest.mark.parametrize(
    "change", ["update audit_log set action = 'x'", "delete from audit_log", "truncate audit_log"]
)
async def test_nor_may_its_owner(gateway, databases, ada, change):
    connection = await asyncpg.connect(databases.admin_url)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await connection.execute(f"set search_path = gateway; {change}")
    await connection.close()


@pytest.mark.parametrize(
    "forgery",
    [
        "update audit_log set decision = 'allowed' where position = 2",
        'update audit_log set details = \'{"a": "b"}\' where position = 2',
        "update audit_log set at = at + interval '1 microsecond' where position = 2",
        "delete from audit_log where position = 2",
    ],
)
async def test_who_gets_around_that_is_found_out(gateway, databases, ada, forgery):
    await _log_in(gateway, "a wrong guess")
    await _log_in(gateway, PASSWORD)
    connection = await asyncpg.connect(databases.admin_url)
    await connection.execute(
        "set search_path = gateway; alter table audit_log disable trigger audit_log_append_only"
    )
    await connection.execute(forgery)
    await connection.close()
    verdict = await verify_workspace(gateway.database, ada.workspace_id)
    assert verdict.broken_at == (3 if forgery.startswith("delete") else 2)
    assert describe(verdict).startswith("broken at position")


async def _become(gateway, person, role):
    context = Context(workspace_id=person.workspace_id, actor_id=person.id)
    async with gateway.database.transaction(context) as tx:
        await tx.session.execute(update(Member).values(role=role))
