from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hirewire_chassis.processing import Dead, Done
from hirewire_contracts.jobs import Job, JobCreated, JobStatusChanged, JobUpdated
from hirewire_gateway.views import jobs
from hirewire_gateway.views.paging import PageQuery, PageQueryError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

FILTERED: list[tuple[dict[str, str], set[str]]] = [
    ({"status": "open"}, {"Nurse"}),
    ({"status": "open,draft"}, {"Nurse", "Cook"}),
    ({"employment_type": "contract"}, {"Cook"}),
    ({"company": "ACME"}, {"Nurse"}),
    ({"skill": "triage"}, {"Nurse"}),
    ({"skill": "sauces"}, {"Cook"}),
    ({"tag": "night"}, {"Nurse"}),
    ({"created_after": "2026-11-20T09:00:00Z"}, {"Cook"}),
    ({"created_before": "2026-11-20T09:00:01+00:00"}, {"Nurse"}),
    ({"status": "open", "tag": "day"}, set()),
]
SEARCHED = [("nurses", 1), ("intensive care", 1), ('"care intensive"', 0), ("-icu nurse", 1)]
UNKNOWN: list[tuple[dict[str, Any], str]] = [
    ({"filters": {"colour": "red"}}, "colour"),
    ({"filters": {"status": "asleep"}}, "status"),
    ({"filters": {"document_id": "7"}}, "document_id"),
    ({"filters": {"created_after": "yesterday"}}, "created_after"),
    ({"filters": {"company": "a\0b"}}, "company"),
    ({"sort": "salary"}, "sort"),
    ({"q": "\0"}, "q"),
    ({"after": ("not a time", UUID(int=0))}, "cursor"),
]


def life_of(make: Any, **fields: Any) -> list[Any]:
    """A job's events in the order in which they happened."""
    draft = make(Job, **fields)
    named = draft.model_copy(update={"sequence": 2, "title": "Night nurse"})
    opened = named.model_copy(update={"sequence": 3, "status": "open"})
    held = opened.model_copy(update={"sequence": 4, "status": "on_hold"})
    return [
        JobCreated(job=draft),
        JobUpdated(job=named, changed=("title",)),
        JobStatusChanged(job=opened, previous="draft"),
        JobStatusChanged(job=held, previous="open"),
    ]


async def test_every_order_of_events_gives_the_same_row(
    say: Any, make: Any, database: Any, recruiter: Any
) -> None:
    for order in permutations(range(4)):
        events = life_of(make)
        for index in order:
            await say(events[index])
        async with database.reading(recruiter) as session:
            shown = await jobs.get(session, recruiter.workspace_id, events[0].job.id)
        assert shown == events[-1].job, order


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
async def test_a_snapshot_and_any_events_are_a_fresh_snapshot(
    say: Any, make: Any, database: Any, recruiter: Any, data: Any
) -> None:
    events = life_of(make)
    snapshot = data.draw(st.integers(0, 3), "snapshot")
    later = st.lists(st.integers(0, 3), max_size=8).map(lambda some: [*some, 3])
    heard = data.draw(later.flatmap(st.permutations), "events")
    await say(JobCreated(job=events[snapshot].job))
    for index in heard:
        await say(events[index])
    async with database.reading(recruiter) as session:
        shown = await jobs.get(session, recruiter.workspace_id, events[0].job.id)
    assert shown == events[-1].job


async def test_the_derived_columns_follow_the_state(
    say: Any, make: Any, database: Any, recruiter: Any
) -> None:
    events = life_of(make)
    for event in events:
        await say(event)
    async with database.reading(recruiter) as session:
        row = (await session.execute(text("select status, title, sequence from view_jobs"))).one()
    assert row == ("on_hold", "night nurse", 4)


async def test_a_state_of_another_workspace_than_its_event_is_dead(
    say: Any, make: Any, stranger: Any
) -> None:
    handled = await say(JobCreated(job=make(Job, workspace_id=stranger.workspace_id)))
    assert isinstance(handled.settlement, Dead)


async def test_nobody_overwrites_the_job_of_another_workspace(
    say: Any, make: Any, database: Any, recruiter: Any, stranger: Any
) -> None:
    mine = make(Job)
    await say(JobCreated(job=mine))
    theirs = mine.model_copy(update={"workspace_id": stranger.workspace_id, "sequence": 9})
    handled = await say(JobCreated(job=theirs), workspace_id=stranger.workspace_id)
    assert not isinstance(handled.settlement, Done)
    async with database.reading(recruiter) as session:
        assert await jobs.get(session, recruiter.workspace_id, mine.id) == mine


async def test_filters(say: Any, make: Any, reading: Any, recruiter: Any) -> None:
    nurse = {"company": "Acme", "skills_required": ("triage",), "tags": ("night",)}
    await say(JobCreated(job=make(Job, status="open", **nurse)))
    cook = {"employment_type": "contract", "skills_preferred": ("sauces",)}
    await say(JobCreated(job=make(Job, minute=1, title="Cook", **cook)))
    for filters, expected in FILTERED:
        found = await jobs.page(reading, recruiter.workspace_id, PageQuery(filters=filters))
        assert {job.title for job in found.items} == expected, filters


async def test_words_are_found_with_their_stems(
    say: Any, make: Any, reading: Any, recruiter: Any
) -> None:
    await say(JobCreated(job=make(Job, description="You work in intensive care.")))
    for words, count in SEARCHED:
        page = await jobs.page(reading, recruiter.workspace_id, PageQuery(q=words))
        assert len(page.items) == count, words


async def test_what_a_list_does_not_know_is_named(reading: Any, recruiter: Any) -> None:
    for query, parameter in UNKNOWN:
        with pytest.raises(PageQueryError) as error:
            await jobs.page(reading, recruiter.workspace_id, PageQuery(**query))
        assert error.value.parameter == parameter, query


def test_a_limit_has_bounds() -> None:
    for limit in (0, 201, -1):
        with pytest.raises(PageQueryError):
            PageQuery(limit=limit)
