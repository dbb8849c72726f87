from datetime import UTC, datetime

from hirewire_contracts.candidates import Candidate, CandidateCreated, CandidateUpdated


def _created(envelope, command):
    now = datetime.now(UTC)
    state = {
        **command.candidate.model_dump(),
        "id": command.candidate_id,
        "workspace_id": envelope.workspaceid,
        "sequence": 1,
        "created_by": envelope.actorid,
        "created_at": now,
        "updated_at": now,
    }
    return [CandidateCreated(candidate=Candidate.model_validate(state))]


async def _grace(gateway, person):
    body = {
        "first_name": "Grace",
        "last_name": "Hopper",
        "skills": ["COBOL", {"name": "Compilers"}],
    }
    response = await gateway.served(person.post("/v1/candidates", json=body), _created)
    assert response.status_code == 201, response.text
    return response.json()


async def test_skills_may_be_plain_names(gateway, ada):
    grace = await _grace(gateway, ada)
    assert [skill["name"] for skill in grace["skills"]] == ["COBOL", "Compilers"]
    assert (await ada.get(f"/v1/candidates/{grace['id']}")).json() == grace
    (found,) = (await ada.get("/v1/candidates?q=hopper")).json()["items"]
    assert found["id"] == grace["id"]


async def test_only_what_a_patch_names_is_changed(gateway, ada):
    grace = await _grace(gateway, ada)

    def update(_envelope, command):
        assert command.changes == {"headline": "Rear admiral", "skills": [{"name": "FLOW-MATIC"}]}
        assert command.expected_sequence is None
        changed = {**grace, "headline": "Rear admiral", "sequence": 2}
        return [
            CandidateUpdated(candidate=Candidate.model_validate(changed), changed=("headline",))
        ]

    body = {"headline": "Rear admiral", "skills": ["FLOW-MATIC"]}
    response = await gateway.served(ada.patch(f"/v1/candidates/{grace['id']}", json=body), update)
    assert (response.status_code, response.json()["headline"]) == (200, "Rear admiral")


async def test_somebody_elses_candidate_is_not_there(gateway, ada, bob):
    grace = await _grace(gateway, ada)
    assert (await bob.get(f"/v1/candidates/{grace['id']}")).status_code == 404
    response = await bob.patch(f"/v1/candidates/{grace['id']}", json={"headline": "Mine"})
    assert response.status_code == 404
