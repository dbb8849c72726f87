"""What has had its time goes; what may still be needed stays, however old it is."""

from datetime import timedelta
from typing import Any, ClassVar

from hirewire_chassis import Context, Database
from hirewire_chassis.blobs import BlobStore
from hirewire_chassis.claims import Claims
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.retention import chassis_duties, claims_duty
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.sweeping import BATCH, Duty, Sweeper
from hirewire_chassis.testing.databases import Databases
from pydantic import SecretStr
from sqlalchemy import text

INBOX = """
insert into inbox (handler, message_id, received_at)
select 'commands:a', gen_random_uuid(), now() - interval '{age}' from generate_series(1, {count})
"""
LETTER = """
insert into dead_letters (death_id, message_id, origin_queue, reason, raw, headers, status, dead_at)
values (gen_random_uuid(), '{message}', 'q', 'exhausted', '', '{{}}', '{status}',
    now() - interval '{age}')
"""
REPEATABLE = "01997a10-0000-7000-8000-000000000001"


class ProbeSettings(ServiceSettings):
    service: ClassVar[str] = "jobs"


SETTINGS = ProbeSettings(database_url=SecretStr("postgresql://x"), amqp_url=SecretStr("amqp://x"))


async def sweep(database: Database, *duties: Duty) -> Metrics:
    metrics = Metrics("jobs")
    chosen = (*chassis_duties(SETTINGS), *duties)
    await Sweeper(database, chosen, metrics, timedelta(hours=1)).sweep()
    return metrics


def swept(metrics: Metrics, kind: str) -> float | None:
    return metrics.registry.get_sample_value("hirewire_swept_total", {"kind": kind})


async def test_taken_messages_are_forgotten_but_not_those_that_can_be_replayed(
    database: Database, rows: Any
) -> None:
    await rows.run(INBOX.format(age="8 days", count=2 * BATCH + 1))
    await rows.run(INBOX.format(age="6 days", count=3))
    await rows.run(
        "insert into inbox (handler, message_id, received_at)"
        f" values ('commands:a', '{REPEATABLE}', now() - interval '1 year')"
    )
    await rows.run(LETTER.format(message=REPEATABLE, status="new", age="1 year"))
    metrics = await sweep(database)
    assert swept(metrics, "inbox") == 2 * BATCH + 1
    assert await rows.count("inbox") == 4
    assert await rows.count(f"inbox where message_id = '{REPEATABLE}'") == 1


async def test_letters_go_once_somebody_has_dealt_with_them(database: Database, rows: Any) -> None:
    going = [(status, "91 days") for status in ("archived", "replayed", "edited")]
    staying = [("archived", "89 days"), ("new", "10 years")]
    for status, age in (*going, *staying):
        await rows.run(LETTER.format(message=REPEATABLE, status=status, age=age))
    metrics = await sweep(database)
    assert swept(metrics, "dead_letters") == len(going)
    left = await rows.all("select status from dead_letters order by id")
    assert [row["status"] for row in left] == [status for status, _ in staying]


async def test_kept_results_and_data_in_the_store_go_as_well(
    databases: Databases, tmp_path: Any
) -> None:
    worker = databases.of("ai_worker")
    lease = (
        "insert into message_leases (handler, message_id, token, lease_until)"
        " values ('a', gen_random_uuid(), 1, now() - interval '{}')"
    )
    async with worker.transaction(Context()) as tx:
        await tx.session.execute(text(lease.format("8 days")))
        await tx.session.execute(text(lease.format("6 days")))
    blobs = BlobStore(tmp_path.as_uri())
    await blobs.put("claims/a/b", b"{}")
    await blobs.put("workspace/file", b"{}")
    metrics = await sweep(worker, claims_duty(Claims(blobs), timedelta(0)))
    assert swept(metrics, "leases") == 1
    assert swept(metrics, "claims") == 1
    assert await blobs.get("workspace/file") == b"{}"


async def test_processes_that_have_ended_go_in_every_workspace(databases: Databases) -> None:
    process = (
        "insert into processes"
        " (kind, id, workspace_id, state, version, data, timeouts, deadline, updated_at) values"
        " ('import', gen_random_uuid(), gen_random_uuid(), '{}', 1, '{{}}', '[]', {}, now() - {})"
    )
    admin = Database(databases.admin_url, "jobs", pool_size=2)
    async with admin.engine.begin() as connection:
        for state, deadline, age in (
            ("done", "null", "interval '91 days'"),
            ("failed", "null", "interval '91 days'"),
            ("fresh", "null", "interval '89 days'"),
            ("stuck", "now()", "interval '10 years'"),
        ):
            await connection.execute(text(process.format(state, deadline, age)))
    metrics = await sweep(databases.of("jobs"))
    assert swept(metrics, "processes") == 2
    async with admin.engine.connect() as connection:
        left = await connection.scalars(text("select state from processes order by state"))
        assert left.all() == ["fresh", "stuck"]
    await admin.close()


async def test_a_duty_that_fails_hinders_no_other(database: Database, rows: Any) -> None:
    async def fail(_database: Database) -> int:
        raise OSError("the store is away")

    await rows.run(INBOX.format(age="8 days", count=1))
    chosen = (Duty("broken", fail), *chassis_duties(SETTINGS))
    metrics = Metrics("jobs")
    await Sweeper(database, chosen, metrics, timedelta(hours=1)).sweep()
    assert await rows.count("inbox") == 0
    failed = metrics.registry.get_sample_value("hirewire_sweep_failures_total", {"kind": "broken"})
    assert failed == 1
