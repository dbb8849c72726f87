from typing import Any

import pytest
from hirewire_contracts.candidates import Candidate, CandidateUpdated
from hirewire_contracts.documents import Requirement
from hirewire_contracts.matching import MatchRun


def items(run: MatchRun) -> list[str]:
    return [item.model_dump_json() for item in run.items]


def skilled(quote: Any) -> dict[str, Any]:
    return {
        "skills": [{"name": "Python", "key": "python", "evidence": [quote("Python")]}],
        "languages": [{"name": "English", "level": "C1"}],
        "education": [{"level": 6}],
        "years_of_experience": 6,
    }


def ada() -> dict[str, Any]:
    return {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "emails": [{"value": "ada@example.org"}],
        "phone_numbers": [{"value": "+44 20 7946 0000"}],
        "urls": [{"value": "https://example.org/ada"}],
        "location": "12 Elm Street, 10115 Berlin, Germany",
        "headline": "Ada Lovelace, Senior Backend Engineer",
        "summary": "Ada builds Python services. She leads her team. Reach her: ada@example.org\n"
        "Date of birth: 10 December 1990\nNationality: British",
        "work": [
            {"title": "Backend Engineer", "summary": "Ada wrote the outbox.", "current": True}
        ],
    }


def ngozi() -> dict[str, Any]:
    return {
        "first_name": "Ngozi",
        "last_name": "Okonkwo-Eze",
        "emails": [{"value": "n.okonkwo@mail.example"}],
        "location": "Karl-Marx-Allee 99, Berlin, Germany",
        "headline": "Ngozi Okonkwo-Eze, Senior Backend Engineer",
        "summary": "Ngozi builds Python services. He leads his team. Reach him:"
        " n.okonkwo@mail.example\nDate of birth: 2 May 1963\nNationality: Nigerian",
        "work": [
            {"title": "Backend Engineer", "summary": "Ngozi wrote the outbox.", "current": True}
        ],
    }


async def test_another_person_with_the_same_career_gets_the_same_bytes(
    story: Any, quote: Any
) -> None:
    job = await story.job(
        Requirement(kind="language", name="English", level="B2"),
        title="Senior Backend Engineer",
        description="Python services with an outbox.",
        skills_required=["Python", "Kafka"],
        locations=["Berlin, Germany"],
    )
    rival = await story.candidate(skills=["Kafka"], headline="Data Engineer")
    first = await story.candidate(**ada(), **skilled(quote))
    before = await story.run(job)
    other = Candidate(**{**first.model_dump(), **ngozi(), "sequence": 2})
    await story.say(CandidateUpdated(candidate=other, changed=("first_name",)))
    after = await story.run(job)
    assert after.inputs.profile_sequences == {str(rival.id): 1, str(first.id): 2}
    assert items(before) == items(after)
    assert after.items[0].candidate_id == first.id


@pytest.mark.parametrize("field", ["first_name", "last_name", "emails", "phone_numbers", "urls"])
async def test_each_identifying_field_alone_changes_nothing(
    story: Any, quote: Any, field: str
) -> None:
    job = await story.job(skills_required=["Python"], description="Python services.")
    career = {**skilled(quote), "headline": "Backend Engineer", "summary": "Builds services."}
    first = await story.candidate(**career)
    before = await story.run(job)
    changed = Candidate(**{**first.model_dump(), field: ada()[field], "sequence": 2})
    await story.say(CandidateUpdated(candidate=changed, changed=(field,)))
    assert items(await story.run(job)) == items(before)


async def test_evidence_that_names_the_person_is_left_out(story: Any, quote: Any) -> None:
    evidence = [quote("Ada Lovelace: Python"), quote("Python 3")]
    await story.candidate(
        first_name="Ada", last_name="Lovelace", skills=[{"name": "Python", "evidence": evidence}]
    )
    run = await story.run(await story.job(skills_required=["Python"]))
    assert "Lovelace" not in run.model_dump_json()
    (python,) = [row for row in run.items[0].verdicts if row.requirement == "Python"]
    assert [found.quote for found in python.evidence] == ["Python 3"]


async def test_the_same_inputs_give_the_same_bytes(story: Any, elsewhere: Any, quote: Any) -> None:
    """Also in another workspace, told in another order."""
    people = [story.person(headline=f"Engineer {n}", **skilled(quote)) for n in range(5)]
    job = story.vacancy(skills_required=["Python", "Go"], description="Services.")
    runs = []
    for teller, order in ((story, people), (elsewhere, people[::-1])):
        told = [
            Candidate(**{**p.model_dump(), "workspace_id": teller.context.workspace}) for p in order
        ]
        for person in told:
            await teller.candidate(**person.model_dump())
        copy = await teller.job(**{**job.model_dump(), "workspace_id": teller.context.workspace})
        runs += [await teller.run(copy), await teller.run(copy)]
    assert len({tuple(items(run)) for run in runs}) == 1
    ids = [item.candidate_id for item in runs[0].items]
    assert len(ids) == 5
