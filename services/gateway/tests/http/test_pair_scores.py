from datetime import UTC, datetime

import pytest
from hirewire_chassis import Context
from hirewire_contracts.pairs import PairScore, PairScored
from hirewire_contracts.settlement import CommandSettled, Problem
from sqlalchemy import text

NOW = datetime.now(UTC)
TEXTS = {"job": "Nurse\n\nRequirements\n- Triage", "resume": "Ada\n\nSkills\nTriage"}


def scored(envelope, command):
    assert (command.job, command.resume) == (TEXTS["job"], TEXTS["resume"])
    assert command.answer_by > datetime.now(UTC)
    pair = PairScore(
        id=command.pair_id,
        workspace_id=envelope.workspaceid,
        sequence=1,
        created_by=envelope.actorid,
        created_at=NOW,
        updated_at=NOW,
        score=0.5,
        verdicts=(),
        components={"skills": 0.5},
        model_version="m",
        weights_version="w",
    )
    return [PairScored(pair=pair)]


@pytest.fixture
async def score(gateway, ada):
    response = await gateway.served(ada.post("/v1/matches/score", json=TEXTS), scored)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_score_is_answered_and_can_be_fetched_for_a_while_by_who_asked(
    gateway, ada, bob, score
):
    place = f"/v1/matches/scores/{score['id']}"
    assert score["score"] == 0.5
    assert (await ada.get(place)).json() == score
    assert (await bob.get(place)).status_code == 404
    await _expire(gateway, ada)
    assert (await ada.get(place)).status_code == 404


async def test_nothing_is_left_of_it_when_its_time_is_over(gateway, ada, score):
    await gateway.state["runtime"].sweeper.sweep()
    assert await _count(gateway, ada) == 1
    await _expire(gateway, ada)
    await gateway.state["runtime"].sweeper.sweep()
    assert await _count(gateway, ada) == 0


async def test_a_colleague_does_not_see_it(gateway, ada, bob, score):
    colleague = Context(workspace_id=ada.workspace_id, actor_id=bob.id)
    async with gateway.database.reading(colleague) as session:
        assert await session.scalar(text("select count(*) from pair_scores")) == 0


async def test_who_does_not_wait_gets_the_operation(ada):
    response = await ada.post("/v1/matches/score", json=TEXTS, headers={"Prefer": "wait=0"})
    assert response.status_code == 202
    resource = response.json()["resource"]
    assert (await ada.get(resource["href"])).status_code == 404


async def test_a_refusal_is_the_answer(gateway, ada):
    def refused(envelope, command):
        problem = Problem(code="too_late", title="Too late", status=504, detail="Nobody waits.")
        return [
            CommandSettled(
                subject_id=command.pair_id,
                service="ai_worker",
                command_id=envelope.id,
                command_type=envelope.type,
                outcome="rejected",
                problem=problem,
            )
        ]

    response = await gateway.served(ada.post("/v1/matches/score", json=TEXTS), refused)
    assert (response.status_code, response.json()["title"]) == (504, "Too late")


async def test_limits_of_a_pair(ada):
    for body in ({"job": "x"}, {**TEXTS, "job": ""}, {**TEXTS, "resume": "x" * 200_001}):
        assert (await ada.post("/v1/matches/score", json=body)).status_code == 422


async def _expire(gateway, person):
    own = Context(workspace_id=person.workspace_id, actor_id=person.id)
    async with gateway.database.transaction(own) as tx:
        await tx.session.execute(text("update pair_scores set expires_at = now() - interval '1 s'"))


async def _count(gateway, person):
    own = Context(workspace_id=person.workspace_id, actor_id=person.id)
    async with gateway.database.reading(own) as session:
        return await session.scalar(text("select count(*) from pair_scores"))
