"""Two furnished workspaces: every address is asked for what belongs to the other one.

The addresses come from the OpenAPI document, the filters from each list's own refusal, so that a
new one without a sample fails here.
"""

import re
from itertools import chain

import pytest

from tools.permissions import committed

AT_ONCE = {"Prefer": "wait=0"}
BODIES = {
    "PATCH /v1/jobs/{job_id}": {"title": "Nurse"},
    "PATCH /v1/candidates/{candidate_id}": {"headline": "Nurse"},
    "PATCH /v1/entities/{entity_id}": {"name": "Zora"},
    "PATCH /v1/relationships/{relationship_id}": {"status": "confirmed"},
    "PATCH /v1/saved-searches/{saved_search_id}": {"q": "nurse"},
    "POST /v1/search/{search_id}/clicks": {"resource_id": "job_id", "place": 1},
    "PUT /v1/candidates/{candidate_id}/self-declaration": {"groups": {"sex": "x"}},
    "PATCH /v1/roles/{role}": {"description": "Finds people"},
    "PATCH /v1/workspaces/{workspace}": {"name": "Yard"},
    "POST /v1/workspaces/{workspace}/members": {"email": "new@example.org", "role": "viewer"},
    "PATCH /v1/workspaces/{workspace}/members/{user_id}": {"role": "owner"},
    "POST /v1/entities/{entity_id}/merge": {"into": "into"},
    "POST /v1/matches/{run_id}/feedback": {"candidate_id": "candidate_id", "judgement": "good"},
}
REFERENCES = {
    "POST /v1/documents": {"file_id": "file_id", "kind": "resume"},
    "POST /v1/entities/{entity_id}/merge": {"into": "into"},
    "POST /v1/matches/{run_id}/feedback": {"candidate_id": "candidate_id", "judgement": "good"},
}
"""Bodies that name other resources, where a sample's name stands for its id. The ends of a new
relationship are ai_worker's to check, and files of a batch fail one by one."""
ANY_TIME = ("2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z")
VALUES = (*ANY_TIME, "true", "false", "0", "allowed", "welder")
"""For filters that no field of a sample answers to."""
ORDER = ("GET", "PATCH", "PUT", "POST", "DELETE")
NOBODYS = {each for each, who in committed().items() if not who["owner"]}
"""Not of a workspace; for those see the tests of the routes."""


@pytest.fixture
async def ids(ada, bob, furnish):
    return {"ada": await furnish(ada), "bob": await furnish(bob)}


async def test_a_foreign_id_is_not_found_and_ones_own_is(document, ada, bob, ids):
    """Ada's calls show that the samples exist and that nobody but the owner was the reason."""
    asked = [each for each in _operations(document) if _names(*each)]
    for method, path, operation in asked:
        for name in _names(method, path, operation):
            assert name in ids["ada"], f"`furnish` has no {name}: see conftest.py"
            own = ids["bob"]
            response = await _call(bob, method, path, operation, own, {name: ids["ada"][name]})
            assert response.status_code == 404, (method, path, name, response.text)
    for method, path, operation in sorted(asked, key=lambda each: ORDER.index(each[0])):
        response = await _call(ada, method, path, operation, ids["ada"])
        place = f"{method} {path}"
        assert response.status_code != 422, f"give {place} a body in BODIES: {response.text}"
        assert response.status_code not in {403, 404, 405}, (place, response.text)


async def test_a_foreign_id_in_a_body_is_refused(document, ada, bob, ids):
    for place, body in REFERENCES.items():
        method, path = place.split()
        for name in _samples_in(body):
            mixed = _replaced(body, {**ids["bob"], name: ids["ada"][name]})
            path_of_bob = path.format_map(ids["bob"])
            response = await bob.send(method, path_of_bob, json=mixed, headers=AT_ONCE)
            assert response.status_code in {404, 422}, (place, name, response.text)
            assert ids["ada"][name].hex not in response.text.replace("-", "")


async def test_no_answer_names_what_belongs_to_the_other(document, ada, bob, ids):
    foreign = _hexes(ids["ada"], ada)
    for method, path, operation in _operations(document):
        if method == "GET":
            response = await _call(bob, method, path, operation, ids["bob"])
            if path != "/v1/graph/path":
                assert response.status_code == 200, (path, response.text)
            assert not foreign & _found(response.text), path


