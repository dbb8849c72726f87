"""What searches tell an admin, and synonyms from proposal to withdrawal."""

from datetime import timedelta

import pytest
from hirewire_chassis import Context, new_id
from hirewire_contracts.jobs import Job, JobCreated
from hirewire_gateway.housekeeping import duties
from hirewire_gateway.identity.models import Member
from sqlalchemy import text, update

AT = "2026-11-20T09:00:00Z"


@pytest.fixture
async def job(gateway, ada):
    return await _job(gateway, ada)


async def _job(gateway, ada, **fields):
    stamp = {"id": new_id(), "workspace_id": ada.workspace_id, "sequence": 1}
    state = {**stamp, "created_at": AT, "updated_at": AT, "title": "Kubernetes expert", **fields}
    event = JobCreated(job=Job.model_validate({"status": "open", **state}))
    await gateway.project(event, Context(workspace_id=ada.workspace_id, actor_id=ada.id))
    return event.job


async def _search(person, q, **params):
    response = await person.get("/v1/search/jobs", params={"q": q, **params})
    assert response.status_code == 200, response.text
    return response.json()


async def _analytics(person, **params):
    response = await person.get("/v1/search/analytics", params=params)
    assert response.status_code == 200, response.text
    return response.json()


async def _synonyms(person, **params):
    return (await person.get("/v1/search/synonyms", params=params)).json()["items"]


async def test_queries_misses_reformulations_and_clicks_are_counted(ada, bob, job):
    await _search(ada, "zq9x expert")
    found = await _search(ada, "Kubernetes  expert")
    click = {"resource_id": str(job.id), "place": 2}
    place = f"/v1/search/{found['search_id']}/clicks"
    for _ in range(2):
        assert (await ada.post(place, json=click)).status_code == 204
    await _search(ada, "kubernetes expert")
    await _search(ada, "grace@navy.example")
    assert (await _search(ada, ""))["search_id"] is None
    seen = await _analytics(ada)
    counted = [seen[name] for name in ("searches", "without_results", "clicked")]
    assert (counted, seen["mean_click_place"]) == ([4, 2, 1], 2.0)
    by_words = {each["words"]: each for each in seen["queries"]}
    assert set(by_words) == {"zq9x expert", "kubernetes expert"}
    assert by_words["kubernetes expert"]["searches"] == 2
    assert [each["words"] for each in seen["fruitless"]] == ["zq9x expert"]
    (changed,) = seen["reformulations"]
    assert (changed["before"], changed["after"]) == ("zq9x expert", "kubernetes expert")
    assert (await _analytics(bob))["searches"] == 0
    assert (await bob.post(place, json=click)).status_code == 404
    unknown = {"resource_id": str(new_id()), "place": 1}
    assert (await ada.post(place, json=unknown)).status_code == 404
    assert (await _analytics(ada, until="2026-01-01T00:00:00Z"))["searches"] == 0
    backwards = {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"}
    assert (await ada.get("/v1/search/analytics", params=backwards)).status_code == 422


async def test_nothing_says_who_asked_and_what_is_old_goes(gateway, ada, job):
    await _search(ada, "kubernetes")
    context = Context(workspace_id=ada.workspace_id, actor_id=ada.id)
    aged = text("update search_queries set at = at - make_interval(days => :days)")
    (sweep,) = (each for each in duties(gateway.state["settings"]) if each.name == "searches")
    for days, swept in ((89, 0), (2, 1)):
        async with gateway.database.transaction(context) as tx:
            (row,) = (await tx.session.execute(text("select * from search_queries"))).all()
            assert ada.id.bytes not in bytes(row.asker)
            assert str(ada.id) not in str(row)
            await tx.session.execute(aged, {"days": days})
        assert await sweep.work(gateway.database) == swept
    old = timedelta(days=200)
    assert (await _analytics(ada, since=(job.created_at - old).isoformat()))["searches"] == 0


async def test_a_proposal_is_accepted_in_force_and_taken_back(gateway, ada, job):
    kept = {"name": "Platform", "searched": "jobs", "q": "zq9x"}
    assert (await ada.post("/v1/saved-searches", json=kept)).status_code == 201
    await _search(ada, "zq9x expert")
    await _search(ada, "kubernetes expert")
    (proposal,) = await _synonyms(ada, status="proposed")
    pair = (proposal["word"], proposal["also"], proposal["times"])
    assert pair == ("zq9x", "kubernetes", 1)
    assert (await _search(ada, "zq9x"))["items"] == []
    for verb, status, finds, alerts in (
        ("reject", "rejected", 0, 0),
        ("accept", "accepted", 1, 1),
        ("withdraw", "withdrawn", 0, 0),
    ):
        decided = await ada.post(f"/v1/search/synonyms/{proposal['id']}/{verb}")
        assert (decided.status_code, decided.json()["status"]) == (200, status)
        assert len((await _search(ada, "zq9x", company="Acme"))["items"]) == 0
        assert len((await _search(ada, "zq9x", status="open"))["items"]) == finds
        suggested = await ada.get("/v1/search/suggestions", params={"q": "zq9"})
        assert len(suggested.json()["items"]) == finds
        before = len(await _alerts(gateway))
        await _job(gateway, ada, status="draft", title="Kubernetes")
        assert len(await _alerts(gateway)) - before == alerts
    again = await ada.post(f"/v1/search/synonyms/{proposal['id']}/withdraw")
    assert again.status_code == 409
    log = (await ada.get("/v1/audit-log", params={"resource_id": proposal["id"]})).json()["items"]
    assert [line["action"] for line in log] == [
        "synonym.withdrawn",
        "synonym.accepted",
        "synonym.rejected",
    ]


async def test_a_synonym_is_added_by_who_may_and_is_nobody_elses(gateway, ada, bob, job):
    body = {"word": "  Zq9X ", "also": "Kubernetes"}
    for _ in range(2):
        made = await ada.post("/v1/search/synonyms", json=body)
        assert (made.status_code, made.json()["status"]) == (201, "accepted")
    assert made.json()["word"] == "zq9x"
    assert len(await _synonyms(ada)) == 1
    assert await _synonyms(bob) == []
    assert (await bob.get(made.headers["location"])).status_code == 404
    for wrong in ({"word": "x", "also": "X"}, {"word": "a b c d e", "also": "x"}):
        assert (await ada.post("/v1/search/synonyms", json=wrong)).status_code == 422
    context = Context(workspace_id=ada.workspace_id, actor_id=ada.id)
    async with gateway.database.transaction(context) as tx:
        await tx.session.execute(update(Member).values(role="recruiter"))
    assert len((await _search(ada, "zq9x"))["items"]) == 1
    assert (await ada.post("/v1/search/synonyms", json=body)).status_code == 403
    assert (await ada.get("/v1/search/analytics")).status_code == 403


async def _alerts(gateway):
    return [sent for sent in await gateway.outbox() if "saved_search" in sent.type]
