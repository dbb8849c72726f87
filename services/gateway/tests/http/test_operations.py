from hirewire_chassis import Context, new_id
from hirewire_gateway.identity.models import Member

ASYNC = {"Prefer": "respond-async"}


async def test_an_operation_is_seen_by_who_asked_for_it(gateway, ada, bob):
    response = await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=ASYNC)
    place = response.headers["location"]
    assert (await ada.get(place)).status_code == 200
    assert (await bob.get(place)).status_code == 404
    assert (await ada.get(f"/v1/operations/{new_id()}")).status_code == 404


async def test_in_a_team_admins_see_the_operations_of_others(gateway, ada, bob):
    await _join(gateway, ada, bob, "recruiter")
    there = {"X-Workspace-Id": str(ada.workspace_id)}
    bobs = await bob.post("/v1/jobs", json={"title": "Cook"}, headers={**ASYNC, **there})
    adas = await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=ASYNC)
    assert (await ada.get(bobs.headers["location"])).status_code == 200
    assert (await bob.get(adas.headers["location"], headers=there)).status_code == 404
    assert (await bob.get(bobs.headers["location"], headers=there)).status_code == 200
    command = (await gateway.commands())[0]
    assert (command.workspaceid, command.actorroles) == (ada.workspace_id, ("recruiter",))


async def _join(gateway, owner, guest, role):
    context = Context(workspace_id=owner.workspace_id, actor_id=owner.id)
    async with gateway.database.transaction(context) as tx:
        tx.session.add(
            Member(workspace_id=owner.workspace_id, user_id=guest.id, role=role, created_at=tx.now)
        )
