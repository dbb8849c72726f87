"""Who may not see how to reach a person, or what a job pays, finds it in no answer at all."""

from hirewire_chassis import Context, new_id
from hirewire_contracts.candidates import Candidate
from hirewire_gateway.http.veil import veiled
from hirewire_gateway.identity.models import Member
from hirewire_gateway.identity.permissions import PERMISSIONS, ROLES, Actor
from hirewire_gateway.identity.visibility import FIELDS, hidden_fields
from sqlalchemy import update

from tools.permissions import committed

SECRETS = {
    "zoe@example.org": "candidate.emails",
    "+49 170 1234567": "candidate.phone_numbers",
    "https://zoe.example.org": "candidate.urls",
    "zoe.z@example.org": "resume.text",
    "98765": "job.salary",
}
SEEING = {"owner", "admin", "recruiter", "hiring_manager"}


async def test_every_readable_address_keeps_what_a_role_may_not_see(gateway, ada, furnish):
    ids = await furnish(ada)
    for role in ROLES:
        await _become(gateway, ada, role)
        seen = await _seen(ada, role, ids)
        assert seen == (set(SECRETS.values()) if role in SEEING else set()), role


async def test_a_filter_does_not_tell_what_is_hidden(gateway, ada, furnish):
    await furnish(ada)
    asked = {"params": {"email": "zoe@example.org"}}
    assert len((await ada.get("/v1/candidates", **asked)).json()["items"]) == 1
    await _become(gateway, ada, "interviewer")
    assert (await ada.get("/v1/candidates", **asked)).status_code == 422


async def test_what_was_veiled_is_no_longer_current_after_a_promotion(gateway, ada, furnish):
    ids = await furnish(ada)
    path = f"/v1/candidates/{ids['candidate_id']}"
    await _become(gateway, ada, "viewer")
    known = {"If-None-Match": (await ada.get(path)).headers["etag"]}
    assert (await ada.get(path, headers=known)).status_code == 304
    await _become(gateway, ada, "recruiter")
    shown = await ada.get(path, headers=known)
    assert shown.json()["emails"][0]["value"] == "zoe@example.org"


def test_a_key_sees_what_its_permissions_name():
    person = Actor(new_id(), new_id(), new_id(), ("owner",), frozenset({"candidates:read"}))
    assert hidden_fields(person, "candidate") == {"emails", "phone_numbers", "urls"}
    wide = Actor(new_id(), new_id(), new_id(), ("owner",), frozenset(PERMISSIONS))
    assert all(not hidden_fields(wide, kind) for kind in FIELDS)


def test_what_nobody_hides_is_the_same_object():
    stamp = {"id": new_id(), "workspace_id": new_id(), "sequence": 1}
    times = {"created_at": "2026-11-20T09:00:00Z", "updated_at": "2026-11-20T09:00:00Z"}
    candidate = Candidate.model_validate({**stamp, **times, "emails": [{"value": "a@b.example"}]})
    owner = Actor(new_id(), new_id(), new_id(), ("owner",))
    viewer = Actor(new_id(), new_id(), new_id(), ("viewer",))
    assert veiled(owner, candidate) is candidate
    assert veiled(viewer, candidate).emails == ()
    assert candidate.emails


async def _seen(person, role, ids):
    seen = set()
    for (method, path), who in committed().items():
        if method == "GET" and not who["anybody"] and who[role]:
            answer = await person.get(path.format_map(ids), params=_ends(path, ids))
            assert answer.status_code in {200, 404}, (path, answer.text)
            seen |= {place for text, place in SECRETS.items() if text in answer.text}
    return seen


def _ends(path, ids):
    return {"from": str(ids["from"]), "to": str(ids["to"])} if path == "/v1/graph/path" else {}


async def _become(gateway, person, role):
    context = Context(workspace_id=person.workspace_id, actor_id=person.id)
    async with gateway.database.transaction(context) as tx:
        await tx.session.execute(update(Member).values(role=role))
