import asyncio
import re
from pathlib import Path

from fastapi.routing import APIRoute
from hirewire_chassis import Context
from hirewire_gateway.http.models import KeptAnswer
from hirewire_gateway.identity.models import User
from hirewire_gateway.routes import ROUTES
from sqlalchemy import func, select, update

KEY = {"Idempotency-Key": '"a-key-of-mine"'}
NURSE = {"title": "Nurse"}


async def test_the_same_request_again_gets_the_same_answer(gateway, ada):
    first = await gateway.served(ada.post("/v1/jobs", json=NURSE, headers=KEY), gateway.job_created)
    again = await ada.post("/v1/jobs", json=NURSE, headers=KEY)
    assert again.status_code == first.status_code == 201
    assert again.content == first.content
    for name in ("etag", "location", "content-type"):
        assert again.headers[name] == first.headers[name]
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert len(await gateway.commands()) == 1


async def test_quotes_and_the_order_of_members_make_no_difference(gateway, ada):
    body = {"title": "Nurse", "company": "Ward 7"}
    await gateway.served(ada.post("/v1/jobs", json=body, headers=KEY), gateway.job_created)
    headers = {"Idempotency-Key": "a-key-of-mine", "Content-Type": "application/json"}
    turned = b'{ "company": "Ward 7",  "title": "Nurse" }'
    again = await ada.post("/v1/jobs", content=turned, headers=headers)
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_202_is_replayed_too(ada):
    headers = {**KEY, "Prefer": "respond-async"}
    first = await ada.post("/v1/jobs", json=NURSE, headers=headers)
    again = await ada.post("/v1/jobs", json=NURSE, headers=headers)
    assert again.status_code == 202
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["preference-applied"] == "respond-async"


async def test_another_request_under_the_key_is_refused(gateway, ada):
    await gateway.served(ada.post("/v1/jobs", json=NURSE, headers=KEY), gateway.job_created)
    for path, body in (("/v1/jobs", {"title": "Cook"}), ("/v1/candidates", {})):
        other = await ada.post(path, json=body, headers=KEY)
        assert other.status_code == 422
        assert other.json()["type"].endswith("idempotency_key_reused")
    assert len(await gateway.commands()) == 1


async def test_while_the_first_is_being_carried_out_the_second_is_told_so(gateway, ada):
    first = asyncio.create_task(ada.post("/v1/jobs", json=NURSE, headers=KEY))
    async with asyncio.timeout(10):
        while not await gateway.commands():
            await asyncio.sleep(0.01)
    second = await ada.post("/v1/jobs", json=NURSE, headers=KEY)
    assert second.status_code == 409
    assert second.headers["retry-after"] == "1"
    (command,) = await gateway.commands()
    for event in gateway.job_created(command, gateway.read(command)):
        await gateway.project(event, command)
    assert (await first).status_code == 201


async def test_of_many_at_once_one_is_carried_out(gateway, ada):
    headers = {**KEY, "Prefer": "respond-async"}
    calls = (ada.post("/v1/jobs", json=NURSE, headers=headers) for _ in range(8))
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len(await gateway.commands()) == 1


async def test_after_a_crash_the_retry_is_answered_from_the_operation(gateway, ada):
    """The process died between its commit and its answer: nothing was kept of the answer."""
    async_ = {**KEY, "Prefer": "respond-async"}
    first = await ada.post("/v1/jobs", json=NURSE, headers=async_)
    await _forget_the_answer(gateway, ada)
    (command,) = await gateway.commands()
    for event in gateway.job_created(command, gateway.read(command)):
        await gateway.project(event, command)
    retry = await ada.post("/v1/jobs", json=NURSE, headers=KEY)
    assert retry.status_code == 201
    assert retry.headers["location"] == first.json()["resource"]["href"]
    assert retry.json()["id"] == first.json()["resource"]["id"]
    again = await ada.post("/v1/jobs", json=NURSE, headers=KEY)
    assert again.content == retry.content
    assert len(await gateway.commands()) == 1


async def test_after_a_crash_a_pending_operation_is_taken_up_again(gateway, ada):
    first = await ada.post("/v1/jobs", json=NURSE, headers={**KEY, "Prefer": "respond-async"})
    await _forget_the_answer(gateway, ada)
    busy = await ada.post("/v1/jobs", json=NURSE, headers=KEY)
    assert busy.status_code == 409
    await _forget_the_answer(gateway, ada, busy_until=func.now())
    retry = await ada.post("/v1/jobs", json=NURSE, headers={**KEY, "Prefer": "wait=0"})
    assert retry.status_code == 202
    assert retry.headers["location"] == first.headers["location"]


