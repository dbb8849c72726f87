from datetime import UTC, datetime

from hirewire_chassis import new_id
from hirewire_contracts.candidates import Candidate, CandidateCreated, CandidateUpdated
from hirewire_contracts.matching import MatchItem, MatchRun, MatchRunCompleted, RunInputs

NOW = datetime.now(UTC)


async def test_a_run_is_shown_and_grows_stale_when_a_candidate_changes(gateway, ada):
    job = await gateway.job(ada, title="Nurse")
    (cause,) = await gateway.commands()
    grace = Candidate(
        id=new_id(), workspace_id=ada.workspace_id, sequence=4, created_at=NOW, updated_at=NOW
    )
    await gateway.project(CandidateCreated(candidate=grace), cause)

    def ranked(envelope, command):
        assert (str(command.job_id), command.limit) == (job["id"], 5)
        assert command.filters.locations == ("Lyon",)
        assert command.weights == {"skill": 0.5}
        item = MatchItem(candidate_id=grace.id, score=0.75, rank=1, verdicts=(), components={})
        run = MatchRun(
            id=command.run_id,
            workspace_id=envelope.workspaceid,
            sequence=1,
            created_by=envelope.actorid,
            created_at=NOW,
            updated_at=NOW,
            job_id=command.job_id,
            job_title="Nurse",
            items=(item,),
            considered=1,
            model_version="m",
            weights_version="w",
            inputs=RunInputs(job_sequence=1, profile_sequences={str(grace.id): 4}),
            finished_at=NOW,
        )
        return [MatchRunCompleted(run=run)]

    place = f"/v1/jobs/{job['id']}/matches"
    assert (await ada.get(place)).status_code == 404
    body = {"limit": 5, "filters": {"locations": ["Lyon"]}, "weights": {"skill": 0.5}}
    response = await gateway.served(ada.post(place, json=body), ranked)
    assert response.status_code == 201, response.text
    assert (response.json()["items"][0]["score"], response.json()["stale"]) == (0.75, False)
    fresh = await ada.get(place)
    assert (fresh.json(), fresh.headers["etag"]) == (response.json(), '"1"')
    changed = grace.model_copy(update={"sequence": 5})
    await gateway.project(CandidateUpdated(candidate=changed, changed=()), cause)
    stale = await ada.get(place, headers={"If-None-Match": '"1"'})
    assert (stale.status_code, stale.json()["stale"]) == (200, True)


async def test_limits_of_a_run(gateway, ada):
    job = await gateway.job(ada)
    place = f"/v1/jobs/{job['id']}/matches"
    weights = ({"weights": {"name": 1}}, {"weights": {"skill": -1}}, {"weights": {"skill": 1.5}})
    for body in ({"limit": 0}, {"limit": 101}, {"filters": {"shoe_size": 42}}, *weights):
        assert (await ada.post(place, json=body)).status_code == 422
    assert (await ada.post(f"/v1/jobs/{new_id()}/matches")).status_code == 404
