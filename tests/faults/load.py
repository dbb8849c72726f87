"""Clients that do it right: the same key until they are answered, the same id until confirmed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aio_pika
import httpx

from tests.faults.world import OPERATOR, World

CONTENT_TYPE = "application/cloudevents+json"
COMMAND = "jobs.create_job.v1"
COMMANDS, EVENTS = "hirewire.commands", "hirewire.events"
_PATIENCE_SECONDS = 90
_STEPS = ("publish", "hold", "reopen", "close", "archive")


class Client:
    """One user of the gateway. What it does and is told goes into the history."""

    def __init__(self, world: World, url: str | None = None) -> None:
        self._world = world
        self._history = world.history
        self._http = httpx.AsyncClient(
            base_url=url or world.gateway.url, timeout=40, trust_env=False
        )
        self._login = {"email": f"{uuid4().hex}@example.org", "password": uuid4().hex}
        self.workspace: str | None = None
        self.user: str | None = None

    async def log_in(self) -> None:
        registered = await self._insist("/v1/auth/register", {**self._login, "name": "Mira"})
        del registered
        tokens = (await self._insist("/v1/auth/login", self._login)).json()
        self._http.headers["Authorization"] = f"Bearer {tokens['access_token']}"

    async def create(self, title: str = "", *, wait: float = 1, op: str = "") -> str | None:
        """The new job's id once the write is accepted, None when it was refused or never told."""
        op = op or str(uuid4())
        body = {"title": title or op}
        answer = await self.write(
            op, "/v1/jobs", body, wait=wait, what="create", title=body["title"]
        )
        return None if answer is None else resource_of(answer)

    async def change(self, job: str, step: str) -> bool:
        """Whether the status change was accepted; it is final on return."""
        answer = await self.write(str(uuid4()), f"/v1/jobs/{job}/{step}", None, what=step, job=job)
        if answer is not None and answer.status_code == 202:
            await self.final(answer)
        return answer is not None

    async def write(
        self, op: str, path: str, body: Any, *, wait: float = 1, **more: Any
    ) -> httpx.Response | None:
        self._history.note("invoke", op, **more)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                answer = await self._until_answered(op, path, body, wait)
        except (TimeoutError, asyncio.CancelledError) as error:
            self._history.note("unknown", op, **more)
            if isinstance(error, asyncio.CancelledError):
                raise
            return None
        if not answer.is_success:
            self._history.note("fail", op, status=answer.status_code, why=answer.text[:300], **more)
            return None
        more = {"job": resource_of(answer), **more}
        self._history.note("ok", op, status=answer.status_code, **more)
        return answer

    async def _until_answered(self, op: str, path: str, body: Any, wait: float) -> httpx.Response:
        headers = {"Idempotency-Key": op, "Prefer": f"wait={wait:g}"}
        while True:
            answer = await self.attempt(op, path, body, headers)
            if answer is not None and not is_temporary(answer):
                return answer
            await asyncio.sleep(0.2)

    async def attempt(
        self, op: str, path: str, body: Any, headers: dict[str, str]
    ) -> httpx.Response | None:
        """None when nothing came back."""
        try:
            answer = await self._http.post(path, headers=headers, json=body)
        except httpx.TransportError as error:
            self._history.note("retry", op, why=type(error).__name__)
            return None
        if is_temporary(answer):
            why = answer.text[:300]
            self._history.note("retry", op, status=answer.status_code, why=why)
        return answer

    async def final(self, answer: httpx.Response, seconds: float = _PATIENCE_SECONDS) -> str:
        """How an operation that was answered with 202 ends."""
        async with asyncio.timeout(seconds):
            while True:
                found = await self.get(answer.headers["Location"])
                if found is not None and found.is_success and found.json()["status"] != "pending":
                    return str(found.json()["status"])
                await asyncio.sleep(0.1)

    async def get(self, path: str) -> httpx.Response | None:
        try:
            return await self._http.get(path)
        except httpx.TransportError:
            return None

    async def see(self, job: str) -> int | None:
        """The job's version as it is shown now; noted, since it may never go back."""
        answer = await self.get(f"/v1/jobs/{job}")
        if answer is None or not answer.is_success:
            return None
        sequence = int(answer.json()["sequence"])
        self._history.note("read", job, sequence=sequence)
        return sequence

    async def visible(self, job: str, seconds: float = 60) -> int:
        async with asyncio.timeout(seconds):
            while (sequence := await self.see(job)) is None:
                await asyncio.sleep(0.1)
            return sequence

    async def close(self) -> None:
        await self._http.aclose()

    async def _insist(self, path: str, body: Any) -> httpx.Response:
        """A repeated registration is answered like the first one."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                try:
                    answer = await self._http.post(path, json=body)
                except httpx.TransportError:
                    answer = None
                if answer is not None and answer.is_success:
                    return answer
                await asyncio.sleep(0.3)


def is_temporary(answer: httpx.Response) -> bool:
    """Not an outcome: ask again with the same key."""
    busy = answer.status_code == 409 and "idempotency_key_in_use" in answer.text
    failed = answer.status_code == 500 and "operation_failed" in answer.text
    return busy or (answer.status_code in {429, 500, 502, 503} and not failed)


def resource_of(answer: httpx.Response) -> str:
    body = answer.json()
    return str(body["resource"]["id"] if answer.status_code == 202 else body["id"])


class Publisher:
    """A foreign program at the broker: commands as CloudEvents, confirmed, mandatory."""

    def __init__(self, world: World, workspace: str = "") -> None:
        self._world = world
        self._history = world.history
        self._actor, self._workspace = str(uuid4()), workspace or str(uuid4())

    def command(self, title: str = "", message_id: str = "") -> dict[str, Any]:
        message_id = message_id or str(uuid4())
        job = {"title": title or message_id}
        return self.envelope(COMMAND, {"job_id": str(uuid4()), "job": job}, message_id)

    def envelope(self, kind: str, data: Any, message_id: str = "", **more: Any) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": message_id or str(uuid4()),
            "source": "/foreign/faults",
            "type": kind,
            "time": datetime.now(UTC).isoformat(),
            "workspaceid": self._workspace,
            "actorid": self._actor,
            "actorroles": "owner",
            "data": data,
            **more,
        }

    async def publish(self, *envelopes: dict[str, Any], exchange: str = COMMANDS) -> None:
        """Each until it is confirmed, over as many connections as that takes."""
        for envelope in envelopes:
            self._history.note("invoke", envelope["id"], what="foreign", type=envelope["type"])
        waiting = list(envelopes)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while waiting:
                waiting = await self._try_all(waiting, exchange)

    async def _try_all(
        self, envelopes: list[dict[str, Any]], exchange: str
    ) -> list[dict[str, Any]]:
        try:
            async with opened(self._world) as channel:
                results = await asyncio.gather(
                    *(self._try(channel, envelope, exchange) for envelope in envelopes)
                )
        except (aio_pika.exceptions.AMQPError, OSError, TimeoutError):
            await asyncio.sleep(0.3)
            return envelopes
        left = [e for e, confirmed in zip(envelopes, results, strict=True) if not confirmed]
        if left:
            await asyncio.sleep(0.3)
        return left

    async def _try(self, channel: Any, envelope: dict[str, Any], exchange: str) -> bool:
        try:
            async with asyncio.timeout(5):
                await send(channel, json.dumps(envelope).encode(), envelope, exchange=exchange)
        except (aio_pika.exceptions.AMQPError, OSError, TimeoutError, RuntimeError):
            self._history.note("retry", envelope["id"])
            return False
        self._history.note("ok", envelope["id"], what="foreign", type=envelope["type"])
        return True


async def send(
    channel: Any,
    body: bytes,
    envelope: dict[str, Any] | None = None,
    *,
    exchange: str = COMMANDS,
    key: str = "",
    **properties: Any,
) -> None:
    """Raw: mandatory, persistent; raises when it is not confirmed or not routed."""
    if envelope is not None:
        properties.setdefault("message_id", envelope["id"])
        key = key or envelope["type"]
    properties.setdefault("content_type", CONTENT_TYPE)
    message = aio_pika.Message(body, delivery_mode=2, user_id=OPERATOR.name, **properties)
    target = await channel.get_exchange(exchange, ensure=False)
    await target.publish(message, key or COMMAND, mandatory=True)


@asynccontextmanager
async def opened(world: World) -> AsyncIterator[Any]:
    """A channel with confirms, past the proxies."""
    connection = await aio_pika.connect(world.operator_url, timeout=5)
    try:
        yield await connection.channel(on_return_raises=True)
    finally:
        try:
            async with asyncio.timeout(3):
                await connection.close()
        except (aio_pika.exceptions.AMQPError, OSError, TimeoutError):
            pass


@asynccontextmanager
async def load(world: World, writers: int = 3, pause: float = 0.1) -> AsyncIterator[None]:
    """Writers and a foreign publisher for as long as this is entered; what runs is finished."""
    stop = asyncio.Event()
    clients = [Client(world) for _ in range(writers)]
    await asyncio.gather(*(client.log_in() for client in clients))
    tasks = [asyncio.create_task(_write(world, client, stop, pause)) for client in clients]
    tasks.append(asyncio.create_task(_publish(Publisher(world), stop, pause * 4)))
    try:
        yield
    finally:
        stop.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        for client in clients:
            await client.close()
    for result in results:
        if isinstance(result, BaseException):
            raise result


async def _write(world: World, client: Client, stop: asyncio.Event, pause: float) -> None:
    while not stop.is_set():
        job = await client.create()
        if job is not None and world.chance.random() < 0.4:
            await client.visible(job, _PATIENCE_SECONDS)
            for step in _STEPS[: world.chance.randint(1, 4)]:
                await client.change(job, step)
                await client.see(job)
        await _rest(stop, pause)


async def _publish(publisher: Publisher, stop: asyncio.Event, pause: float) -> None:
    while not stop.is_set():
        await publisher.publish(publisher.command())
        await _rest(stop, pause)


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
