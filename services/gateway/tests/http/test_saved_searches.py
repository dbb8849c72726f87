"""Kept searches: whose they are, and whom they alert of what."""

import pytest
from hirewire_chassis import Context, new_id
from hirewire_contracts.candidates import Candidate, CandidateCreated
from hirewire_contracts.jobs import Job, JobCreated, JobUpdated
from hirewire_gateway.identity.models import Member, User
from sqlalchemy import delete, insert, update

AT = "2026-11-20T09:00:00Z"
K8S = {"name": "Platform", "searched": "jobs", "q": "k8s", "filters": {"status": "open"}}


@pytest.fixture
async def guest(gateway, ada, bob):
    """Bob, who is a viewer with Ada as well, and acts there."""
    context = Context(workspace_id=ada.workspace_id, actor_id=ada.id)
    async with gateway.database.transaction(context) as tx:
        row = {"workspace_id": ada.workspace_id, "user_id": bob.id, "role": "viewer"}
        await tx.session.execute(insert(Member).values(created_at=tx.now, **row))
    bob.headers["X-Workspace-Id"] = str(ada.workspace_id)
    return bob


@pytest.fixture
def tell(gateway, ada):
    """A job or a candidate of Ada's workspace becomes so; the alerts that follow."""

    async def tell(**fields):
        stamp = {"id": new_id(), "workspace_id": ada.workspace_id, "sequence": 1}
        state = {**stamp, "created_at": AT, "updated_at": AT, **fields}
        event = _event(state)
        before = len(await gateway.outbox())
        await gateway.project(event, Context(workspace_id=ada.workspace_id, actor_id=ada.id))
        sent = (await gateway.outbox())[before:]
        return [gateway.read(each).alert for each in sent if "saved_search" in each.type]

    return tell


def _event(state):
    if "title" in state:
        job = Job.model_validate(state)
        return JobCreated(job=job) if job.sequence == 1 else JobUpdated(job=job, changed=())
    return CandidateCreated(candidate=Candidate.model_validate(state))


async def _keep(person, **fields):
    kept = await person.post("/v1/saved-searches", json={**K8S, **fields})
    assert kept.status_code == 201, kept.text
    return kept.json()


async def test_one_keeps_changes_lists_carries_out_and_drops_ones_own(gateway, ada, guest, tell):
    search = await _keep(ada)
    place = f"/v1/saved-searches/{search['id']}"
    assert (await ada.get(place)).json() == search
    for person, count in ((ada, 1), (guest, 0)):
        listed = await person.get("/v1/saved-searches", params={"alerts": "true"})
        assert len(listed.json()["items"]) == count
    for method in ("GET", "PATCH", "DELETE"):
        assert (await guest.send(method, place, json={})).status_code in {404, 415}
    await tell(title="Engineer", skills_required=("Kubernetes",), status="open")
    assert len((await ada.get(search["href"])).json()["items"]) == 1
    changed = await ada.patch(place, json={"q": "nurse"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    stale = await ada.patch(place, json={"q": "x"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert len(await tell(title="Nurse", status="open")) == 1
    assert (await ada.send("DELETE", place)).status_code == 204
    assert (await ada.get(place)).status_code == 404
    assert await tell(title="Night nurse", status="open") == []


async def test_an_alert_comes_when_something_begins_to_fit_words_and_filters(ada, tell):
    search = await _keep(ada)
    await _keep(ada, name="Silent", alerts=False)
    await _keep(ada, name="Elsewhere", searched="candidates", filters={})
    assert await tell(title="Baker", status="open") == []
    job = {"id": new_id(), "title": "Engineer", "skills_required": ("Kubernetes",)}
    assert await tell(**job, status="draft") == []
    (alert,) = await tell(**job, status="open", sequence=2)
    assert (alert.user_id, str(alert.search_id)) == (ada.id, search["id"])
    assert (alert.search_name, alert.title, alert.found.id) == ("Platform", "Engineer", job["id"])
    assert await tell(**job, status="open", tags=("new",), sequence=3) == []
    assert await tell(**job, status="draft", sequence=2) == []


async def test_what_fitted_before_the_search_was_kept_is_no_news(ada, tell):
    job = {"id": new_id(), "title": "Kubernetes engineer", "status": "open"}
    await tell(**job)
    await _keep(ada)
    assert await tell(**job, tags=("new",), sequence=2) == []


async def test_an_alert_names_no_candidate(ada, tell):
    await _keep(ada, searched="candidates", filters={})
    (alert,) = await tell(first_name="Grace", headline="Engineer", skills=("Kubernetes",))
    assert (alert.title, "Grace" in alert.model_dump_json()) == ("Engineer", False)


async def test_who_may_not_find_it_is_not_alerted(gateway, ada, guest, tell):
    everyone = {"searched": "candidates", "q": "", "filters": {}}
    await _keep(guest, **everyone)
    context = Context(workspace_id=ada.workspace_id, actor_id=ada.id)
    mine = Member.workspace_id == ada.workspace_id, Member.user_id == guest.id
    assert len(await tell(headline="Nurse")) == 1
    for change in (
        update(Member).where(*mine).values(role="candidate"),
        update(User).where(User.id == guest.id).values(disabled_at=User.created_at),
        delete(Member).where(*mine),
    ):
        async with gateway.database.transaction(context) as tx:
            await tx.session.execute(change)
        assert await tell(headline="Nurse") == []


async def test_a_filter_by_what_one_may_no_longer_see_alerts_nobody(gateway, ada, guest, tell):
    by_mail = {"searched": "candidates", "q": "", "filters": {"email": "zoe@example.org"}}
    refused = await guest.post("/v1/saved-searches", json={**K8S, **by_mail})
    assert refused.json()["errors"][0]["pointer"] == "/filters/email"
    await _keep(ada, **by_mail)
    zoe = {"emails": ({"value": "zoe@example.org"},)}
    assert len(await tell(**zoe)) == 1
    context = Context(workspace_id=ada.workspace_id, actor_id=ada.id)
    async with gateway.database.transaction(context) as tx:
        await tx.session.execute(update(Member).values(role="viewer"))
    assert await tell(**zoe) == []


async def test_what_cannot_be_kept_is_named(ada):
    for wrong, pointer in (
        ({"mode": "semantic"}, "/alerts"),
        ({"filters": {"colour": "red"}}, "/filters/colour"),
        ({"q": "a " * 40}, "/q"),
        ({"name": " "}, "/name"),
    ):
        response = await ada.post("/v1/saved-searches", json={**K8S, **wrong})
        assert response.status_code == 422, wrong
        assert response.json()["errors"][0]["pointer"] == pointer, response.text
    assert (await _keep(ada, mode="semantic", alerts=False))["mode"] == "semantic"
