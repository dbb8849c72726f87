"""Say who runs this instance: its dead letters, queues and schedules at /v1/admin."""

import asyncio
from typing import Annotated

import typer
from hirewire_gateway.identity.operators import mark_operator, operators

from hirewire_cli.output import give_up
from hirewire_cli.places import Service, database_of
from hirewire_cli.settings import OperatorSettings

app = typer.Typer(no_args_is_help=True, help=__doc__)

Email = Annotated[str, typer.Argument(help="of somebody who is registered")]


@app.command()
def grant(email: Email) -> None:
    """Make somebody an operator, from their next request on."""
    asyncio.run(_mark(email, is_operator=True))


@app.command()
def revoke(email: Email) -> None:
    """Make somebody a user like any other."""
    asyncio.run(_mark(email, is_operator=False))


@app.command("list")
def list_() -> None:
    """All operators, by e-mail address."""
    for email in asyncio.run(_emails()):
        print(email)


async def _mark(email: str, *, is_operator: bool) -> None:
    by = OperatorSettings().hirewire_operator
    async with database_of(Service.GATEWAY) as database:
        try:
            known = await mark_operator(database, email, by, is_operator=is_operator)
        except ValueError as error:
            give_up(f"{email}: {error}")
    if not known:
        give_up(f"nobody is registered as {email}")


async def _emails() -> list[str]:
    async with database_of(Service.GATEWAY) as database:
        return [user.email for user in await operators(database)]
