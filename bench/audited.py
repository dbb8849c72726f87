"""What the audit log's chain costs writes that meet in one workspace, for ``bench.security``.

The same load twice, in turns: by users of one workspace, whose lines go into one chain, and by as
many of workspaces of their own. Once as whole requests, once as transactions that write a line and
nothing else, which is what several gateways together can reach.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
from hirewire_chassis import Database, new_id
from hirewire_gateway.audit.journal import Deed, Origin, record_alone

WRITERS, WRITES, ROUNDS, PATIENCE_SECONDS = 8, 160, 3, 600
Write = Callable[[int], Awaitable[None]]


async def chained_writes(client: httpx.AsyncClient, url: str, password: str) -> None:
    """``url`` is the gateway's way to its database."""
    database = Database(url, "gateway", pool_size=WRITERS, statement_seconds=PATIENCE_SECONDS)
    tokens = [await _token(client, f"writer{n}@example.org", password) for n in range(WRITERS)]
    chains = [new_id() for _ in range(WRITERS)]
    await _compared(
        "POST /v1/candidates",
        lambda _: _candidate(client, tokens[0]),
        lambda n: _candidate(client, tokens[n]),
    )
    await _compared(
        "a line alone",
        lambda _: _line(database, chains[0]),
        lambda n: _line(database, chains[n]),
    )
    await database.close()


async def _compared(what: str, one: Write, many: Write) -> None:
    together, apart = [], []
    for _ in range(ROUNDS):
        together.append(await _rate(one))
        apart.append(await _rate(many))
    shared, own = statistics.median(together), statistics.median(apart)
    print(
        f"{what}, {WRITERS} at once: {shared:.0f}/s in one workspace,"
        f" {own:.0f}/s in {WRITERS}: {shared / own:.2f} x (medians of {ROUNDS} x {WRITES})"
    )


async def _rate(write: Write) -> float:
    """How many were done per second."""

    async def writer(number: int) -> None:
        for _ in range(WRITES // WRITERS):
            await write(number)

    started = time.perf_counter()
    await asyncio.gather(*(writer(number) for number in range(WRITERS)))
    return WRITES / (time.perf_counter() - started)


async def _candidate(client: httpx.AsyncClient, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Prefer": "respond-async"}
    body = {"first_name": "Grace", "skills": ["Compilers"]}
    answer = await client.post("/v1/candidates", json=body, headers=headers)
    assert answer.status_code == httpx.codes.ACCEPTED, answer.text  # noqa: S101 - else nothing is measured


async def _line(database: Database, chain: UUID) -> None:
    await record_alone(database, chain, Deed("bench", None, Origin()))


async def _token(client: httpx.AsyncClient, email: str, password: str) -> str:
    account = {"email": email, "password": password}
    (await client.post("/v1/auth/register", json={**account, "name": "Writer"})).raise_for_status()
    answer = await client.post("/v1/auth/login", json=account)
    return str(answer.raise_for_status().json()["access_token"])
