"""Build the gateway's views anew from what their owners say, while everything goes on."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer
from hirewire_chassis import Database
from hirewire_gateway.views import rebuilding
from hirewire_gateway.views.rebuilding import VIEWS, Place

from hirewire_cli.output import give_up
from hirewire_cli.places import Service, database_of

app = typer.Typer(no_args_is_help=True, help=__doc__)

_POLL_SECONDS = 0.1


class StalledError(Exception):
    """A rebuild makes no headway."""


@app.callback()
def views() -> None:
    """Build the gateway's views anew from what their owners say, while everything goes on."""


@app.command()
def rebuild(
    view: Annotated[str, typer.Option(help="names, separated by commas; all by default")] = "",
    at_once: Annotated[int, typer.Option(min=1, help="rebuilds under way together")] = 4,
    page: Annotated[int, typer.Option(min=1, max=1000, help="states per message")] = 200,
    patience: Annotated[float, typer.Option(help="seconds without any headway")] = 120.0,
) -> None:
    """In every workspace. A rebuild that was broken off may simply be run again."""
    names = [name for name in view.split(",") if name] or list(VIEWS)
    if unknown := sorted(set(names) - set(VIEWS)):
        give_up(f"no view: {', '.join(unknown)}; there are {', '.join(VIEWS)}", 2)
    started = time.monotonic()
    try:
        done = asyncio.run(_rebuild(names, at_once, page, patience))
    except StalledError as error:
        give_up(str(error))
    seconds = time.monotonic() - started
    for name in names:
        typer.echo(f"{name}: rebuilt in {done[name]} places")
    typer.echo(f"done in {seconds:.1f} s")


async def _rebuild(names: Sequence[str], at_once: int, page: int, patience: float) -> Counter[str]:
    async with database_of(Service.GATEWAY) as database:
        waiting = iter(await rebuilding.places(database, names))
        done: Counter[str] = Counter()

        async def work() -> None:
            for place in waiting:
                await rebuilding.start(database, place, page)
                await _until_swapped(database, place, patience)
                done[place.view] += 1

        await asyncio.gather(*(work() for _ in range(at_once)))
        return done


async def _until_swapped(database: Database, place: Place, patience: float) -> None:
    seen, since = None, time.monotonic()
    while (now := await rebuilding.progress(database, place)) is not None:
        if now != seen:
            seen, since = now, time.monotonic()
        if time.monotonic() - since > patience:
            raise StalledError(
                f"{place.view} in {place.workspace_id} makes no headway after {now.pages} pages; "
                "is its owner up? See the dead letters of the gateway and of the owner."
            )
        await asyncio.sleep(_POLL_SECONDS)
