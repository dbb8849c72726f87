"""Every route, called as everybody: who may is what docs/permissions.md says."""

from hirewire_chassis import Context, new_id
from hirewire_gateway.http.openapi import describe
from hirewire_gateway.identity.models import Member
from hirewire_gateway.identity.permissions import PERMISSIONS, PERSONS_ONLY, ROLES
from sqlalchemy import update

from tools.permissions import ANYBODY, committed, routes

AT_ONCE = {"Prefer": "wait=0"}
LOGOUT = ("POST", "/v1/auth/logout")
PERMISSION_OF = {(route.method, route.path): route.permission for route in routes()}
TABLE = committed()


async def test_every_route_is_in_the_table(gateway):
    paths = describe(gateway.app)["paths"]
    served = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert len(served) > 100
    assert served <= set(TABLE), "run `make contracts` and read what it changed"
    assert set(TABLE) == set(PERMISSION_OF)


async def test_without_a_login_only_what_is_open_to_anybody_answers(gateway):
    for (method, path), who in TABLE.items():
        response = await gateway.client.request(method, _filled(path))
        assert (response.status_code != 401) == who[ANYBODY], (method, path, response.text)
        assert response.status_code < 500 or path == "/readyz"


async def test_each_role_may_use_its_routes_and_no_others(gateway, ada):
    for role in ROLES:
        await _become(gateway, ada, role)
        for place, who in TABLE.items():
            if place != LOGOUT:
                response = await _call(ada, place)
                refused = response.status_code == 403
                assert refused != who[role], (role, *place, response.text)
                assert response.status_code < 500 or place[1] == "/readyz"


async def test_each_role_may_log_out(gateway, ada):
    for role in ROLES:
        await _become(gateway, ada, role)
        assert (await _call(ada, LOGOUT)).status_code == 204, role
        tokens = await _log_in(gateway, ada)
        ada.headers = {"Authorization": f"Bearer {tokens['access_token']}"}


async def test_a_key_may_do_what_it_was_given_and_no_more(gateway, ada):
    narrow = await _key(ada, ["jobs:read"])
    wide = await _key(ada, sorted(set(PERMISSIONS) - PERSONS_ONLY))
    for place, who in TABLE.items():
        permission = PERMISSION_OF[place]
        ada.headers = narrow
        refused = (await _call(ada, place)).status_code == 403
        assert refused == (permission not in {None, "jobs:read"}), place
        ada.headers = wide
        assert ((await _call(ada, place)).status_code == 403) != who["key"], place


async def test_a_role_that_nobody_knows_may_do_nothing(gateway, ada):
    await _become(gateway, ada, "emperor")
    assert (await ada.get("/v1/jobs")).status_code == 403
    assert (await ada.get("/v1/users/me")).status_code == 403


async def _call(person, place):
    method, path = place
    return await person.send(method, _filled(path, person.workspace_id), headers=AT_ONCE)


def _filled(path, workspace_id=None):
    path = path.replace("{workspace}", str(workspace_id or new_id()))
    parts = (str(new_id()) if part.startswith("{") else part for part in path.split("/"))
    return "/".join(parts)


async def _key(person, permissions):
    body = {"name": "A program", "permissions": permissions}
    created = await person.post("/v1/api-keys", json=body)
    assert created.status_code == 201, created.text
    return {"Authorization": f"Bearer {created.json()['key']}"}


async def _log_in(gateway, person):
    login = {"email": person.email, "password": gateway.password}
    return (await gateway.client.post("/v1/auth/login", json=login)).json()


async def _become(gateway, person, role):
    context = Context(workspace_id=person.workspace_id, actor_id=person.id)
    async with gateway.database.transaction(context) as tx:
        await tx.session.execute(update(Member).values(role=role))
