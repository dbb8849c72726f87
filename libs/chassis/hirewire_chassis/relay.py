"""Carries outbox rows to the broker: in order per aggregate, deleted only after their confirm.

A relay owns partitions of the outbox by session advisory locks. The same connection holds the
locks, reads and deletes: when it is lost, so is the ownership, and nothing more is sent. Two
processes of one service share the partitions. Its deletions do not wait for the disk: what a crash
of the database brings back is sent again, and the inboxes know it (docs/adr/0045).
"""

import asyncio
import contextlib
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

import asyncpg
import structlog

from hirewire_chassis import failpoints
from hirewire_chassis.claims import Claims
from hirewire_chassis.engine import KEEPALIVES
from hirewire_chassis.errors import TransientError
from hirewire_chassis.feeds import address
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.partitions import Partitions
from hirewire_chassis.publisher import Parcel, Publisher, RefusedError, UnavailableError
from hirewire_chassis.tasks import Background
from hirewire_chassis.traced_messages import sending

BATCH = 200
POLL_SECONDS = 1.0
STATEMENT_SECONDS = 10.0
_LONGEST_PAUSE_SECONDS = 15.0
_OUTAGE_PAUSE_SECONDS = 1.0
"""A row waits long for what was refused, and hardly for a broker that was away: not its fault."""
log = structlog.get_logger(__name__)

_DUE = """
select o.id, o.message_id, o.aggregate, o.exchange, o.routing_key, o.envelope, o.attempts,
    o.cancel_key is not null as cancellable
from outbox o
where o.part = any($1::smallint[]) and o.available_at <= now()
  and not exists (
    select 1 from outbox earlier
    where earlier.aggregate = o.aggregate and earlier.id < o.id and earlier.attempts > 0)
order by o.id
limit $2
"""
_STILL_WANTED = "select id from outbox where id = any($1::bigint[]) for update skip locked"
_FAILED = """
update outbox set attempts = attempts + 1, last_error = $2,
    created_at = case attempts when 0 then greatest(created_at, available_at) else created_at end,
    available_at = now() + make_interval(secs => least($3::float8, 0.5 * 2 ^ least(attempts, 10)))
where id = $1
"""


class Relay(Background):
    """Runs until it leaves its context; ``wake`` is a hint, the poll is the guard."""

    def __init__(
        self,
        url: str,
        schema: str,
        publisher: Publisher,
        metrics: Metrics,
        claims: Claims | None = None,
        *,
        statement_seconds: float = STATEMENT_SECONDS,
    ) -> None:
        self._url = url
        self._statement_seconds = statement_seconds
        self._claims = claims
        self._schema = schema
        self._publisher = publisher
        self._metrics = metrics
        self._hint = asyncio.Event()
        self._idle = asyncio.Event()

    def wake(self) -> None:
        self._hint.set()

    async def flushed(self) -> None:
        """Until nothing due is left in the partitions that are ours."""
        self._idle.clear()
        self.wake()
        await self._idle.wait()

    async def _run(self) -> None:
        while True:
            try:
                await self._publisher.link.up.wait()
                await self._own_and_send()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                log.warning("relay lost its database", error=f"{type(error).__name__}: {error}")
            except Exception:
                log.exception("relay stumbled")
            await asyncio.sleep(POLL_SECONDS)

    async def _own_and_send(self) -> None:
        connection = await asyncpg.connect(
            self._url,
            timeout=5,
            command_timeout=self._statement_seconds,
            server_settings={
                **KEEPALIVES,
                "synchronous_commit": "off",
                "search_path": self._schema,
                "application_name": f"hirewire-{self._schema}-relay",
            },
        )
        try:
            await connection.add_listener(f"outbox_{self._schema}", lambda *_: self.wake())
            partitions = Partitions(connection, self._schema)
            while self._publisher.link.up.is_set():
                await partitions.renew()
                blocked = await self._publisher.blocked()
                sent = 0 if blocked else await self._send_due(connection, partitions.owned)
                if sent < BATCH:
                    await self._wait()
        finally:
            with contextlib.suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await connection.close(timeout=2)

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await self._hint.wait()

    async def _send_due(self, connection: asyncpg.Connection, owned: Iterable[int]) -> int:
        self._hint.clear()
        rows = await connection.fetch(_DUE, list(owned), BATCH)
        if not rows:
            self._idle.set()
            return 0
        failpoints.reach("relay_read")
        wanted = await self._wanted(connection, rows)
        ordered = sorted(wanted, key=itemgetter("aggregate", "id"))
        groups = [list(group) for _, group in groupby(ordered, itemgetter("aggregate"))]
        results = await asyncio.gather(*(self._send_in_order(group) for group in groups))
        confirmed = [row_id for sent, _ in results for row_id in sent]
        failpoints.reach("relay_confirmed")
        if confirmed:
            await connection.execute("delete from outbox where id = any($1::bigint[])", confirmed)
        for _, failure in results:
            if failure is not None:
                await connection.execute(_FAILED, *failure)
        self._metrics.published.inc(len(confirmed))
        return len(confirmed)

    async def _wanted(
        self, connection: asyncpg.Connection, rows: list[asyncpg.Record]
    ) -> list[asyncpg.Record]:
        """Without those that are being cancelled at this moment."""
        asked = [row["id"] for row in rows if row["cancellable"]]
        if not asked:
            return rows
        kept = {row["id"] for row in await connection.fetch(_STILL_WANTED, asked)}
        return [row for row in rows if not row["cancellable"] or row["id"] in kept]

    async def _send_in_order(
        self, rows: list[asyncpg.Record]
    ) -> tuple[list[int], tuple[int, str, float] | None]:
        """The ids confirmed, and the first row that was not; later ones wait for it."""
        confirmed: list[int] = []
        for row in rows:
            try:
                await self._send(row)
            except (UnavailableError, TransientError) as error:
                self._metrics.publish_failures.inc()
                log.warning("not published", message_id=str(row["message_id"]), error=str(error))
                refused = isinstance(error, RefusedError | TransientError)
                pause = _LONGEST_PAUSE_SECONDS if refused else _OUTAGE_PAUSE_SECONDS
                return confirmed, (row["id"], str(error)[:500], pause)
            confirmed.append(row["id"])
        return confirmed, None

    async def _send(self, row: asyncpg.Record) -> None:
        body = row["envelope"]
        if self._claims is not None:
            body = await self._claims.deposit(body)
        exchange, message_id = row["exchange"], str(row["message_id"])
        headers = address(exchange, row["envelope"])
        parcel = Parcel(exchange, row["routing_key"], body, message_id, headers)
        if not self._publisher.traces.on:
            await self._publisher.publish(parcel)
            return
        with sending(self._publisher.traces, parcel, row["envelope"]) as traced:
            await self._publisher.publish(traced)
