"""One trace spans the request, both publications, the worker and the projection."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aio_pika
import httpx
import pytest
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.spans import RecordedTraces
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.topology import EVENTS
from hirewire_gateway.app import create_app
from hirewire_gateway.settings import GatewaySettings
from hirewire_jobs.main import subscriptions
from hirewire_jobs.settings import JobsSettings
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
PATH = [
    "POST /v1/jobs",
    "send hirewire.commands",
    "process hirewire.jobs.commands.v1",
    "send hirewire.events",
    "process hirewire.gateway.views.v1",
]


@pytest.fixture
def memory() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
async def client(
    databases: Databases, vhost: Vhost, tmp_path: Path, memory: InMemorySpanExporter
) -> AsyncIterator[httpx.AsyncClient]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(memory))
    traces = RecordedTraces(provider)
    common = {"amqp_url": vhost.url}
    jobs = JobsSettings.model_validate({**common, "database_url": databases.url_of("jobs")})
    own = {
        "database_url": databases.url_of("gateway"),
        "mode": "local",
        "state_dir": tmp_path / "state",
        "blobs_url": (tmp_path / "blobs").as_uri(),
    }
    app = create_app(GatewaySettings.model_validate({**common, **own}), traces)
    await listen_for_the_absent(vhost)
    async with AsyncExitStack() as stack:
        worker = await stack.enter_async_context(Runtime(jobs, subscriptions(), traces=traces))
        state = await stack.enter_async_context(app.router.lifespan_context(app))
        async with asyncio.timeout(30):
            for runtime in (worker, state["runtime"]):
                while set((await runtime.readiness()).values()) != {"ok"}:
                    await asyncio.sleep(0.05)

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            scope["state"] = dict(state)
            await app(scope, receive, send)

        transport = httpx.ASGITransport(with_state)
        yield await stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url="https://testing", timeout=60)
        )


async def listen_for_the_absent(vhost: Vhost) -> None:
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("absent", durable=True)
        await queue.bind(EVENTS, "#")


async def test_a_write_is_one_trace_from_the_caller_to_the_projection(
    client: httpx.AsyncClient, memory: InMemorySpanExporter
) -> None:
    login = {"email": "ada@example.org", "password": "seven green herons"}
    await client.post("/v1/auth/register", json={**login, "name": "Ada"})
    tokens = (await client.post("/v1/auth/login", json=login)).json()
    headers = {
        "Authorization": f"Bearer {tokens['access_token']}",
        "Prefer": "wait=30",
        "traceparent": CALLER,
    }
    answer = await client.post("/v1/jobs", json={"title": "Nurse"}, headers=headers)
    assert answer.status_code == 201, answer.text

    async with asyncio.timeout(10):
        while len(found := of_the_caller(memory)) < len(PATH):
            await asyncio.sleep(0.05)
    by_name = {span.name: span for span in found}
    assert set(by_name) == set(PATH)
    parents = [f"{span.parent.span_id:016x}" for name in PATH if (span := by_name[name]).parent]
    ids = [f"{by_name[name].get_span_context().span_id:016x}" for name in PATH]
    assert parents == [CALLER.split("-")[2], *ids[:-1]]
    check_words(by_name)


def of_the_caller(memory: InMemorySpanExporter) -> list[ReadableSpan]:
    trace = int(CALLER.split("-")[1], 16)
    return [s for s in memory.get_finished_spans() if s.get_span_context().trace_id == trace]


def check_words(by_name: dict[str, ReadableSpan]) -> None:
    """OpenTelemetry's names, and ids of messages instead of anything that they say."""
    kinds = [by_name[name].kind.name for name in PATH]
    assert kinds == ["SERVER", "PRODUCER", "CONSUMER", "PRODUCER", "CONSUMER"]
    request = dict(by_name[PATH[0]].attributes or {})
    assert request["http.response.status_code"] == 201
    sent, handled = (dict(by_name[name].attributes or {}) for name in PATH[1:3])
    assert sent["messaging.system"] == "rabbitmq"
    assert sent["messaging.operation.type"] == "send"
    assert handled["messaging.operation.type"] == "process"
    assert handled["messaging.destination.name"] == "hirewire.jobs.commands.v1"
    assert sent["messaging.message.id"] == handled["messaging.message.id"]
    assert "Nurse" not in str([span.attributes for span in by_name.values()])


def test_a_service_without_a_collector_does_not_load_the_sdk() -> None:
    script = (
        "import sys, hirewire_jobs.main, hirewire_gateway.main;"
        "from hirewire_chassis.traces import OFF, traces_for;"
        "assert traces_for('jobs', None) is OFF;"
        "print([name for name in sys.modules if name.startswith('opentelemetry.sdk')"
        " or name.startswith('opentelemetry.exporter')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
