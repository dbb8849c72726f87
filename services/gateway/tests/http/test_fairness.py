"""Self-declared groups: apart from all else, and told of as ratios of groups alone."""

import csv
import io
import json
from pathlib import Path

from hirewire_chassis import Context, new_id
from hirewire_contracts.candidates import Candidate, CandidateCreated, CandidateUpdated
from hirewire_contracts.matching import MatchItem, MatchRun, MatchRunCompleted, RunInputs
from hirewire_gateway.identity.models import Member
from sqlalchemy import text, update

AT = "2026-11-20T09:00:00Z"
SCHEMAS = Path(__file__).parents[4] / "libs/contracts/schema"
CATEGORIES = {"sex", "gender", "ethnicity", "age_group", "disability", "veteran"}


def _context(person):
    return Context(workspace_id=person.workspace_id, actor_id=person.id)


def _stamp(person, sequence=1):
    ids = {"id": new_id(), "workspace_id": person.workspace_id, "sequence": sequence}
    return {**ids, "created_at": AT, "updated_at": AT}


async def _candidate(gateway, person, **groups):
    candidate = Candidate.model_validate(_stamp(person))
    await gateway.project(CandidateCreated(candidate=candidate), _context(person))
    if groups:
        said = await _declare(person, candidate.id, groups)
        assert said.status_code == 204, said.text
    return candidate


async def _declare(person, candidate_id, groups):
    place = f"/v1/candidates/{candidate_id}/self-declaration"
    return await person.send("PUT", place, json={"groups": groups})


async def _rank(gateway, person, *candidates):
    ranked = {"verdicts": (), "components": {}}
    run = MatchRun.model_validate(
        {
            **_stamp(person),
            "job_id": new_id(),
            "job_title": "Welder",
            "items": [
                MatchItem(candidate_id=each.id, score=1 - n / 100, rank=n + 1, **ranked)
                for n, each in enumerate(candidates)
            ],
            "considered": len(candidates),
            "model_version": "m",
            "weights_version": "w",
            "inputs": RunInputs(job_sequence=1, profile_sequences={}),
            "finished_at": AT,
        }
    )
    await gateway.project(MatchRunCompleted(run=run), _context(person))


async def _items(person, **asked):
    window = {"since": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}
    answer = await person.get("/v1/impact-ratios", params={**window, **asked})
    assert answer.status_code == 200, answer.text
    return {each["group"]: each for each in answer.json()["items"]}


async def test_the_ratios_of_a_run_as_json_and_csv(gateway, settings, run, ada):
    small = settings.model_copy(update={"smallest_group": 2})
    men = [await _candidate(gateway, ada, sex="male") for _ in range(2)]
    women = [await _candidate(gateway, ada, sex="female") for _ in range(2)]
    await _candidate(gateway, ada, sex="x")
    await _rank(gateway, ada, *men, women[0])
    assert all(each["too_few"] for each in (await _items(ada)).values())
    async with run(small) as other:
        ada.client = other.client
        found = await _items(ada)
        assert (found["female"]["rate"], found["female"]["impact_ratio"]) == (0.5, 0.5)
        assert (found["male"]["below_four_fifths"], found["female"]["below_four_fifths"]) == (
            False,
            True,
        )
        assert found["x"]["people"] is None
        assert (await _items(ada, top=1))["female"]["rate"] == 0.0
        assert (await _items(ada, job_id=str(new_id()))) == {}
        window = {"since": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}
        exported = await ada.get("/v1/impact-ratios/export", params=window)
        rows = {row["group"]: row for row in csv.DictReader(io.StringIO(exported.text))}
        assert rows["female"]["impact_ratio"] == "0.5"
        assert set(rows) == set(found)
        log = (await ada.get("/v1/audit-log", params={"action": "impact_ratios.exported"})).json()
        assert len(log["items"]) == 1


async def test_what_was_said_is_in_no_message_answer_or_log(gateway, ada):
    before = len(await gateway.outbox())
    candidate = await _candidate(gateway, ada, ethnicity="zembla")
    assert len(await gateway.outbox()) == before
    await _rank(gateway, ada, candidate)
    for place in (
        f"/v1/candidates/{candidate.id}",
        "/v1/candidates",
        "/v1/search/candidates",
        "/v1/audit-log",
    ):
        answer = await ada.get(place)
        assert answer.status_code == 200
        assert "zembla" not in answer.text, place
    place = f"/v1/candidates/{candidate.id}/self-declaration"
    assert (await ada.get(place)).status_code == 405


def test_no_message_between_services_has_a_place_for_it():
    for schema in SCHEMAS.glob("*.json"):
        assert not CATEGORIES & _names(json.loads(schema.read_text())), schema.name


async def test_it_goes_with_the_wish_and_with_the_candidate(gateway, ada, bob):
    first, second = [await _candidate(gateway, ada, sex="x") for _ in range(2)]
    place = f"/v1/candidates/{first.id}/self-declaration"
    assert (await bob.send("DELETE", place)).status_code == 404
    assert (await _declare(bob, first.id, {"sex": "male"})).status_code == 404
    assert (await ada.send("DELETE", place)).status_code == 204
    assert (await ada.send("DELETE", place)).status_code == 404
    erased = second.model_copy(update={"status": "erased", "sequence": 2})
    event = CandidateUpdated(candidate=erased, changed=("status",))
    await gateway.project(event, _context(ada))
    async with gateway.database.reading(_context(ada)) as session:
        assert await session.scalar(text("select count(*) from self_declarations")) == 0
    assert (await _declare(ada, second.id, {"sex": "male"})).status_code == 404


async def test_only_who_may_declares_and_reads(gateway, ada):
    candidate = await _candidate(gateway, ada)
    early = {"until": "0001-01-01T00:00:00Z"}
    assert (await ada.get("/v1/impact-ratios", params=early)).status_code == 422
    for wrong in ({}, {"colour": "red"}, {"sex": "Not a slug"}):
        assert (await _declare(ada, candidate.id, wrong)).status_code == 422
    async with gateway.database.transaction(_context(ada)) as tx:
        await tx.session.execute(update(Member).values(role="recruiter"))
    assert (await _declare(ada, candidate.id, {"sex": "x"})).status_code == 403
    assert (await ada.get("/v1/impact-ratios")).status_code == 403
    assert (await ada.get("/v1/impact-ratios/export")).status_code == 403


def _names(schema):
    if isinstance(schema, list):
        return set().union(*map(_names, schema))
    if not isinstance(schema, dict):
        return set()
    own = set(schema.get("properties", {}))
    return own.union(*map(_names, schema.values()))
