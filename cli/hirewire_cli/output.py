"""Tables for people, JSON lines for programs."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

_LONGEST_CELL = 60


def print_rows(rows: Sequence[Any], columns: Sequence[str], *, as_json: bool) -> None:
    """Dataclasses: the named fields as a table, or each one whole as a line of JSON."""
    if as_json:
        for row in rows:
            print(as_json_line(row))
        return
    table = Table(*(column.replace("_", " ") for column in columns), box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(_cell(getattr(row, column)) for column in columns))
    Console(markup=False, highlight=False, soft_wrap=True).print(table)


def give_up(sentence: str, code: int = 1) -> NoReturn:
    """1: it could not be done; 2: something is missing to even try."""
    typer.echo(f"hirewire: {sentence}", err=True)
    raise typer.Exit(code)


def as_json_line(row: Any) -> str:
    return json.dumps(dataclasses.asdict(row), default=str, ensure_ascii=False)


def as_text(row: Any) -> str:
    """A dataclass as ``field: value`` lines; what spans lines stands below its name."""
    return "\n".join(_lines(row))


def _lines(row: Any) -> list[str]:
    lines: list[str] = []
    for field in dataclasses.fields(row):
        value = getattr(row, field.name)
        if dataclasses.is_dataclass(value):
            lines += _lines(value)
        else:
            lines += _line(field.name.replace("_", " "), value)
    return lines


def _line(name: str, value: object) -> list[str]:
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, Mapping):
        value = "\n" + json.dumps(value, indent=2, ensure_ascii=False, default=str)
    text = str(value) if value is not None else "-"
    first, _, rest = text.partition("\n")
    return [f"{name}: {first}", *(f"    {line}" for line in rest.splitlines())]


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"
