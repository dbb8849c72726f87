"""A bug kills a command; it is fixed, an operator replays the letter, and what waited completes."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

import pytest
from hirewire_chassis import Context, Outcome, PoisonError, Subscription, Transaction, new_id
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_cli.main import app
from hirewire_contracts.jobs import CreateJob, JobDetails
from hirewire_gateway.http.models import Operation
from hirewire_gateway.views import subscriptions as views
from hirewire_jobs import main as jobs
from pydantic import SecretStr
from typer.testing import CliRunner, Result

OWNER = Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("owner",))


class GatewayProbe(ServiceSettings):
    service: ClassVar[str] = "gateway"


class JobsProbe(ServiceSettings):
    service: ClassVar[str] = "jobs"


def process(
    kind: type[ServiceSettings],
    databases: Databases,
    vhost: Vhost,
    subscriptions: tuple[Subscription, ...],
) -> Runtime:
    url = databases.url_of(kind.service)
    settings = kind(database_url=SecretStr(url), amqp_url=SecretStr(vhost.url))
    return Runtime(settings, subscriptions)


def broken() -> tuple[Subscription, ...]:
    """The jobs service with a bug."""

    async def fail(_command: CreateJob, _tx: Transaction) -> Outcome:
        raise PoisonError("a bug")

    commands, *others = jobs.subscriptions()
    handlers = {**commands.handlers, CreateJob: fail}
    return (Subscription(commands.name, handlers), *others)


async def begin(runtime: Runtime, command: CreateJob) -> Any:
    """What the gateway does for POST /v1/jobs."""
    operation = Operation(
        id=OWNER.correlation_id,
        workspace_id=OWNER.workspace,
        user_id=OWNER.actor_id,
        status="pending",
        resource_kind="job",
        resource_id=command.job_id,
        resource_href=f"/v1/jobs/{command.job_id}",
        success_status=201,
    )
    async with runtime.database.transaction(OWNER) as tx:
        operation.created_at = tx.now
        tx.session.add(operation)
        tx.send(command)
    return operation.id


async def until(status: str, runtime: Runtime) -> Operation:
    async with asyncio.timeout(20):
        while True:
            async with runtime.database.reading(OWNER) as session:
                found = await session.get(Operation, OWNER.correlation_id)
            if found is not None and found.status == status:
                return found
            await asyncio.sleep(0.05)


@pytest.fixture
def hirewire(databases: Databases, vhost: Vhost) -> Callable[..., Awaitable[Result]]:
    environment: Mapping[str, str] = {
        "JOBS_DATABASE_URL": databases.url_of("jobs"),
        "HIREWIRE_ADMIN_AMQP_URL": vhost.url,
        "HIREWIRE_OPERATOR": "ada",
    }

    async def run(*arguments: str, stdin: str | None = None) -> Result:
        runner = CliRunner()
        return await asyncio.to_thread(
            runner.invoke, app, arguments, input=stdin, env=environment, catch_exceptions=False
        )

    return run


async def test_a_replayed_command_completes_the_operation_that_failed(
    databases: Databases, vhost: Vhost, hirewire: Callable[..., Awaitable[Result]]
) -> None:
    command = CreateJob(job_id=new_id(), job=JobDetails(title="Night porter"))
    gateway = process(GatewayProbe, databases, vhost, views.subscriptions())
    async with gateway:
        await begin(gateway, command)
        async with process(JobsProbe, databases, vhost, broken()):
            failed = await until("failed", gateway)

        listed = await hirewire("dead-letters", "list", "--service", "jobs", "--json")
        [letter] = [json.loads(line) for line in listed.stdout.splitlines()]
        assert failed.dead_letter == {"service": "jobs", "id": letter["id"]}
        assert (letter["reason"], letter["error_message"]) == ("poison", "a bug")

        async with process(JobsProbe, databases, vhost, jobs.subscriptions()):
            chosen = ("--service", "jobs", "--traceback", letter["traceback_hash"])
            dry = await hirewire("dead-letters", "replay", *chosen, "--dry-run")
            assert "would be replayed" in dry.stdout
            replayed = await hirewire("dead-letters", "replay", *chosen, "--json")
            assert json.loads(replayed.stdout)["outcome"] == "replayed", replayed.stdout
            done = await until("succeeded", gateway)

    assert done.dead_letter is None
    assert [entry["type"] for entry in done.timeline] == [
        "chassis.command_settled.v1",
        "jobs.job_created.v1",
    ]


async def test_an_edited_command_completes_it_too(
    databases: Databases, vhost: Vhost, hirewire: Callable[..., Awaitable[Result]]
) -> None:
    command = CreateJob(job_id=new_id(), job=JobDetails(title="Night porter"))
    gateway = process(GatewayProbe, databases, vhost, views.subscriptions())
    async with gateway:
        await begin(gateway, command)
        async with process(JobsProbe, databases, vhost, broken()):
            failed = await until("failed", gateway)
        letter = str((failed.dead_letter or {})["id"])
        shown = await hirewire("dead-letters", "show", "--service", "jobs", letter, "--data")
        better = shown.stdout.replace("Night porter", "Day porter")
        async with process(JobsProbe, databases, vhost, jobs.subscriptions()):
            await hirewire("dead-letters", "edit", "--service", "jobs", letter, "-", stdin=better)
            await until("succeeded", gateway)

    shown = await hirewire("dead-letters", "show", "--service", "jobs", letter)
    assert "status: edited" in shown.stdout
    assert "replayed by: ada" in shown.stdout
    assert '"title": "Night porter"' in shown.stdout
