"""See why messages died, and bring them back."""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer
from hirewire_chassis import Context
from hirewire_chassis import dead_letter_store as store
from hirewire_chassis.dead_letter_store import Contents, Filter, Group, Status, Summary
from hirewire_chassis.publisher import UnavailableError
from hirewire_chassis.replay import Pace, Replayer, Step
from pydantic import JsonValue

from hirewire_cli.output import as_json_line, as_text, give_up, print_rows
from hirewire_cli.places import Service, broker, database_of
from hirewire_cli.settings import OperatorSettings

app = typer.Typer(no_args_is_help=True, help=__doc__)

Of = Annotated[Service, typer.Option("--service", help="whose dead letters")]
Ids = Annotated[list[int] | None, typer.Argument(help="letters by their ids", show_default=False)]
Letter = Annotated[int, typer.Argument(help="a letter's id")]
Queue = Annotated[str | None, typer.Option(help="only those that died in this queue")]
Type = Annotated[str | None, typer.Option("--type", help="only messages of this type")]
Reason = Annotated[str | None, typer.Option(help="only exhausted, poison, undecodable ...")]
Trace = Annotated[str | None, typer.Option("--traceback", help="only those of this hash")]
Json = Annotated[bool, typer.Option("--json", help="one JSON object per line")]
Force = Annotated[
    bool, typer.Option("--force", help="even if it was replayed just now, edited or archived")
]
AnyStatus = Literal["new", "replayed", "edited", "archived", "all"]

_LETTER = ("id", "dead_at", "type", "reason", "error_class", "error_message", "attempts", "status")
_GROUP = ("letters", "origin_queue", "type", "reason", "error_class", "traceback_hash", "example")


@app.command("list")
def list_(  # noqa: PLR0913 - one per option
    service: Of,
    status: AnyStatus = "new",
    queue: Queue = None,
    type_: Type = None,
    reason: Reason = None,
    traceback: Trace = None,
    *,
    group: Annotated[
        bool, typer.Option("--group", help="count those that died of the same thing")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    as_json: Json = False,
) -> None:
    """The newest first, without what they say."""
    state: Status | None = None if status == "all" else status
    chosen = Filter((), state, queue, type_, reason, traceback)
    rows = asyncio.run(_list(service, chosen, limit, group=group))
    print_rows(rows, _GROUP if group else _LETTER, as_json=as_json)


@app.command()
def show(
    service: Of,
    letter: Letter,
    *,
    data: Annotated[
        bool, typer.Option("--data", help="only what `edit` takes: the message's data")
    ] = False,
) -> None:
    """All that is known of one letter, with what it says."""
    found = asyncio.run(_show(service, letter))
    if found is None:
        give_up(f"{service} has no dead letter {letter}")
    print(_data(found) if data else as_text(found))


@app.command("replay")
def replay_(  # noqa: PLR0913 - one per option
    service: Of,
    letters: Ids = None,
    queue: Queue = None,
    type_: Type = None,
    reason: Reason = None,
    traceback: Trace = None,
    *,
    all_new: Annotated[bool, typer.Option("--all", help="all that are new")] = False,
    rate: Annotated[float | None, typer.Option(min=0.01, help="letters per second")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would happen")] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Send letters back to the queue they died in: by id, or all new ones of a group."""
    chosen = Filter(tuple(letters or ()), None, queue, type_, reason, traceback)
    if not (all_new or chosen != Filter()):
        give_up("say which letters: ids, --traceback, --reason, --type, --queue or --all")
    chosen = chosen if chosen.ids else replace(chosen, status="new")
    raise typer.Exit(
        asyncio.run(
            _replay(service, chosen, Pace(rate, force=force, dry_run=dry_run), as_json=as_json)
        )
    )


@app.command()
def edit(
    service: Of,
    letter: Letter,
    file: Annotated[Path, typer.Argument(help="JSON as `show --data` prints it; - is stdin")],
    *,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Send what a letter should have said, as a new message caused by the old one."""
    text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    try:
        document = json.loads(text)
    except ValueError as error:
        give_up(f"{file}: {error}")
    if not isinstance(document, dict):
        give_up(f"{file}: a JSON object is needed")
    raise typer.Exit(asyncio.run(_edit(service, letter, document, force=force, as_json=as_json)))


@app.command()
def archive(
    service: Of,
    letters: Ids = None,
    queue: Queue = None,
    type_: Type = None,
    reason: Reason = None,
    traceback: Trace = None,
) -> None:
    """Put letters out of the way, and keep them."""
    chosen = Filter(tuple(letters or ()), None, queue, type_, reason, traceback)
    if chosen == Filter():
        give_up("say which letters: ids, --traceback, --reason, --type or --queue")
    for archived in asyncio.run(_archive(service, chosen)):
        print(archived)


async def _list(
    service: Service, chosen: Filter, limit: int, *, group: bool
) -> tuple[Summary, ...] | tuple[Group, ...]:
    async with database_of(service) as database, database.reading(Context()) as session:
        if group:
            return await store.group(session, chosen, limit=limit)
        return await store.find(session, chosen, limit=limit)


async def _show(service: Service, letter: int) -> Contents | None:
    async with database_of(service) as database, database.reading(Context()) as session:
        return await store.show(session, letter)


async def _replay(service: Service, chosen: Filter, pace: Pace, *, as_json: bool) -> int:
    """The exit code: 1 when a letter was refused or the broker went away."""
    refused = False
    try:
        async with database_of(service) as database, broker() as publisher:
            replayer = Replayer(database, publisher, OperatorSettings().hirewire_operator)
            async for step in replayer.replay(chosen, pace):
                _print_step(step, as_json=as_json)
                refused = refused or step.outcome == "refused"
    except UnavailableError as error:
        give_up(f"the broker did not confirm: {error}")
    return int(refused)


async def _edit(
    service: Service, letter: int, document: Mapping[str, JsonValue], *, force: bool, as_json: bool
) -> int:
    try:
        async with database_of(service) as database, broker() as publisher:
            replayer = Replayer(database, publisher, OperatorSettings().hirewire_operator)
            step = await replayer.edit(letter, document, force=force)
    except UnavailableError as error:
        give_up(f"the broker did not confirm: {error}")
    _print_step(step, as_json=as_json)
    return int(step.outcome == "refused")


async def _archive(service: Service, chosen: Filter) -> tuple[int, ...]:
    async with database_of(service) as database, database.transaction(Context()) as tx:
        return await store.archive(tx, chosen)


def _print_step(step: Step, *, as_json: bool) -> None:
    """At once, so that a slow replay can be watched."""
    print(as_json_line(step) if as_json else " ".join(_words(step)), flush=True)


def _words(step: Step) -> list[str]:
    words = [str(step.letter_id), step.outcome]
    if step.outcome == "refused":
        return [*words, f"({step.reason})"]
    return [*words, f"to {step.queue} as {step.message_id or 'no message id'}"]


def _data(found: Contents) -> str:
    if found.envelope is None:
        return found.raw.decode(errors="replace")
    if "data" not in found.envelope:
        give_up(f"its data lies in the blob store: {found.envelope.get('dataref')}")
    return json.dumps(found.envelope["data"], indent=2, ensure_ascii=False)
