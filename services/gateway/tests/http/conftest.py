"""A whole gateway on a real database, without a broker; other services are true events."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from hirewire_chassis import Context, tables
from hirewire_chassis.outbox import envelope_for
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import deliver
from hirewire_contracts import Envelope, Event, read
from hirewire_contracts.jobs import CreateJob, Job, JobCreated
from hirewire_gateway.app import create_app
from hirewire_gateway.settings import GatewaySettings
from hirewire_gateway.state import State
from hirewire_gateway.views.subscriptions import subscriptions
from sqlalchemy import select

PASSWORD = "seven green herons"
React = Callable[[Envelope, Any], Iterable[Event]]


def job_created(envelope: Envelope, command: CreateJob) -> list[Event]:
    return [JobCreated(job=job_of(envelope, command))]


def job_of(envelope: Envelope, command: CreateJob, **changes: Any) -> Job:
    details = command.job.model_dump()
    now = datetime.now(UTC)
    state = {
        **details,
        "id": command.job_id,
        "workspace_id": envelope.workspaceid,
        "sequence": 1,
        "created_by": envelope.actorid,
        "created_at": now,
        "updated_at": now,
        "status": "open" if command.publish else "draft",
    }
    return Job.model_validate({**state, **changes})


class Person:
    """Somebody with a login, and an HTTP client that sends it along."""

    def __init__(self, client: httpx.AsyncClient, profile: dict[str, Any], tokens: dict[str, Any]):
        self.client = client
        self.id = UUID(profile["id"])
        self.workspace_id = UUID(profile["workspace_id"])
        self.email = profile["email"]
        self.tokens = tokens
        self.headers = {"Authorization": f"Bearer {tokens['access_token']}"}

    async def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {**self.headers, **request.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **request)

    async def get(self, path: str, **request: Any) -> httpx.Response:
        return await self.send("GET", path, **request)

    async def post(self, path: str, **request: Any) -> httpx.Response:
        return await self.send("POST", path, **request)

    async def patch(self, path: str, **request: Any) -> httpx.Response:
        return await self.send("PATCH", path, **request)


class RunningGateway:
    password = PASSWORD
    job_created = staticmethod(job_created)
    job_of = staticmethod(job_of)

    @staticmethod
    def read(sent: Envelope) -> Any:
        return read(sent.type, sent.data)

    def __init__(self, app: Any, state: State, client: httpx.AsyncClient) -> None:
        self.app = app
        self.state = state
        self.client = client
        self.database = state["database"]

    async def register(self, email: str = "ada@example.org", name: str = "Ada") -> Person:
        body = {"email": email, "password": PASSWORD, "name": name}
        registered = await self.client.post("/v1/auth/register", json=body)
        assert registered.status_code == 201, registered.text
        login = {"email": email, "password": PASSWORD}
        tokens = await self.client.post("/v1/auth/login", json=login)
        assert tokens.status_code == 200, tokens.text
        return Person(self.client, registered.json(), tokens.json())

    async def outbox(self) -> list[Envelope]:
        """What waits to be sent, in order."""
        async with self.database.reading(Context()) as session:
            rows = await session.scalars(
                select(tables.outbox.c.envelope).order_by(tables.outbox.c.id)
            )
            return [Envelope.model_validate_json(row) for row in rows]

    async def commands(self) -> list[Envelope]:
        return [sent for sent in await self.outbox() if not sent.type.startswith("gateway.")]

    async def project(self, event: Event, cause: Envelope | Context) -> None:
        """Deliver an event as its service would have sent it."""
        context = cause if isinstance(cause, Context) else Context.caused_by(cause)
        envelope = envelope_for(event, context, "test", datetime.now(UTC))
        settled = await deliver(self.database, subscriptions(), envelope)
        assert type(settled.settlement).__name__ == "Done", settled

    async def served(self, call: Any, react: React) -> httpx.Response:
        """The response to ``call`` while the service behind answers its command with events."""
        before = len(await self.commands())
        asked = asyncio.create_task(call)
        command = await self._next_command(before, asked)
        for event in react(command, read(command.type, command.data)):
            await self.project(event, command)
        return await asked

    async def _next_command(self, before: int, asked: asyncio.Task[Any]) -> Envelope:
        async with asyncio.timeout(10):
            while True:
                sent = await self.commands()
                if len(sent) > before:
                    return sent[-1]
                assert not asked.done(), (asked.result().status_code, asked.result().text)
                await asyncio.sleep(0.01)

    async def job(self, person: Person, **fields: Any) -> dict[str, Any]:
        body = {"title": "Engineer", **fields}
        response = await self.served(person.post("/v1/jobs", json=body), job_created)
        assert response.status_code == 201, response.text
        return response.json()


@pytest.fixture
def settings(databases: Databases, tmp_path: Path) -> GatewaySettings:
    return GatewaySettings.model_validate(
        {
            "database_url": databases.url_of("gateway"),
            "amqp_url": "amqp://guest:guest@127.0.0.1:1/",
            "mode": "local",
            "state_dir": tmp_path / "state",
            "blobs_url": f"file://{tmp_path / 'blobs'}",
            "public_url": "https://hirewire.example.org",
            "default_wait_seconds": 5,
            "logins_per_minute": 1000,
        }
    )


@asynccontextmanager
async def running(settings: GatewaySettings) -> AsyncIterator[RunningGateway]:
    app = create_app(settings)
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            scope["state"] = dict(state)
            await app(scope, receive, send)

        transport = httpx.ASGITransport(with_state, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="https://testing") as client:
            yield RunningGateway(app, state, client)


@pytest.fixture
def run() -> Any:
    """``running`` for tests that bring settings of their own."""
    return running


@pytest.fixture
async def gateway(settings: GatewaySettings, run: Any) -> AsyncIterator[RunningGateway]:
    async with run(settings) as gateway:
        yield gateway


@pytest.fixture
async def ada(gateway: RunningGateway) -> Person:
    return await gateway.register()


@pytest.fixture
async def bob(gateway: RunningGateway) -> Person:
    return await gateway.register("bob@example.org", "Bob")
