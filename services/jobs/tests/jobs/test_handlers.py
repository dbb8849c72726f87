import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hirewire_chassis import Context, Database, Discard, new_id
from hirewire_chassis.processing import Dead
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.handling import Handled, deliver, handle, wrap
from hirewire_contracts.documents import DocumentExtracted, JobFacts
from hirewire_contracts.jobs import (
    ChangeJobStatus,
    CreateJob,
    Job,
    JobCreated,
    JobDetails,
    JobStatusChanged,
    JobUpdated,
    UpdateJob,
)
from hirewire_contracts.settlement import CommandSettled, Problem
from hirewire_contracts.values import Reference, Salary
from hirewire_jobs.main import subscriptions

SUBSCRIPTIONS = subscriptions()
FULL = JobDetails(
    title="Senior Backend Engineer",
    description="Build it.\n\nKöln, 你好",
    company="Acme",
    department="Platform",
    employment_type="full_time",
    workplace_type="hybrid",
    locations=("Berlin", "Porto"),
    salary=Salary(min=70_000, max=90_000.5, currency="EUR"),
    skills_required=("Python", "PostgreSQL"),
    skills_preferred=("Kafka",),
    seniority="senior",
    headcount=2,
    external_id="REQ-1",
    source="careers",
    url="https://example.org/jobs/1",
    tags=("remote-ok",),
    closes_at=datetime(2126, 1, 31, 12, tzinfo=UTC),
)


class Jobs:
    """What the tests say most often to the service."""

    def __init__(self, say: Callable[..., Any], context: Context) -> None:
        self.say = say
        self.context = context

    async def create(self, details: JobDetails = FULL, **options: Any) -> Job:
        command = CreateJob(job_id=new_id(), job=details, **options)
        return sent(await self.say(command), JobCreated).job

    async def change(self, job: Job, action: str, **options: Any) -> Handled:
        return await self.say(ChangeJobStatus(job_id=job.id, action=action, **options))


@pytest.fixture
def office(say: Callable[..., Any], recruiter: Context) -> Jobs:
    return Jobs(say, recruiter)


def problem(handled: Handled) -> Problem:
    settled = sent(handled, CommandSettled)
    assert settled.outcome == "rejected"
    assert settled.problem is not None
    return settled.problem


def discarded(handled: Handled) -> bool:
    (settled,) = handled.sent
    return isinstance(settled, CommandSettled) and settled.outcome == "discarded"


async def test_a_job_is_created_as_it_was_written(office: Jobs) -> None:
    job = await office.create()
    assert JobDetails.model_validate(job.model_dump(include=set(JobDetails.model_fields))) == FULL
    assert (job.sequence, job.status, job.published_at) == (1, "draft", None)
    assert (job.workspace_id, job.created_by) == (
        office.context.workspace_id,
        office.context.actor_id,
    )


async def test_a_job_can_be_born_open(office: Jobs) -> None:
    job = await office.create(publish=True)
    assert (job.sequence, job.status, job.published_at) == (1, "open", job.created_at)


async def test_a_repeated_create_changes_nothing(office: Jobs) -> None:
    command = CreateJob(job_id=new_id(), job=FULL)
    sent(await office.say(command), JobCreated)
    update = UpdateJob(job_id=command.job_id, changes={"title": "Other"})
    sent(await office.say(update), JobUpdated)
    assert discarded(await office.say(command))
    assert discarded(await office.say(update))


async def test_two_creates_at_once_make_one_job(office: Jobs) -> None:
    command = CreateJob(job_id=new_id(), job=FULL)
    results = await asyncio.gather(*(office.say(command) for _ in range(4)))
    kinds = sorted(type(message).__name__ for result in results for message in result.sent)
    assert kinds == ["CommandSettled"] * 3 + ["JobCreated"]


async def test_the_same_id_with_another_content_is_a_conflict(office: Jobs) -> None:
    job = await office.create()
    for command in (
        CreateJob(job_id=job.id, job=JobDetails(title="Cook")),
        CreateJob(job_id=job.id, job=FULL, publish=True),
    ):
        refused = problem(await office.say(command))
        assert (refused.status, refused.code) == (409, "id_taken")


async def test_a_foreign_job_is_not_there(office: Jobs) -> None:
    job = await office.create()
    elsewhere = {"workspace_id": new_id()}
    taken = problem(await office.say(CreateJob(job_id=job.id, job=FULL), **elsewhere))
    assert taken.code == "id_taken"
    for command in (
        UpdateJob(job_id=job.id, changes={"title": "Mine"}),
        ChangeJobStatus(job_id=job.id, action="publish"),
    ):
        assert problem(await office.say(command, **elsewhere)).status == 404
    assert sent(await office.change(job, "publish"), JobStatusChanged).job.title == FULL.title


