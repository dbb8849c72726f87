"""Who is near to some words in meaning: by what they do, and never by who they are."""

from typing import Any

from hirewire_chassis import new_id
from hirewire_contracts.candidates import Candidate, CandidateUpdated
from hirewire_contracts.operating import Refused
from hirewire_contracts.searching import FindNearest, NearestFound
from hirewire_matching.main import Tools, replies

CAREER: dict[str, Any] = {
    "headline": "Senior Backend Engineer",
    "summary": "Builds Python services.\nDate of birth: 10 December 1990\nNationality: British",
    "work": [{"title": "Backend Engineer", "summary": "Wrote the outbox."}],
}


async def _ask(story: Any, embedder: Any, words: str, searched: str = "candidates", **context: Any):
    question = FindNearest(question_id=new_id(), searched=searched, words=words)
    reply = replies(Tools(embedder))[FindNearest]
    context_of = type(story.context)
    given = {name: getattr(story.context, name) for name in context_of.__slots__}
    return await reply(question, context_of(**{**given, **context}), story.database)


def _found(answer: NearestFound) -> dict[Any, float]:
    return {each.id: each.cosine for each in answer.nearest}


async def test_meaning_orders_candidates_and_jobs_of_the_own_workspace_alone(
    story: Any, elsewhere: Any, embedder: Any
) -> None:
    nurse = await story.candidate(headline="Nurse", summary="Cares for patients in a hospital.")
    coder = await story.candidate(**CAREER)
    await elsewhere.candidate(**CAREER)
    baker = await story.job(title="Baker", description="Bread and cakes.")
    await elsewhere.job(title="Pastry chef")
    people = await _ask(story, embedder, "software developer")
    assert [each.id for each in people.nearest] == [coder.id, nurse.id]
    jobs = await _ask(story, embedder, "pastry chef", "jobs")
    assert [each.id for each in jobs.nearest] == [baker.id]


async def test_who_somebody_is_makes_no_difference_at_all(story: Any, embedder: Any) -> None:
    first = await story.candidate(**CAREER, first_name="Ada", location="Berlin")
    queries = ("backend engineer", "Ada", "Ngozi Okonkwo", "young British woman")
    before = [_found(await _ask(story, embedder, words)) for words in queries]
    other = {
        "first_name": "Ngozi",
        "last_name": "Okonkwo",
        "location": "Lagos, Nigeria",
        "emails": [{"value": "ngozi@example.org"}],
        "urls": [{"value": "https://example.org/photo.jpg"}],
        "summary": "Builds Python services.\nDate of birth: 2 May 1963\nNationality: Nigerian",
        "sequence": 2,
    }
    changed = Candidate(**{**first.model_dump(), **other})
    await story.say(CandidateUpdated(candidate=changed, changed=("first_name",)))
    assert [_found(await _ask(story, embedder, words)) for words in queries] == before
    assert all(set(found) == {first.id} for found in before)


async def test_who_may_not_read_is_refused(story: Any, embedder: Any) -> None:
    await story.candidate(**CAREER)
    answer = await _ask(story, embedder, "engineer", actor_roles=("candidate",))
    assert isinstance(answer, Refused)
    assert answer.problem.status == 403
