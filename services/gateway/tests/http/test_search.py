"""Searches over HTTP: what is found, in which order, by whom, and page by page."""

from hirewire_chassis import Context, new_id
from hirewire_contracts.candidates import Candidate, CandidateCreated
from hirewire_contracts.jobs import Job, JobCreated
from hirewire_gateway.identity.models import Member
from sqlalchemy import update

AT = "2026-11-20T09:00:00Z"
JOBS = (
    {"title": "Platform Engineer", "skills_required": ["Kubernetes"], "status": "open"},
    {"title": "Data Engineer", "skills_required": ["Python", "SQL"], "status": "open"},
    {"title": "Baker", "description": "Bread making. Python is a snake.", "status": "draft"},
)


async def _tell(gateway, person, **fields):
    kind, event = (Job, JobCreated) if "title" in fields else (Candidate, CandidateCreated)
    stamp = {"id": new_id(), "workspace_id": person.workspace_id, "sequence": 1}
    state = kind.model_validate({**stamp, "created_at": AT, "updated_at": AT, **fields})
    context = Context(workspace_id=person.workspace_id, actor_id=person.id)
    name = "job" if kind is Job else "candidate"
    await gateway.project(event(**{name: state}), context)
    return str(state.id)


async def _jobs(gateway, person):
    for job in JOBS:
        await _tell(gateway, person, **job)


async def _search(person, kind="jobs", **params):
    response = await person.get(f"/v1/search/{kind}", params=params)
    assert response.status_code == 200, response.text
    return response.json()


def _titles(found):
    return [hit["resource"]["title"] for hit in found["items"]]


async def test_words_find_by_weight_synonym_kind_and_in_spite_of_slips(gateway, ada):
    await _jobs(gateway, ada)
    assert _titles(await _search(ada, q="python")) == ["Data Engineer", "Baker"]
    assert _titles(await _search(ada, q="k8s")) == ["Platform Engineer"]
    assert _titles(await _search(ada, q="baking")) == ["Baker"]
    slip = await _search(ada, q="kubernets enginer")
    assert _titles(slip) == ["Platform Engineer"]
    assert [reading["corrected"] for reading in slip["readings"]] == ["kubernetes", "engineer"]
    assert _titles(await _search(ada, q="engineer -kubernetes")) == ["Data Engineer"]
    assert set(_titles(await _search(ada, q='baker or "data engineer"'))) == {
        "Baker",
        "Data Engineer",
    }
    assert _titles(await _search(ada, q="zeppelin")) == []
    assert len(_titles(await _search(ada))) == 3


async def test_filters_narrow_facets_count_and_highlights_quote(gateway, ada):
    await _jobs(gateway, ada)
    found = await _search(ada, q="python", status="draft", facets="status,skill")
    assert _titles(found) == ["Baker"]
    assert found["facets"] == {"status": [{"value": "draft", "count": 1}], "skill": []}
    (quote,) = found["items"][0]["highlights"]
    assert quote["field"] == "description"
    assert [quote["text"][m["start"] : m["end"]] for m in quote["marks"]] == ["Python"]
    everything = await _search(ada, facets="skill")
    assert {each["value"] for each in everything["facets"]["skill"]} == {
        "Kubernetes",
        "Python",
        "SQL",
    }


async def test_what_cannot_be_asked_is_named(gateway, ada):
    for params, pointer in (
        ({"facets": "salary"}, "?facets"),
        ({"colour": "red"}, "?colour"),
        ({"cursor": "made-up"}, "?cursor"),
        ({"q": "a " * 40}, "?q"),
        ({"q": "a\0b"}, "?q"),
    ):
        response = await ada.get("/v1/search/jobs", params=params)
        assert response.status_code == 422, params
        assert response.json()["errors"][0]["pointer"] == pointer
    for odd in ("!!!", "the", "-", '"', "& | ! <-> :*", "or or", "-python", "' \\"):
        await _search(ada, q=odd)


async def test_nobody_finds_what_is_in_another_workspace(gateway, ada, bob):
    await _jobs(gateway, ada)
    await _tell(gateway, ada, first_name="Grace", skills=["COBOL"])
    for kind in ("jobs", "candidates"):
        found = await _search(bob, kind, facets="status,skill")
        assert (found["items"], found["facets"]) == ([], {"status": [], "skill": []})
    stolen = (await _search(ada, limit=1))["next_cursor"]
    response = await bob.get("/v1/search/jobs", params={"limit": 1, "cursor": stolen})
    assert response.status_code == 422


async def test_who_may_not_see_contacts_neither_sees_nor_finds_by_them(gateway, ada):
    person = {"headline": "COBOL", "emails": [{"value": "grace@navy.example"}]}
    await _tell(gateway, ada, first_name="Grace", **person)
    seen = await _search(ada, "candidates", q="cobol")
    assert seen["items"][0]["resource"]["emails"]
    assert (await _search(ada, "candidates", q="navy"))["items"] == []
    context = Context(workspace_id=ada.workspace_id, actor_id=ada.id)
    async with gateway.database.transaction(context) as tx:
        await tx.session.execute(update(Member).values(role="viewer"))
    veiled = await _search(ada, "candidates", q="cobol")
    assert veiled["items"][0]["resource"]["emails"] == []
    response = await ada.get("/v1/search/candidates?email=grace@navy.example")
    assert response.status_code == 422


async def test_pages_hold_every_find_once_while_others_come_in(gateway, ada):
    wanted = {
        await _tell(gateway, ada, title="Engineer" + " of Python" * (n % 3), status="open")
        for n in range(9)
    }
    seen, cursor = [], {}
    while cursor is not None:
        page = await _search(ada, q="engineer", limit=2, **cursor)
        seen += [(hit["score"], hit["resource"]["id"]) for hit in page["items"]]
        await _tell(gateway, ada, title="Engineer of Python", status="open")
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    ids = [found for _, found in seen]
    assert len(ids) == len(set(ids))
    assert wanted <= set(ids)
    assert seen == sorted(seen, reverse=True)
