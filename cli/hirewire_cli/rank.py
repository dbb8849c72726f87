"""Rank candidates for jobs, or titles by titles, from files. No server is needed."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from hirewire_embedding import Embedder, ModelFilesError, default_cache
from hirewire_matching.ranking import Ranked, as_dict
from hirewire_matching.titles import Titles
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from hirewire_cli.offline import UnreadableTextError, Workbench, ranking, today
from hirewire_cli.output import give_up

app = typer.Typer(invoke_without_command=True, help=__doc__)

_File = typer.Option(exists=True, dir_okay=False, show_default=False)
Jobs = Annotated[Path | None, _File]
Cache = Annotated[
    Path | None, typer.Option("--model-cache", help="where the model's graph is kept")
]
Threads = Annotated[
    int, typer.Option(min=1, max=64, help="threads of the model; not of the result")
]
_BRIEF = ("requirement", "kind", "required", "verdict")


class Line(BaseModel):
    """A job or a candidate: ``{"id","text"}``, or with a title and skills beside the text."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str = Field(min_length=1)
    text: str = ""
    title: str | None = None
    skills: tuple[str, ...] = ()

    @field_validator("skills", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return value.split(",") if isinstance(value, str) else value or ()

    @property
    def content(self) -> bytes:
        """What there is to read; a line without a text is read by its other fields."""
        skills = ", ".join(self.skills)
        named = f"{self.title or ''}\n\nSkills\n{skills}" if skills else self.title or ""
        return (self.text.strip() or named).encode(errors="replace")

    @property
    def wanted(self) -> tuple[str, ...]:
        return tuple(name for skill in self.skills if (name := skill.strip()))


@app.callback()
def rank_candidates(  # noqa: PLR0913 - one per option
    context: typer.Context,
    jobs: Jobs = None,
    candidates: Jobs = None,
    *,
    top: Annotated[int | None, typer.Option(min=1, help="only the best N of each job")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="weights, reasons and evidence with each verdict")
    ] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="the day of today", show_default=False),
    ] = None,
    model_cache: Cache = None,
    threads: Threads = 1,
) -> None:
    """A line {"job_id","ranking":[{"candidate_id","score","verdicts"}]} per job, best first."""
    if context.invoked_subcommand is not None:
        return
    if jobs is None or candidates is None:
        give_up("say --jobs FILE and --candidates FILE", 2)
    day = as_of.replace(tzinfo=UTC) if as_of else today()
    bench = _bench(model_cache, threads, day)
    people = [
        _read(bench.candidate, candidates, number, line) for number, line in _lines(candidates)
    ]
    for number, line in _lines(jobs):
        ranked = ranking(_read(bench.job, jobs, number, line), people)[:top]
        print(
            _dumped(
                {"job_id": line.id, "ranking": [_entry(one, explain=explain) for one in ranked]}
            )
        )


@app.command()
def titles(
    queries: Annotated[Path, _File],
    corpus: Annotated[Path, _File],
    model_cache: Cache = None,
    threads: Threads = 1,
) -> None:
    """A line {"query","ranking"} per query: the whole corpus by likeness, best first."""
    wanted, known = _titles(queries), _titles(corpus)
    corpus_titles = Titles.of(_embedder(model_cache, threads), known)
    for query in wanted:
        order = corpus_titles.ranking(query)
        print(_dumped({"query": query, "ranking": [known[place] for place in order]}))


def _read(read: Any, file: Path, number: int, line: Line) -> Any:
    try:
        return read(line.id, line.content, line.title, line.wanted)
    except UnreadableTextError as error:
        give_up(f"{file}:{number}: {line.id}: {error}")


def _lines(file: Path) -> Iterator[tuple[int, Line]]:
    with file.open(encoding="utf-8") as rows:
        for number, row in enumerate(rows, 1):
            if row.strip():
                try:
                    yield number, Line.model_validate_json(row)
                except ValidationError as error:
                    give_up(f"{file}:{number}: {error.errors()[0]['msg']}")


def _titles(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [title for line in lines if (title := line.strip())]


def _entry(one: Ranked, *, explain: bool) -> Mapping[str, Any]:
    whole = as_dict(one.ledger)
    verdicts = whole["verdicts"]
    if explain:
        told = ("score", "components", "verdicts", "to_ask", "weights_version")
        return {"candidate_id": whole["candidate_id"], **{name: whole[name] for name in told}}
    brief = [{name: row[name] for name in _BRIEF} for row in verdicts]
    return {"candidate_id": whole["candidate_id"], "score": whole["score"], "verdicts": brief}


def _bench(cache: Path | None, threads: int, day: datetime) -> Workbench:
    try:
        return Workbench.load(cache or default_cache(), threads, day)
    except (ModelFilesError, OSError) as error:
        give_up(f"the model cannot be loaded: {error}", 2)


def _embedder(cache: Path | None, threads: int) -> Embedder:
    try:
        return Embedder.load(cache or default_cache(), threads=threads)
    except (ModelFilesError, OSError) as error:
        give_up(f"the model cannot be loaded: {error}", 2)


def _dumped(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
