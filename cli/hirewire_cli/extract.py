"""``hirewire extract``: what files or texts say, with its evidence, without any server."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hirewire_cli.extraction import Extractor, Given, Kind, read_all
from hirewire_cli.extraction_summary import summary
from hirewire_cli.output import give_up


class Line(BaseModel):
    """One text of ``--jsonl``."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str = Field(min_length=1)
    text: str
    kind: Kind | None = None


def extract(
    files: Annotated[
        list[Path] | None, typer.Argument(help="pdf, docx, txt, md, html or rtf")
    ] = None,
    *,
    kind: Annotated[Kind, typer.Option(help="what they are, where a line does not say")] = "resume",
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object for each file")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='read {"id","text","kind"} lines from standard input')
    ] = False,
    workers: Annotated[
        int, typer.Option(min=0, max=64, help="processes; 0 for one on each core")
    ] = 1,
) -> None:
    """Say what each file tells, in order; exit 1 when one could not be read."""
    if jsonl == bool(files):
        give_up("name files, or give --jsonl and the lines on standard input", 2)
    missing = [str(file) for file in files or () if not file.is_file()]
    if missing:
        give_up(f"no such file: {', '.join(missing)}", 2)
    named = (Given(str(file), kind, file) for file in files or ())
    given = _lines(sys.stdin, kind) if jsonl else named
    workers = workers or len(os.sched_getaffinity(0))
    bad = 0
    for record in read_all(given, Extractor.load(), workers):
        bad += record["status"] == "failed"
        plain = not (as_json or jsonl)
        said = summary(record) if plain else json.dumps(record, ensure_ascii=False)
        sys.stdout.write(said + "\n")
        sys.stdout.flush()
    raise typer.Exit(int(bad > 0))


def _lines(lines: Iterable[str], kind: Kind) -> Iterator[Given]:
    """A line that is no such object is answered as failed, so that answers and lines stay even."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read = Line.model_validate_json(line)
        except ValidationError as error:
            yield Given(_id_of(line) or f"line {number}", kind, refused=_reason(error))
        else:
            yield Given(read.id, read.kind or kind, text=read.text)


def _id_of(line: str) -> str | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    found = said.get("id") if isinstance(said, dict) else None
    return None if found is None else str(found).encode(errors="replace").decode()


def _reason(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or 'line'}: {first['msg']}"