@pytest.mark.parametrize("roles", [(), ("viewer",), ("hiring_manager",), ("candidate",)])
async def test_lesser_roles_are_refused(office: Jobs, roles: tuple[str, ...]) -> None:
    job = await office.create()
    for command in (
        CreateJob(job_id=new_id(), job=FULL),
        UpdateJob(job_id=job.id, changes={"title": "Mine"}),
        ChangeJobStatus(job_id=job.id, action="publish"),
    ):
        refused = problem(await office.say(command, actor_roles=roles))
        assert (refused.status, refused.code) == (403, "forbidden")


@pytest.mark.parametrize("missing", ["workspace_id", "actor_id"])
async def test_a_command_from_nobody_is_poison(office: Jobs, missing: str) -> None:
    handled = await office.say(CreateJob(job_id=new_id(), job=FULL), **{missing: None})
    assert isinstance(handled.settlement, Dead)


async def test_what_cannot_be_is_invalid(office: Jobs) -> None:
    salary = Salary(min=2, max=1, currency="EUR")
    past = datetime(2020, 1, 1, tzinfo=UTC)
    details = JobDetails(title="Cook", salary=salary, closes_at=past)
    refused = problem(await office.say(CreateJob(job_id=new_id(), job=details, publish=True)))
    assert refused.status == 422
    assert [error.pointer for error in refused.errors] == ["/salary/max", "/closes_at"]


async def test_an_update_merges_and_counts_on(office: Jobs) -> None:
    job = await office.create()
    changes = {"title": "Staff Engineer", "salary": None, "headcount": 2}
    update = UpdateJob(job_id=job.id, changes=changes, expected_sequence=1)
    event = sent(await office.say(update), JobUpdated)
    assert event.changed == ("title", "salary")
    assert event.job.sequence == 2
    expected = {"title": "Staff Engineer", "salary": None, "sequence": 2}
    stamped = {**expected, "updated_at": event.job.updated_at}
    assert event.job == job.model_copy(update=stamped)


async def test_an_update_of_an_older_version_is_stale(office: Jobs) -> None:
    job = await office.create()
    await office.say(UpdateJob(job_id=job.id, changes={"title": "One"}))
    late = UpdateJob(job_id=job.id, changes={"title": "Two"}, expected_sequence=1)
    assert problem(await office.say(late)).status == 412
    assert problem(await office.change(job, "publish", expected_sequence=1)).status == 412
    ahead = UpdateJob(job_id=job.id, changes={"title": "Two"}, expected_sequence=0)
    assert problem(await office.say(ahead)).status == 412


async def test_one_of_two_updates_at_once_is_stale(office: Jobs) -> None:
    job = await office.create()
    updates = (
        UpdateJob(job_id=job.id, changes={"title": title}, expected_sequence=1)
        for title in ("One", "Two")
    )
    results = await asyncio.gather(*map(office.say, updates))
    kinds = sorted(type(message).__name__ for result in results for message in result.sent)
    assert kinds == ["CommandSettled", "JobUpdated"]


async def test_a_bad_update_names_its_faults(office: Jobs) -> None:
    job = await office.create()
    changes = {"title": "", "status": "open"}
    refused = problem(await office.say(UpdateJob(job_id=job.id, changes=changes)))
    assert [error.pointer for error in refused.errors] == ["/title", "/status"]


async def test_the_life_of_a_job(office: Jobs) -> None:
    job = await office.create()
    seen = []
    for action in ("publish", "hold", "reopen", "close", "reopen", "close", "archive"):
        event = sent(await office.change(job, action, reason=f"for {action}"), JobStatusChanged)
        seen.append((event.previous, event.job.status, event.job.close_reason))
        assert event.job.sequence == len(seen) + 1
    assert seen == [
        ("draft", "open", None),
        ("open", "on_hold", None),
        ("on_hold", "open", None),
        ("open", "closed", "for close"),
        ("closed", "open", None),
        ("open", "closed", "for close"),
        ("closed", "archived", "for close"),
    ]
    refused = problem(await office.say(UpdateJob(job_id=job.id, changes={"title": "Late"})))
    assert refused.code == "job_archived"


