"""``python -m bench.security``: what passwords, permissions and row-level security cost.

An embedded PostgreSQL of its own and the gateway in this process, without a broker or a socket.
Five figures: logins of 20 at once; registering a free and a taken address; finding out who asks and
whether they may, per request; writes whose lines go into one chain of the audit log or into many
(``bench.audited``); a page of a workspace's 100,000 jobs as the gateway's login against the same
query by a role that no policy binds, in turns.
"""

import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import structlog
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.databases import Databases, create_template, provision_template
from hirewire_gateway.app import create_app
from hirewire_gateway.http.access import admit
from hirewire_gateway.identity.signing_up import SigningUp
from hirewire_gateway.settings import GatewaySettings
from hirewire_gateway.views import jobs
from hirewire_gateway.views.paging import PageQuery
from hirewire_local.postgres import PostgresServer
from starlette.requests import Request

from bench.audited import chained_writes

LOGINS, AT_ONCE, REQUESTS, ROUNDS, JOBS = 100, 20, 500, 40, 100_000
PASSWORD = "seven green herons"  # noqa: S105 - of an account that lives for a minute
FILL = """
insert into gateway.view_jobs (id, workspace_id, sequence, state, created_at, updated_at)
select id, $1, 1, jsonb_build_object('id', id, 'workspace_id', $1::uuid, 'sequence', 1,
    'created_at', at, 'updated_at', at, 'title', 'Job ' || n, 'status', 'open'), at, at
from (select gen_random_uuid() as id, n, now() - n * interval '1 second' as at
      from generate_series(1, $2::int) as n) as made
"""


async def main() -> None:
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        server = PostgresServer(Path(folder) / "postgres")
        await server.start()
        try:
            url = server.address.url()
            await create_template(url)
            await asyncio.to_thread(provision_template, url, ["gateway"])
            databases = Databases(url)
            await databases.create()
            await _gateway(databases, Path(folder))
            await _row_level_security(databases)
            await databases.drop()
        finally:
            await server.stop()


async def _gateway(databases: Databases, folder: Path) -> None:
    settings = GatewaySettings.model_validate(
        {
            "database_url": databases.url_of("gateway"),
            "amqp_url": "amqp://guest:guest@127.0.0.1:1/",
            "mode": "local",
            "state_dir": folder / "state",
            "blobs_url": f"file://{folder / 'blobs'}",
            "logins_per_minute": 100_000,
            "requests_per_minute": 1_000_000,
            "anonymous_requests_per_minute": 100_000,
        }
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            scope["state"] = dict(state)
            await app(scope, receive, send)

        transport = httpx.ASGITransport(with_state)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            token = await _logins(client)
            await chained_writes(client, databases.url_of("gateway"), PASSWORD)
            state["signing_up"] = SigningUp(verifies=True)
            await _registrations(client)
        await _admission(state, token)


async def _logins(client: httpx.AsyncClient) -> str:
    account = {"email": "ada@example.org", "password": PASSWORD, "name": "Ada"}
    (await client.post("/v1/auth/register", json=account)).raise_for_status()
    turns = asyncio.Semaphore(AT_ONCE)

    async def log_in(email: str, password: str) -> float:
        async with turns:
            started = time.perf_counter()
            await client.post("/v1/auth/login", json={"email": email, "password": password})
            return time.perf_counter() - started

    times = await asyncio.gather(*(log_in(account["email"], PASSWORD) for _ in range(LOGINS)))
    known, unknown = [], []
    for _ in range(20):
        known.append(await log_in(account["email"], "a wrong guess"))
        unknown.append(await log_in("nobody@example.org", "a wrong guess"))
    ratio = statistics.median(unknown) / statistics.median(known)
    print(f"login, {AT_ONCE} at once: p50 {_ms(times, 50)}, p99 {_ms(times, 99)} ({LOGINS} logins)")
    print(f"wrong password: unknown account takes {ratio:.2f} x of a known one (median of 20)")
    login = {"email": account["email"], "password": PASSWORD}
    return str((await client.post("/v1/auth/login", json=login)).json()["access_token"])


async def _registrations(client: httpx.AsyncClient) -> None:
    async def register(email: str) -> float:
        started = time.perf_counter()
        body = {"email": email, "password": PASSWORD, "name": "Eve"}
        (await client.post("/v1/auth/register", json=body)).raise_for_status()
        return time.perf_counter() - started

    free, taken = [], []
    for number in range(20):
        free.append(await register(f"eve{number}@example.org"))
        taken.append(await register("ada@example.org"))
    ratio = statistics.median(taken) / statistics.median(free)
    print(f"registering: a taken address takes {ratio:.2f} x of a free one (median of 20)")


async def _admission(state: Any, token: str) -> None:
    request = Request({"type": "http", "headers": [], "state": dict(state)})
    times = await _timed(lambda: admit(request, token, None, "jobs:read"), REQUESTS)
    print(f"authentication and authorisation: p50 {_ms(times, 50)}, p99 {_ms(times, 99)}")


async def _row_level_security(databases: Databases) -> None:
    context = Context(workspace_id=new_id(), actor_id=new_id())
    connection = await asyncpg.connect(databases.admin_url)
    await connection.execute(FILL, context.workspace_id, JOBS, timeout=600)
    await connection.execute("analyze gateway.view_jobs")
    await connection.close()
    bound = databases.of("gateway")
    free = Database(databases.admin_url, "gateway", pool_size=1)
    queries = {"page": PageQuery(), "filtered": PageQuery(filters={"status": "open"})}
    for name, query in queries.items():
        times: dict[str, list[float]] = {"bound": [], "free": []}
        for _ in range(ROUNDS):
            times["bound"] += await _timed(lambda q=query: _page(bound, context, q), 1)
            times["free"] += await _timed(lambda q=query: _page(free, context, q), 1)
        ratio = statistics.median(times["bound"]) / statistics.median(times["free"])
        print(
            f"{name} of {JOBS} jobs: with policies {_ms(times['bound'], 50)},"
            f" without {_ms(times['free'], 50)}: {ratio:.2f} x"
        )
    await free.close()


async def _page(database: Database, context: Context, query: PageQuery) -> None:
    async with database.reading(context) as session:
        found = await jobs.page(session, context.workspace, query)
    assert len(found.items) == query.limit  # noqa: S101 - a bench that finds nothing measures nothing


async def _timed(call: Callable[[], Awaitable[object]], times: int) -> list[float]:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        await call()
        taken.append(time.perf_counter() - started)
    return taken


def _ms(times: list[float], percentile: int) -> str:
    return f"{statistics.quantiles(times, n=100)[percentile - 1] * 1000:.2f} ms"


if __name__ == "__main__":
    asyncio.run(main())
