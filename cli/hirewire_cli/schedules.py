"""See what is sent by the clock; pause it, resume it, or have it sent now."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from hirewire_chassis import Context, Transaction
from hirewire_chassis import schedule_store as store
from hirewire_chassis.schedule_store import State

from hirewire_cli.output import give_up, print_rows
from hirewire_cli.places import Service, database_of
from hirewire_cli.settings import OperatorSettings

app = typer.Typer(no_args_is_help=True, help=__doc__)

Of = Annotated[Service, typer.Option("--service", help="whose schedules")]
Name = Annotated[str, typer.Argument(help="as `list` shows it")]
Change = Callable[[Transaction, str, str], Awaitable[bool]]
_COLUMNS = ("name", "cron", "time_zone", "paused", "next_at", "last_fire_at", "last_result")


@app.command("list")
def list_(
    service: Of, *, as_json: Annotated[bool, typer.Option("--json", help="one per line")] = False
) -> None:
    """All schedules; one without a next time is no longer in the service's code."""
    print_rows(asyncio.run(_list(service)), _COLUMNS, as_json=as_json)


@app.command()
def pause(service: Of, name: Name) -> None:
    """Send nothing by the clock until it is resumed; that is not caught up then."""
    asyncio.run(_change(service, name, _pause))


@app.command()
def resume(service: Of, name: Name) -> None:
    """Go on with the next tick."""
    asyncio.run(_change(service, name, _resume))


@app.command()
def run(service: Of, name: Name) -> None:
    """Send it within a second or two, beside the plan; also while it is paused."""
    asyncio.run(_change(service, name, store.request))


async def _list(service: Service) -> tuple[State, ...]:
    async with database_of(service) as database, database.reading(Context()) as session:
        return await store.find(session) if await store.exist(session) else ()


async def _change(service: Service, name: str, change: Change) -> None:
    by = OperatorSettings().hirewire_operator
    async with database_of(service) as database, database.transaction(Context()) as tx:
        if not (await store.exist(tx.session) and await change(tx, name, by)):
            give_up(f"{service} has no schedule {name!r}")


async def _pause(tx: Transaction, name: str, by: str) -> bool:
    return await store.pause(tx, name, by, paused=True)


async def _resume(tx: Transaction, name: str, by: str) -> bool:
    return await store.pause(tx, name, by, paused=False)
