"""How long the chassis's own rows are kept (docs/adr/0048)."""

from datetime import timedelta

from sqlalchemy import func, select

from hirewire_chassis.claims import Claims
from hirewire_chassis.context import Context
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.sweeping import Duty, deletion
from hirewire_chassis.transaction import Database

_REPEATABLE = "exists (select from dead_letters d where d.message_id = inbox.message_id::text)"


def chassis_duties(settings: ServiceSettings) -> tuple[Duty, ...]:
    """What a message that may still be replayed needs is kept however old it is."""
    taken = timedelta(days=settings.inbox_days)
    dead = timedelta(days=settings.dead_letter_days)
    settled = "status in ('archived', 'replayed', 'edited') and dead_at < now() - :age"
    ended = "deadline is null and updated_at < now() - :age"
    processes = deletion("processes", "processes", ended, dead, sweeps="processes")
    leases = deletion("leases", "message_leases", "lease_until < now() - :age", taken)
    return (
        deletion("dead_letters", "dead_letters", settled, dead),
        deletion("inbox", "inbox", f"received_at < now() - :age and not {_REPEATABLE}", taken),
        Duty("leases", lambda database: _where_there_is("message_leases", leases, database)),
        Duty("processes", lambda database: _where_there_is("processes", processes, database)),
    )


def claims_duty(claims: Claims, age: timedelta) -> Duty:
    """For one service of all: they share the store."""

    async def work(_database: Database) -> int:
        return await claims.sweep(age)

    return Duty("claims", work)


async def _where_there_is(table: str, duty: Duty, database: Database) -> int:
    async with database.reading(Context()) as session:
        found = await session.scalar(select(func.to_regclass(table)))
    return 0 if found is None else await duty.work(database)
