import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import Handled, handle
from hirewire_contracts import Message
from hirewire_contracts.matching import MatchItem, MatchRun, MatchRunCompleted, RunInputs, Verdict
from hirewire_contracts.searching import SavedSearchMatched, SearchAlert
from hirewire_contracts.users import User, UserRegistered
from hirewire_contracts.values import Evidence, Reference
from hirewire_notifier.mail.post import Post
from hirewire_notifier.mail.relay import Relay
from hirewire_notifier.main import subscriptions
from hirewire_notifier.wording import Wording

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def database(databases: Databases) -> Database:
    return databases.of("notifier")


@pytest.fixture
def ada() -> User:
    return User(
        id=new_id(),
        sequence=1,
        email="ada@example.org",
        name="Ada Lovelace",
        workspace_id=new_id(),
        created_at=NOW,
    )


@pytest.fixture
def context(ada: User) -> Context:
    """Ada at work in her own workspace."""
    return Context(workspace_id=ada.workspace_id, actor_id=ada.id, actor_roles=("owner",))


@pytest.fixture
def verdict() -> Callable[..., Verdict]:
    def build(requirement: str, quote: str | None = None, **more: Any) -> Verdict:
        evidence = Evidence(document_id=new_id(), quote=quote or "", start=0, end=len(quote or ""))
        defaults: dict[str, Any] = {
            "requirement": requirement,
            "kind": "skill",
            "required": True,
            "verdict": "met",
            "weight": 1.0,
            "contribution": 0.5,
            "reason": "named",
            "evidence": (evidence,) if quote else (),
        }
        return Verdict(**{**defaults, **more})

    return build


@pytest.fixture
def alert(ada: User) -> Callable[..., SavedSearchMatched]:
    """Builds the news of a search that Ada keeps; keyword arguments overrule its fields."""

    def build(**fields: Any) -> SavedSearchMatched:
        found = new_id()
        defaults: dict[str, Any] = {
            "id": new_id(),
            "sequence": 1,
            "user_id": ada.id,
            "search_id": new_id(),
            "search_name": "Kubernetes in Berlin",
            "searched": "jobs",
            "title": "Platform Engineer",
            "found": Reference(kind="job", id=found, href=f"/v1/jobs/{found}"),
        }
        return SavedSearchMatched(alert=SearchAlert(**{**defaults, **fields}))

    return build


@pytest.fixture
def completed(ada: User, verdict: Callable[..., Verdict]) -> Callable[..., MatchRunCompleted]:
    """Builds the event of a match run that Ada asked for; keyword arguments overrule its state."""

    def item(rank: int) -> MatchItem:
        return MatchItem(
            candidate_id=new_id(),
            score=1 - rank / 10,
            rank=rank,
            verdicts=(verdict("Python", "five years of Python at Acme"),),
            components={"skills": 0.5},
            to_ask=("Which languages do you speak?",),
        )

    def build(**state: Any) -> MatchRunCompleted:
        defaults: dict[str, Any] = {
            "id": new_id(),
            "workspace_id": ada.workspace_id,
            "sequence": 1,
            "created_by": ada.id,
            "created_at": NOW,
            "updated_at": NOW,
            "job_id": new_id(),
            "job_title": "Backend Engineer",
            "items": tuple(item(rank) for rank in (1, 2, 3)),
            "considered": 12,
            "model_version": "m1",
            "weights_version": "w1",
            "inputs": RunInputs(job_sequence=1, profile_sequences={}),
            "finished_at": NOW,
        }
        return MatchRunCompleted(run=MatchRun(**{**defaults, **state}))

    return build


class MailServer:
    """A real SMTP server in this process. ``answers`` overrules what it says to a command.

    An answer is a line, or a coroutine function that takes the session's server.
    """

    def __init__(self) -> None:
        self.received: list[Envelope] = []
        self.answers: dict[str, str | Callable[[SMTP], Awaitable[str]]] = {}
        self.port = 0

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802, ARG002 - aiosmtpd's names
        envelope.mail_from = address
        return await self._answer("MAIL", server)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802, ARG002 - aiosmtpd's names
        envelope.rcpt_tos.append(address)
        return await self._answer("RCPT", server)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, ARG002 - as above
        answer = await self._answer("DATA", server)
        if answer.startswith("250"):
            self.received.append(envelope)
        return answer

    async def _answer(self, command: str, server: SMTP) -> str:
        answer = self.answers.get(command, "250 OK")
        return answer if isinstance(answer, str) else await answer(server)


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    handler = MailServer()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", 0)
    handler.port = server.sockets[0].getsockname()[1]
    async with server:
        yield handler


@pytest.fixture
def relay(mail_server: MailServer) -> Relay:
    return Relay("127.0.0.1", mail_server.port, timeout=0.5)


@pytest.fixture
def post() -> Post:
    """A post office whose mail server is away: nothing listens on port 1."""
    relay = Relay("127.0.0.1", 1, timeout=0.5)
    return Post(Wording(), relay, "Hirewire <mail@hirewire.example>", "https://hw.example/")


@pytest.fixture
def say(database: Database, context: Context, post: Post) -> Callable[..., Awaitable[Handled]]:
    """Sends the service a message from Ada; keyword arguments overrule who sends."""

    async def say(message: Message, post: Post = post, **sender: Any) -> Handled:
        return await handle(database, subscriptions(post), message, replace(context, **sender))

    return say


@pytest.fixture
async def registered(say: Callable[..., Awaitable[Handled]], ada: User) -> User:
    """Ada, whom the service knows."""
    await say(UserRegistered(user=ada))
    return ada
