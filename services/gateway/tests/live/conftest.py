import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
import uvicorn
from fastapi import FastAPI
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.handling import handle
from hirewire_contracts.jobs import Job, JobCreated
from hirewire_gateway.identity.access_tokens import AccessTokens
from hirewire_gateway.identity.keys import make_signing_key, read_signing_keys
from hirewire_gateway.identity.models import LoginSession, Member, User, Workspace
from hirewire_gateway.live.hub import Hub
from hirewire_gateway.live.socket import router
from hirewire_gateway.live.tickets import Ticket, issue
from hirewire_gateway.settings import GatewaySettings
from hirewire_gateway.views.subscriptions import subscriptions
from websockets.asyncio.client import ClientConnection, connect

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass
class Person:
    """Somebody with a login in a workspace of their own."""

    user_id: UUID
    workspace_id: UUID
    session_id: UUID
    email: str

    @property
    def context(self) -> Context:
        return Context(workspace_id=self.workspace_id, actor_id=self.user_id)

    @property
    def ticket(self) -> Ticket:
        return Ticket(self.user_id, self.workspace_id, self.session_id)


class Server:
    """One replica of the gateway, as far as sockets go."""

    lifetime: ClassVar = timedelta(minutes=10)

    def __init__(
        self,
        url: str,
        database: Database,
        folder: Path,
        *,
        is_deaf: bool = False,
        **options: Any,
    ) -> None:
        self.is_deaf = is_deaf
        keys = read_signing_keys(make_signing_key())
        self.tokens = AccessTokens(keys, "https://api.example", "test", self.lifetime)
        self.database = database
        self.hub = Hub("postgresql://127.0.0.1:1/" if is_deaf else url, database, 3600)
        self.settings = GatewaySettings(
            mode="local",
            state_dir=folder,
            database_url=url,
            amqp_url="amqp://nowhere",
            blobs_url=folder.as_uri(),
            public_url="https://api.example",
            allowed_origins=("https://app.example",),
            **options,
        )
        self.address = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Server"]:
        app = FastAPI(lifespan=self._lifespan)
        app.include_router(router)
        config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        host, port = server.servers[0].sockets[0].getsockname()
        self.address = f"ws://{host}:{port}/v1/ws"
        if not self.is_deaf:
            await self.hub.listening.wait()
        try:
            yield self
        finally:
            server.should_exit = True
            await task

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with self.hub as hub:
            yield {
                "settings": self.settings,
                "database": self.database,
                "hub": hub,
                "tokens": self.tokens,
            }


@dataclass
class Client:
    """A socket that speaks JSON."""

    socket: ClientConnection

    async def say(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message, default=str))

    async def hear(self) -> Any:
        return json.loads(await asyncio.wait_for(self.socket.recv(), 20))

    async def subscribe(self, *topics: str, after: Any = None) -> Any:
        """The answer, and before it what was missed."""
        await self.say(type="subscribe", topics=topics, after=after)
        missed = []
        while (heard := await self.hear())["type"] != "subscribed":
            missed.append(heard)
        return heard, missed

    async def closed(self) -> int:
        await asyncio.wait_for(self.socket.wait_closed(), 20)
        return self.socket.close_code


@pytest.fixture
def database(databases: Any) -> Database:
    return databases.of("gateway")


@pytest.fixture
def replica(databases: Any, tmp_path: Path) -> Callable[..., Server]:
    """A further replica; one that ``is_deaf`` hears of nothing until it is told to look."""
    url = databases.url_of("gateway")
    return lambda **options: Server(url, databases.of("gateway"), tmp_path, **options)


@pytest.fixture
async def server(replica: Any) -> AsyncIterator[Server]:
    async with replica().serving() as server:
        yield server


@pytest.fixture
def enrol(database: Database) -> Callable[..., Awaitable[Person]]:
    """A new person; ``workspace_id`` and ``role`` make them somebody's colleague."""

    async def enrol(workspace_id: UUID | None = None, role: str = "owner") -> Person:
        user_id = new_id()
        person = Person(user_id, workspace_id or new_id(), new_id(), f"{user_id}@example.org")
        async with database.transaction(person.context) as tx:
            tx.session.add(_user(person))
            await tx.session.flush()
            if workspace_id is None:
                tx.session.add(_workspace(person))
                await tx.session.flush()
            tx.session.add(_member(person, role))
            tx.session.add(_session(person))
        return person

    return enrol


@pytest.fixture
async def ada(enrol: Any) -> Person:
    return await enrol()


@pytest.fixture
async def stranger(enrol: Any) -> Person:
    return await enrol()


@pytest.fixture
def enter(database: Database, server: Server) -> Callable[..., Any]:
    """An open socket of this person."""

    @contextlib.asynccontextmanager
    async def enter(person: Person, at: Server | None = None, **options: Any) -> Any:
        async with database.transaction(person.context) as tx:
            ticket = await issue(tx, person.ticket)
        address = f"{(at or server).address}?ticket={ticket}"
        async with connect(address, proxy=None, **options) as socket:
            yield Client(socket)

    return enter


@pytest.fixture
def post(database: Database) -> Callable[..., Awaitable[Job]]:
    """A job comes to be where this context acts."""

    async def post(context: Context, job_id: UUID | None = None, **changes: Any) -> Job:
        job = Job(
            id=job_id or new_id(),
            workspace_id=context.workspace,
            sequence=1,
            created_at=NOW,
            updated_at=NOW,
            title="Nurse",
            status="draft",
        )
        cause = replace(context, **{"correlation_id": new_id(), **changes})
        await handle(database, subscriptions(), JobCreated(job=job), cause)
        return job

    return post


def _user(person: Person) -> User:
    return User(
        id=person.user_id,
        email=person.email,
        email_key=person.email,
        name="Ada",
        locale="en",
        password_hash="none",
        personal_workspace=person.workspace_id,
        created_at=NOW,
        updated_at=NOW,
    )


def _workspace(person: Person) -> Workspace:
    return Workspace(
        id=person.workspace_id,
        owner_id=person.user_id,
        name="Home",
        personal=True,
        created_at=NOW,
        updated_at=NOW,
    )


def _member(person: Person, role: str) -> Member:
    return Member(
        workspace_id=person.workspace_id, user_id=person.user_id, role=role, created_at=NOW
    )


def _session(person: Person) -> LoginSession:
    return LoginSession(
        id=person.session_id,
        user_id=person.user_id,
        refresh_salt=b"salt",
        rotated_at=NOW,
        created_at=NOW,
    )
