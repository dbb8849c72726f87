"""Programs of others at the broker: what each may send and hear, in which workspace."""

import asyncio
import secrets
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar
from uuid import UUID

import httpx
import typer
from aio_pika.exceptions import AMQPError
from hirewire_chassis import programs
from hirewire_chassis.programs import Broker, Types
from hirewire_chassis.senders import Grant
from hirewire_contracts.roles import HIERARCHY

from hirewire_cli.output import give_up, print_rows
from hirewire_cli.settings import OperatorSettings

app = typer.Typer(no_args_is_help=True, help=__doc__)

T = TypeVar("T")
Name = Annotated[str, typer.Argument(help="lower case letters, digits and -")]
In = Annotated[UUID, typer.Option("--workspace", help="the one it acts in")]
As = Annotated[str, typer.Option("--role", help=f"the most it may: {', '.join(HIERARCHY)}")]
_USUAL = "recruiter"
_ENOUGH_BYTES = 24


@app.command()
def add(
    name: Name,
    workspace: In,
    role: As = _USUAL,
    send: Annotated[
        list[str] | None, typer.Option(help="commands, e.g. jobs.create_job.v1")
    ] = None,
    hear: Annotated[list[str] | None, typer.Option(help="events, e.g. jobs.*")] = None,
) -> None:
    """Register a program, or renew its password and rights; prints what it has to know."""
    grant = _grant(name, role, workspace)
    password = secrets.token_urlsafe(_ENOUGH_BYTES)
    types = Types(send or ["jobs.*"], hear or ["jobs.*"])
    try:
        _run(programs.register(_broker(), grant, password, types))
    except ValueError as error:
        give_up(str(error), 2)
    typer.echo(f"user      {grant.login}\npassword  {password}\nactor     {grant.actor_id}")
    typer.echo(f"queues    program.{name}.{workspace}.<yours>")
    typer.echo(f"events    from the exchange hirewire.feed.{workspace}")


@app.command("list")
def list_(*, as_json: Annotated[bool, typer.Option("--json", help="one per line")] = False) -> None:
    """All registered programs."""
    found = _run(programs.registered(_broker()))
    print_rows(found, ("name", "role", "workspace_id"), as_json=as_json)


@app.command()
def remove(name: Name, workspace: In, role: As = _USUAL) -> None:
    """Take its login away; what it has sent before is still handled."""
    grant = _grant(name, role, workspace)
    if not _run(programs.remove(_broker(), grant)):
        give_up(f"there is no {grant.login}")


def _grant(name: str, role: str, workspace: UUID) -> Grant:
    if role not in HIERARCHY:
        give_up(f"{role!r} is no role; there are: {', '.join(HIERARCHY)}", 2)
    grant = Grant(name, role, workspace)
    if Grant.of(grant.login) != grant:
        give_up(f"{name!r} is no name for a program: a-z, 0-9 and -, at most 40", 2)
    return grant


def _broker() -> Broker:
    settings = OperatorSettings()
    return Broker(settings.amqp_url(), settings.management_url())


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (AMQPError, httpx.HTTPError, OSError) as error:
        give_up(f"the broker: {type(error).__name__}: {error}")
