"""Jobs: /v1/jobs."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, get_args
from uuid import UUID

from fastapi import Depends
from hirewire_chassis import Transaction, new_id
from hirewire_contracts import Command
from hirewire_contracts.jobs import (
    ChangeJobStatus,
    CreateJob,
    Job,
    JobAction,
    JobDetails,
    UpdateJob,
)
from hirewire_contracts.message import Value
from pydantic import Field
from starlette.responses import Response

from hirewire_gateway.http.collections import Collection, add_reads
from hirewire_gateway.http.commands import Effect, submit
from hirewire_gateway.http.conditions import IfMatch, check_match
from hirewire_gateway.http.openapi import written
from hirewire_gateway.http.reading import found, reference, shown_by
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.views import jobs as view

routes = router("/v1/jobs", "jobs")
Writer = Annotated[Writing, Depends(Write("jobs:write"))]


class NewJob(JobDetails):
    publish: bool = Field(default=False, description="open it at once; else it is a draft")


class JobChanges(JobDetails):
    """The fields to replace; what is not named stays."""

    title: str = Field(default="", min_length=1, max_length=300)


class StatusChange(Value):
    reason: str | None = Field(default=None, max_length=300)


@routes.post("", status_code=201, responses=written(Job, 201))
async def create_job(body: NewJob, writing: Writer) -> Response:
    job_id = new_id()

    async def decide(_tx: Transaction) -> Command:
        details = JobDetails.model_validate(body.model_dump(exclude={"publish"}))
        return CreateJob(job_id=job_id, job=details, publish=body.publish)

    return await submit(writing, effect_on(writing, job_id, 201), decide)


@routes.patch("/{job_id}", responses=written(Job))
async def update_job(
    job_id: UUID, body: JobChanges, writing: Writer, if_match: IfMatch = None
) -> Response:
    async def decide(tx: Transaction) -> Command:
        job = await found(view.get, tx, "job", job_id)
        return UpdateJob(
            job_id=job_id,
            changes=body.model_dump(mode="json", exclude_unset=True),
            expected_sequence=check_match(job.sequence, if_match),
        )

    return await submit(writing, effect_on(writing, job_id), decide)


def _changing_status(action: JobAction) -> Callable[..., Awaitable[Response]]:
    async def change_status(
        job_id: UUID, writing: Writer, body: StatusChange | None = None, if_match: IfMatch = None
    ) -> Response:
        async def decide(tx: Transaction) -> Command:
            job = await found(view.get, tx, "job", job_id)
            return ChangeJobStatus(
                job_id=job_id,
                action=action,
                reason=None if body is None else body.reason,
                expected_sequence=check_match(job.sequence, if_match),
            )

        effect = replace(effect_on(writing, job_id), action=f"job.{action}")
        return await submit(writing, effect, decide)

    return change_status


for _action in get_args(JobAction):
    routes.add_api_route(
        f"/{{job_id}}/{_action}",
        _changing_status(_action),
        methods=["POST"],
        name=f"{_action}_job",
        responses=written(Job),
    )


def effect_on(writing: Writing, job_id: UUID, status: int = 200) -> Effect:
    show = shown_by(view.get, writing.actor)
    return Effect(reference("job", "jobs", job_id), status, show)


add_reads(
    routes,
    Collection(
        "job",
        "jobs:read",
        item=Job,
        row=Job,
        show=lambda _state, actor: shown_by(view.get, actor),
        page=lambda session, actor, query: view.page(session, actor.workspace_id, query),
    ),
)