async def test_no_filter_order_or_search_reaches_the_other_workspace(document, ada, bob, ids):
    foreign = _hexes(ids["ada"], ada)
    for path in _lists(document):
        place = path.format_map(ids["ada"])
        items = (await ada.get(place)).json()["items"]
        assert items, f"`furnish` puts nothing into {path}: see conftest.py"
        for name in await _filters(ada, place):
            value = await _hit(ada, place, name, items)
            assert value is not None, f"no sample in {path} answers to the filter {name}"
            answer = await bob.get(path.format_map(ids["bob"]), params={name: value})
            assert answer.status_code == 200, (path, name, answer.text)
            assert not (foreign - _found(value)) & _found(answer.text), (path, name, value)
            if _found(value) & foreign and "{" not in path:
                assert answer.json()["items"] == [], (path, name)
        counted = await bob.get(path.format_map(ids["bob"]), params={"count": "true"})
        if counted.status_code == 200:
            assert counted.json()["total"] == len(counted.json()["items"])


async def test_a_cursor_of_another_workspace_opens_nothing(document, ada, bob, ids):
    for path in _lists(document):
        first = await ada.get(path.format_map(ids["ada"]), params={"limit": 1})
        cursor = first.json()["next_cursor"]
        if cursor is not None:
            answer = await bob.get(path.format_map(ids["bob"]), params={"cursor": cursor})
            assert answer.status_code == 422, path


async def test_nobody_acts_in_a_workspace_they_do_not_belong_to(document, ada, bob, ids):
    inside = {"X-Workspace-Id": str(ada.workspace_id), **AT_ONCE}
    for method, path, _ in _operations(document):
        if "{workspace}" not in path:
            place = path.format_map(ids["ada"])
            response = await bob.send(method, place, headers=inside)
            assert response.status_code == 404, (method, path, response.text)


def _operations(document):
    """What asks for a login and acts in a workspace."""
    table = committed()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            place = (method.upper(), path)
            if not table[place]["anybody"] and place not in NOBODYS:
                yield (*place, operation)


def _lists(document):
    for method, path, operation in _operations(document):
        parameters = {each["name"] for each in operation.get("parameters", ())}
        if method == "GET" and "cursor" in parameters:
            yield path


def _names(method, path, operation):
    """The parameters that name a resource: those of the path, and those a query must have."""
    given = operation.get("parameters", ())
    return [
        each["name"]
        for each in given
        if each["in"] == "path" or (each["in"] == "query" and each.get("required"))
    ]


async def _call(person, method, path, operation, ids, foreign=None):
    named = {**ids, **(foreign or {})}
    query = {
        each: str(named[each])
        for each in _names(method, path, operation)
        if f"{{{each}}}" not in path
    }
    body = BODIES.get(f"{method} {path}")
    request = {} if body is None else {"json": _replaced(body, ids)}
    place = path.format_map(named)
    return await person.send(method, place, params=query, headers=AT_ONCE, **request)


def _replaced(body, ids):
    if isinstance(body, dict):
        return {name: _replaced(value, ids) for name, value in body.items()}
    if isinstance(body, list):
        return [_replaced(value, ids) for value in body]
    return str(ids[body]) if body in ids else body


def _samples_in(body):
    if isinstance(body, dict | list):
        values = body.values() if isinstance(body, dict) else body
        return list(chain.from_iterable(_samples_in(value) for value in values))
    return [body] if body in {"file_id", "from", "to", "into", "candidate_id"} else []


async def _filters(person, place):
    refused = await person.get(place, params={"no_such_filter": "1"})
    assert refused.status_code == 422, (place, refused.text)
    detail = refused.json()["errors"][0]["detail"]
    return detail.partition("known are: ")[2].rstrip(".").split(", ")


async def _hit(person, place, name, items):
    """A value of this filter that finds something among one's own."""
    for value in dict.fromkeys([*chain.from_iterable(map(_scalars, items)), *VALUES]):
        answer = await person.get(place, params={name: value})
        if answer.status_code == 200 and answer.json()["items"]:
            return value
    return None


def _scalars(value):
    if isinstance(value, dict | list):
        values = value.values() if isinstance(value, dict) else value
        return list(chain.from_iterable(map(_scalars, values)))
    return [] if value in {None, ""} else [str(value)]


def _hexes(ids, person):
    return {each.hex for each in ids.values()} | {person.id.hex, person.email}


def _found(text):
    hexes = re.findall(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", text)
    return {each.replace("-", "") for each in hexes} | set(re.findall(r"[\w.]+@[\w.]+", text))
