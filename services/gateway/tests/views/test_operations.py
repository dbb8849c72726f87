from typing import Any

import pytest
from hirewire_chassis import new_id
from hirewire_contracts.documents import Document, DocumentFailed, DocumentProgressed, Failure
from hirewire_contracts.jobs import Job, JobCreated
from hirewire_contracts.settlement import CommandSettled, Problem
from hirewire_gateway.live.feed import events_after

PROBLEM = Problem(code="closed", title="Conflict", status=409, detail="The job is closed.")


def settled(subject: Any, outcome: Any, **fields: Any) -> CommandSettled:
    return CommandSettled(
        subject_id=subject,
        service="jobs",
        command_id=new_id(),
        command_type="jobs.update_job.v1",
        outcome=outcome,
        **fields,
    )


async def test_an_operation_succeeds_with_the_view(
    say: Any, make: Any, begin: Any, look: Any
) -> None:
    job = make(Job)
    operation_id = await begin("job", job.id)
    await say(JobCreated(job=job), correlation_id=operation_id)
    operation = await look(operation_id)
    assert (operation.status, operation.problem) == ("succeeded", None)
    assert operation.finished_at is not None
    assert [entry["type"] for entry in operation.timeline] == ["jobs.job_created.v1"]


async def test_an_event_about_something_else_is_only_noted(
    say: Any, make: Any, begin: Any, look: Any
) -> None:
    operation_id = await begin("job", new_id())
    await say(JobCreated(job=make(Job)), correlation_id=operation_id)
    operation = await look(operation_id)
    assert (operation.status, operation.finished_at) == ("pending", None)
    assert len(operation.timeline) == 1


async def test_an_older_state_than_the_view_holds_still_completes(
    say: Any, make: Any, begin: Any, look: Any
) -> None:
    job = make(Job)
    await say(JobCreated(job=job.model_copy(update={"sequence": 7})))
    operation_id = await begin("job", job.id)
    await say(JobCreated(job=job), correlation_id=operation_id)
    assert (await look(operation_id)).status == "succeeded"


@pytest.mark.parametrize(
    ("outcome", "fields", "status"),
    [
        ("rejected", {"problem": PROBLEM}, "rejected"),
        ("discarded", {}, "succeeded"),
        ("failed", {"dead_letter_id": 5}, "failed"),
    ],
)
async def test_a_settlement_ends_an_operation(
    say: Any, begin: Any, look: Any, outcome: Any, fields: Any, status: str
) -> None:
    job_id = new_id()
    operation_id = await begin("job", job_id)
    await say(settled(job_id, outcome, **fields), correlation_id=operation_id)
    operation = await look(operation_id)
    assert operation.status == status
    assert operation.finished_at is not None
    if status == "rejected":
        assert Problem.model_validate(operation.problem) == PROBLEM
    if status == "failed":
        assert operation.dead_letter == {"service": "jobs", "id": 5}


async def test_a_replayed_dead_letter_completes_a_failed_operation(
    say: Any, make: Any, begin: Any, look: Any
) -> None:
    job = make(Job)
    operation_id = await begin("job", job.id)
    await say(settled(job.id, "failed", dead_letter_id=1), correlation_id=operation_id)
    await say(JobCreated(job=job), correlation_id=operation_id)
    operation = await look(operation_id)
    assert (operation.status, operation.dead_letter) == ("succeeded", None)


@pytest.mark.parametrize("status", ["succeeded", "rejected"])
@pytest.mark.parametrize("outcome", ["rejected", "failed", "discarded"])
async def test_what_has_ended_stays_as_it_ended(
    say: Any, begin: Any, look: Any, status: str, outcome: Any
) -> None:
    job_id = new_id()
    operation_id = await begin("job", job_id, status=status)
    await say(settled(job_id, outcome, problem=PROBLEM), correlation_id=operation_id)
    assert (await look(operation_id)).status == status


async def test_a_side_command_with_nothing_to_do_completes_nothing(
    say: Any, begin: Any, look: Any
) -> None:
    operation_id = await begin("job", new_id())
    await say(settled(new_id(), "discarded"), correlation_id=operation_id)
    assert (await look(operation_id)).status == "pending"


async def test_an_unreadable_upload_is_the_job_s_own_problem(
    say: Any, make: Any, begin: Any, look: Any
) -> None:
    job_id = new_id()
    operation_id = await begin("job", job_id)
    about = {"kind": "job", "id": job_id, "href": f"/v1/jobs/{job_id}"}
    document = make(Document, kind="job", about=about)
    await say(DocumentProgressed(document=document), correlation_id=operation_id)
    assert (await look(operation_id)).status == "pending"
    failure = Failure(code="encrypted", detail="It has a password.", retryable=False)
    failed = document.model_copy(update={"sequence": 2, "status": "failed", "failure": failure})
    await say(DocumentFailed(document=failed), correlation_id=operation_id)
    operation = await look(operation_id)
    assert operation.status == "rejected"
    assert (operation.problem["code"], operation.problem["status"]) == ("encrypted", 422)


async def test_another_workspace_s_event_ends_no_operation(
    say: Any, make: Any, begin: Any, look: Any, stranger: Any
) -> None:
    job = make(Job)
    operation_id = await begin("job", job.id)
    foreign = job.model_copy(update={"workspace_id": stranger.workspace_id})
    await say(
        JobCreated(job=foreign), correlation_id=operation_id, workspace_id=stranger.workspace_id
    )
    assert (await look(operation_id)).status == "pending"


async def test_only_its_user_hears_of_an_operation(
    say: Any, make: Any, begin: Any, reading: Any, recruiter: Any
) -> None:
    job = make(Job)
    operation_id = await begin("job", job.id)
    await say(JobCreated(job=job), correlation_id=operation_id, actor_id=None)
    of_job, of_operation = await events_after(reading, recruiter.workspace_id, 0, 10)
    assert (of_job.topics, of_job.user_id) == (("jobs", f"jobs:{job.id}"), None)
    assert of_operation.type == "gateway.operation_succeeded.v1"
    assert of_operation.user_id == recruiter.actor_id


async def test_a_timeline_has_an_end(say: Any, make: Any, begin: Any, look: Any) -> None:
    operation_id = await begin("job", new_id())
    document = make(Document)
    for sequence in range(1, 104):
        state = document.model_copy(update={"sequence": sequence})
        await say(DocumentProgressed(document=state), correlation_id=operation_id)
    assert len((await look(operation_id)).timeline) == 100
