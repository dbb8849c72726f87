import asyncio
from datetime import UTC, datetime
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hirewire_chassis import Discard, new_id
from hirewire_chassis.testing.asserts import all_sent, sent
from hirewire_contracts.documents import (
    DocumentExtracted,
    DocumentFailed,
    DocumentProgressed,
    ExtractDocument,
    JobFacts,
)
from hirewire_contracts.jobs import Job, JobCreated, JobUpdated
from sqlalchemy import text

AD = "We are looking for an engineer.\n\nRequirements\n- Python\n- {0}\n"


def job(desk, sequence: int = 1, **fields: Any) -> Job:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    defaults = {
        "id": UUID(int=1 << 80),
        "workspace_id": desk.context.workspace_id,
        "sequence": sequence,
        "created_at": now,
        "updated_at": now,
        "status": "draft",
        "title": "Data Engineer",
        "description": AD.format("SQL"),
    }
    return Job(**{**defaults, **fields})


def updated(desk, sequence: int, **fields: Any) -> JobUpdated:
    return JobUpdated(job=job(desk, sequence, **fields), changed=tuple(fields))


async def required(desk) -> set[str]:
    """The skills that the graph says the job requires."""
    query = text(
        "select o.key from edges join entities o on o.id = object_id"
        " where predicate = 'requires_skill' and not edges.retracted"
    )
    async with desk.database.reading(desk.context) as session:
        return set(await session.scalars(query))


async def test_a_posted_job_is_read_like_an_ad(desk) -> None:
    handled = await desk.say(JobCreated(job=job(desk)), actor_roles=())
    document = sent(handled, DocumentProgressed).document
    assert (document.kind, document.about.kind, document.about.id) == ("job", "job", job(desk).id)
    assert (document.name, document.file_id) == ("Data Engineer", None)
    event = sent(await desk.extract(document.id), DocumentExtracted)
    assert isinstance(event.facts, JobFacts)
    words = (await desk.blobs.get(event.document.text_blob)).decode()
    skills = [item for item in event.facts.requirements if item.kind == "skill"]
    assert {item.name for item in skills} >= {"Python", "SQL"}
    for item in skills:
        assert [words[place.start : place.end] for place in item.evidence] == [
            place.quote for place in item.evidence
        ]
    assert event.facts.job.description == "", "the job would change itself for ever"
    assert await required(desk) >= {"python", "sql"}


async def test_a_job_that_comes_twice_is_read_once(desk) -> None:
    event = JobCreated(job=job(desk))
    results = await asyncio.gather(*(desk.say(event) for _ in range(3)))
    assert sum(len(all_sent(result, ExtractDocument)) for result in results) == 1


async def test_a_job_made_from_a_file_is_not_read_again(desk) -> None:
    document_id = await desk.submit(AD.format("SQL"), "job")
    for event in (
        JobCreated(job=job(desk, document_id=document_id)),
        JobCreated(job=job(desk, document_id=new_id())),
        updated(desk, 2, document_id=document_id, description="x"),
    ):
        assert isinstance((await desk.say(event)).settlement.outcome, Discard)


async def test_a_draft_that_took_details_from_its_own_text_is_still_read(desk) -> None:
    created = sent(await desk.say(JobCreated(job=job(desk))), DocumentProgressed).document
    taken = updated(desk, 2, document_id=created.id, seniority="senior")
    assert isinstance((await desk.say(taken)).settlement.outcome, Discard)
    changed = updated(desk, 3, document_id=created.id, description=AD.format("Kafka"))
    assert sent(await desk.say(changed), ExtractDocument).document_id != created.id


async def test_the_same_text_is_not_read_twice(desk) -> None:
    await desk.say(JobCreated(job=job(desk)))
    same = updated(desk, 2, title="Data Engineer")
    assert isinstance((await desk.say(same)).settlement.outcome, Discard)


async def test_a_new_text_replaces_what_the_job_required(desk) -> None:
    first = sent(await desk.say(JobCreated(job=job(desk))), ExtractDocument)
    await desk.extract(first.document_id)
    changed = updated(desk, 2, description=AD.format("Kafka"))
    await desk.extract(sent(await desk.say(changed), ExtractDocument).document_id)
    skills = await required(desk)
    assert "sql" not in skills
    assert skills >= {"python", "apache-kafka"} or skills >= {"python", "kafka"}


async def test_a_text_that_was_overtaken_is_not_read_any_more(desk) -> None:
    first = sent(await desk.say(JobCreated(job=job(desk))), ExtractDocument)
    await desk.say(updated(desk, 2, description=AD.format("Kafka")))
    document = sent(await desk.extract(first.document_id), DocumentFailed).document
    assert document.failure.code == "superseded"
    assert await required(desk) == set()


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_texts_in_any_order_leave_what_the_newest_requires(
    desk, order: tuple[int, ...]
) -> None:
    events = [
        JobCreated(job=job(desk, description=AD.format("SQL"))),
        updated(desk, 2, description=AD.format("Kafka")),
        updated(desk, 3, description=AD.format("Docker")),
    ]
    handled = [await desk.say(events[index]) for index in order]
    commands = [command for item in handled for command in all_sent(item, ExtractDocument)]
    await asyncio.gather(*(desk.extract(command.document_id) for command in commands))
    assert await required(desk) == {"python", "docker"}