async def test_a_refused_request_leaves_its_key_free(gateway, ada):
    missing = await ada.post("/v1/documents", json={"kind": "resume"}, headers=KEY)
    assert missing.status_code == 422
    response = await gateway.served(
        ada.post("/v1/jobs", json=NURSE, headers=KEY), gateway.job_created
    )
    assert response.status_code == 201


async def test_keys_are_everybodys_own(gateway, ada, bob):
    await gateway.served(ada.post("/v1/jobs", json=NURSE, headers=KEY), gateway.job_created)
    bobs = await gateway.served(
        bob.post("/v1/jobs", json={"title": "Cook"}, headers=KEY), gateway.job_created
    )
    assert bobs.json()["title"] == "Cook"


async def test_a_key_that_has_expired_is_a_new_one(gateway, ada):
    await gateway.served(ada.post("/v1/jobs", json=NURSE, headers=KEY), gateway.job_created)
    await _forget_the_answer(gateway, ada, expires_at=func.now())
    await gateway.served(
        ada.post("/v1/jobs", json={"title": "Cook"}, headers=KEY), gateway.job_created
    )
    assert len(await gateway.commands()) == 2


async def test_expired_keys_are_swept_whoevers_they_were(gateway, ada, bob):
    for person in (ada, bob):
        call = person.post("/v1/jobs", json=NURSE, headers=KEY)
        await gateway.served(call, gateway.job_created)
    await _forget_the_answer(gateway, bob, expires_at=func.now())
    await gateway.state["runtime"].sweeper.sweep()
    assert await _kept(gateway, ada) == 1
    assert await _kept(gateway, bob) == 0


async def test_an_unusable_key_is_refused(ada):
    for key in ('""', "x" * 300):
        response = await ada.post("/v1/jobs", json=NURSE, headers={"Idempotency-Key": key})
        assert response.status_code == 422
        assert response.json()["errors"][0]["pointer"] == "?idempotency-key"


async def test_registering_twice_with_a_key_is_registering_once(gateway):
    body = {"email": "eve@example.org", "password": "five blue whales", "name": "Eve"}
    first = await gateway.client.post("/v1/auth/register", json=body, headers=KEY)
    again = await gateway.client.post("/v1/auth/register", json=body, headers=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    other = {**body, "email": "eva@example.org"}
    refused = await gateway.client.post("/v1/auth/register", json=other, headers=KEY)
    assert refused.status_code == 422
    async with gateway.database.reading(Context()) as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 1


def test_every_post_takes_a_key_or_says_why_not():
    text = (Path(__file__).parents[4] / "docs/identity.md").read_text("utf-8")
    told = set(re.findall(r"^\| `(/v1/\S+)` \| \S", text, re.MULTILINE))
    posts = {
        route.path: any("idempotency" in name for name in _headers(route.dependant))
        for router in ROUTES
        for route in router.routes
        if isinstance(route, APIRoute) and "POST" in route.methods
    }
    assert {path for path, takes in posts.items() if not takes} == told


def _headers(dependant):
    own = [parameter.name for parameter in dependant.header_params]
    return [*own, *(name for each in dependant.dependencies for name in _headers(each))]


async def test_an_invitation_is_sent_again_once_under_one_key(gateway, ada):
    members = f"/v1/workspaces/{ada.workspace_id}"
    invited = {"email": "eve@example.org", "role": "viewer"}
    sent = (await ada.post(f"{members}/members", json=invited)).json()
    resend = f"{members}/invitations/{sent['id']}/resend"
    answers = [await ada.post(resend, headers=KEY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(await gateway.commands()) == 2


async def _forget_the_answer(gateway, person, **changes):
    context = Context(workspace_id=person.workspace_id, actor_id=person.id)
    forgotten = {"status": None, "headers": None, "body": None, **changes}
    async with gateway.database.transaction(context) as tx:
        await tx.session.execute(update(KeptAnswer).values(forgotten))


async def _kept(gateway, person):
    context = Context(workspace_id=person.workspace_id, actor_id=person.id)
    async with gateway.database.reading(context) as session:
        return await session.scalar(select(func.count()).select_from(KeptAnswer))