async def test_a_job_remembers_when_it_was_first_published(office: Jobs) -> None:
    job = await office.create()
    first = sent(await office.change(job, "publish"), JobStatusChanged).job.published_at
    await office.change(job, "close")
    assert first is not None
    again = sent(await office.change(job, "reopen"), JobStatusChanged).job
    assert again.published_at == first


async def test_a_step_that_is_not_allowed_is_a_conflict(office: Jobs) -> None:
    job = await office.create()
    refused = problem(await office.change(job, "close"))
    assert (refused.status, refused.code) == (409, "invalid_transition")
    assert discarded(await office.change(await office.create(publish=True), "publish"))
    assert (
        problem(await office.change(job.model_copy(update={"id": new_id()}), "hold")).status == 404
    )


def about(job_id: UUID, kind: str = "job") -> Reference:
    return Reference(kind=kind, id=job_id, href=f"/v1/jobs/{job_id}")


Read = Callable[..., DocumentExtracted]


async def test_an_ad_becomes_a_draft_once(database: Database, system: Context, read: Read) -> None:
    job_id = new_id()
    event = read(JobFacts(job=FULL), kind="job", about=about(job_id))
    envelope = wrap(event, system)
    job = sent(await deliver(database, SUBSCRIPTIONS, envelope), JobCreated).job
    assert (job.id, job.status, job.sequence) == (job_id, "draft", 1)
    assert (job.title, job.document_id) == (FULL.title, event.document.id)
    assert job.created_by == event.document.created_by
    assert (await deliver(database, SUBSCRIPTIONS, envelope)).sent == ()
    assert (await handle(database, SUBSCRIPTIONS, event, system)).sent == ()


async def test_an_ad_without_a_title_is_named_after_its_file(office: Jobs, read: Read) -> None:
    event = read(JobFacts(), kind="job", about=about(new_id()), name="night_nurse.pdf")
    assert sent(await office.say(event), JobCreated).job.title == "night nurse"


async def test_an_ad_that_nobody_asked_for_makes_no_job(office: Jobs, read: Read) -> None:
    for reference in (None, about(new_id(), kind="application")):
        handled = await office.say(read(JobFacts(job=FULL), kind="job", about=reference))
        assert isinstance(handled.settlement.outcome, Discard)


async def test_a_newer_reading_keeps_what_a_person_wrote(office: Jobs, read: Read) -> None:
    job_id, document_id = new_id(), new_id()
    ad = {"kind": "job", "id": document_id, "about": about(job_id)}
    first = JobFacts(job=JobDetails(title="Cok", company="Bistro", tags=("a",)))
    second = JobFacts(job=JobDetails(title="Cook", company="Le Bistro", department="Kitchen"))
    await office.say(read(first, sequence=3, **ad))
    await office.say(UpdateJob(job_id=job_id, changes={"title": "Chef"}))
    event = sent(await office.say(read(second, sequence=5, **ad)), JobUpdated)
    assert event.changed == ("company", "department", "tags")
    assert (event.job.title, event.job.company, event.job.tags) == ("Chef", "Le Bistro", ())
    older = await office.say(read(first, sequence=4, **ad))
    assert isinstance(older.settlement.outcome, Discard)
    same = await office.say(read(second, sequence=6, **ad))
    assert isinstance(same.settlement.outcome, Discard)


async def test_a_published_job_no_longer_follows_its_ad(office: Jobs, read: Read) -> None:
    job_id = new_id()
    ad = {"kind": "job", "id": new_id(), "about": about(job_id)}
    job = sent(await office.say(read(JobFacts(job=FULL), **ad)), JobCreated).job
    sent(await office.change(job, "publish"), JobStatusChanged)
    other = JobFacts(job=JobDetails(title="Changed"))
    handled = await office.say(read(other, sequence=9, **ad))
    assert isinstance(handled.settlement.outcome, Discard)


async def test_a_person_s_job_takes_from_its_ad_what_is_missing(office: Jobs, read: Read) -> None:
    job = await office.create(JobDetails(title="Chef"))
    facts = JobFacts(job=JobDetails(title="Cook", company="Bistro"))
    event = sent(await office.say(read(facts, kind="job", about=about(job.id))), JobUpdated)
    assert (event.job.title, event.job.company) == ("Chef", "Bistro")
    assert event.changed == ("company", "document_id")


async def test_a_job_closes_only_after_it_could_open(office: Jobs) -> None:
    job = await office.create(
        FULL.model_copy(update={"closes_at": datetime.now(UTC) - timedelta(1)})
    )
    refused = problem(await office.change(job, "publish"))
    assert refused.code == "closing_date_passed"
