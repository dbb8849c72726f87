import json
from datetime import UTC, datetime

import pytest
from hirewire_chassis import new_id
from hirewire_contracts.candidates import Candidate, CandidateCreated
from hirewire_contracts.jobs import JobUpdated
from hirewire_contracts.matching import (
    CandidateRun,
    CandidateRunCompleted,
    CandidateRunInputs,
    Feedback,
    FeedbackGiven,
    JobMatch,
)

NOW = datetime.now(UTC)


def stamp(envelope, state_id):
    return {
        "id": state_id,
        "workspace_id": envelope.workspaceid,
        "sequence": 1,
        "created_by": envelope.actorid,
        "created_at": NOW,
        "updated_at": NOW,
    }


ROW = {
    "requirement": "Wound care", "kind": "skill", "required": True, "verdict": "partial",
    "weight": 1.0, "contribution": 0.75, "reason": "Nursing is akin to Wound care.",
}  # fmt: skip


@pytest.fixture
async def matched(gateway, ada):
    """A job, a candidate, and a run of the candidate that offers the job: its response."""
    job = await gateway.job(ada, title="Nurse", publish=True)
    (cause,) = await gateway.commands()
    grace = Candidate(**{**stamp(cause, new_id()), "sequence": 4})
    await gateway.project(CandidateCreated(candidate=grace), cause)

    def ranked(envelope, command):
        assert (command.candidate_id, command.limit) == (grace.id, 5)
        item = JobMatch(
            job_id=job["id"], job_title="Nurse", score=0.75, rank=1, verdicts=[ROW], components={}
        )
        run = CandidateRun(
            **stamp(envelope, command.run_id),
            candidate_id=grace.id,
            items=(item,),
            considered=1,
            model_version="m",
            weights_version="w",
            inputs=CandidateRunInputs(profile_sequence=4, job_sequences={job["id"]: 1}),
            finished_at=NOW,
        )
        return [CandidateRunCompleted(run=run)]

    place = f"/v1/candidates/{grace.id}/matches"
    assert (await ada.get(place)).status_code == 404
    response = await gateway.served(ada.post(place, json={"limit": 5}), ranked)
    assert response.status_code == 201, response.text
    return response


def given(envelope, command):
    feedback = Feedback(
        **stamp(envelope, command.feedback_id),
        run_id=command.run_id,
        job_id=command.match_id,
        candidate_id=new_id(),
        judgement=command.judgement,
        reason=command.reason,
        score=0.75,
        model_version="m",
        weights_version="w",
    )
    return [FeedbackGiven(feedback=feedback)]


async def test_a_candidates_run_is_shown_and_grows_stale_when_a_job_changes(gateway, ada, matched):
    run = matched.json()
    assert (run["items"][0]["score"], run["stale"]) == (0.75, False)
    place = matched.headers["location"]
    fresh = await ada.get(place)
    assert (fresh.json(), fresh.headers["etag"]) == (run, '"1"')
    create, *_ = await gateway.commands()
    changed = gateway.job_of(create, gateway.read(create), sequence=2)
    await gateway.project(JobUpdated(job=changed, changed=("title",)), create)
    stale = await ada.get(place, headers={"If-None-Match": '"1"'})
    assert (stale.status_code, stale.json()["stale"]) == (200, True)


async def test_whose_candidate_it_is_not_does_not_find_the_run(bob, matched):
    assert (await bob.get(matched.headers["location"])).status_code == 404
    response = await bob.post(matched.headers["location"])
    assert response.status_code == 404
    body = {"job_id": matched.json()["items"][0]["job_id"], "judgement": "good"}
    foreign = await bob.post(f"/v1/matches/{matched.json()['id']}/feedback", json=body)
    assert foreign.status_code == 404


async def test_feedback_on_a_match_is_kept_with_its_run(gateway, ada, matched):
    run = matched.json()
    place = f"/v1/matches/{run['id']}/feedback"
    body = {"job_id": run["items"][0]["job_id"], "judgement": "bad", "reason": "Too far."}
    response = await gateway.served(ada.post(place, json=body), given)
    assert response.status_code == 201, response.text
    told = response.json()
    assert (told["run_id"], told["judgement"], told["reason"]) == (run["id"], "bad", "Too far.")
    again = await gateway.served(ada.post(place, json={**body, "judgement": "good"}), given)
    assert again.json()["id"] == told["id"]
    exported = await ada.get("/v1/matches/feedback/export")
    (line,) = map(json.loads, exported.text.splitlines())
    assert (line["job_id"], line["judgement"], line["score"]) == (body["job_id"], "bad", 0.75)
    asked = ("requirement", "kind", "required", "verdict", "weight", "contribution")
    assert line["verdicts"] == [{name: ROW[name] for name in asked}]
    (kept,) = (await ada.get("/v1/audit-log?action=match_feedback.exported")).json()["items"]
    assert kept["decision"] == "allowed"


async def test_a_judgement_is_in_the_audit_log(gateway, ada, matched):
    run = matched.json()
    body = {"job_id": run["items"][0]["job_id"], "judgement": "bad"}
    asked = ada.post(f"/v1/matches/{run['id']}/feedback", json=body, headers={"Prefer": "wait=0"})
    assert (await asked).status_code == 202
    (line,) = (await ada.get("/v1/audit-log?action=match.judged")).json()["items"]
    assert line["resource_id"] == run["id"]
    assert line["details"] == {"match": body["job_id"], "judgement": "bad"}


async def test_feedback_names_one_match_of_the_run(ada, matched):
    run = matched.json()
    place, job_id = f"/v1/matches/{run['id']}/feedback", run["items"][0]["job_id"]
    both = {"job_id": job_id, "candidate_id": job_id, "judgement": "good"}
    for body in (both, {"judgement": "good"}, {"job_id": job_id, "judgement": "meh"}):
        assert (await ada.post(place, json=body)).status_code == 422
    for body in ({"job_id": str(new_id())}, {"candidate_id": job_id}):
        response = await ada.post(place, json={**body, "judgement": "good"})
        assert response.status_code == 404, body
