"""The skills and titles that extraction knows, and what is imported beside them."""

import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from hirewire_ai_worker.taxonomy.check import problems_of
from hirewire_ai_worker.taxonomy.importing import Imported, SourceError, import_source
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.tables import TaxonomyFileError
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

from hirewire_cli.output import as_json_line, give_up, print_rows

app = typer.Typer(no_args_is_help=True, help=__doc__)
Folder = Annotated[
    Path | None,
    typer.Option("--dir", envvar="AI_WORKER_TAXONOMY_DIR", help="what was imported"),
]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON object per line")]


@dataclass(frozen=True, slots=True)
class Count:
    what: str
    shipped: int
    imported: int


@app.command("import")
def import_(
    sources: Annotated[
        list[Path],
        typer.Argument(help="ESCO's CSV files or O*NET's text files, as folders or zip files"),
    ],
    into: Annotated[
        Path, typer.Option(envvar="AI_WORKER_TAXONOMY_DIR", help="where the tables are kept")
    ],
) -> None:
    """Take in ESCO or O*NET as published. The same again changes nothing; a newer one replaces."""
    started = time.monotonic()
    typer.echo(f"reading {', '.join(map(str, sources))} ...", err=True)
    try:
        done = import_source(sources, load_taxonomy(), into)
    except (SourceError, OSError) as error:
        give_up(str(error), 2)
    for each in done:
        typer.echo(_sentence(each))
    seconds = time.monotonic() - started
    typer.echo(f"in {into} after {seconds:.0f} s; set AI_WORKER_TAXONOMY_DIR to it", err=True)


@app.command()
def stats(folder: Folder = None, *, as_json: AsJson = False) -> None:
    """How much is known of what."""
    shipped, both = load_taxonomy(), _load(folder)
    counts = [
        Count(what, own, total - own)
        for (what, own), total in zip(_sizes(shipped).items(), _sizes(both).values(), strict=True)
    ]
    print_rows(counts, ("what", "shipped", "imported"), as_json=as_json)


@app.command()
def check(folder: Folder = None) -> None:
    """Whether all tables can be read and fit together; exit 1 and a line for each problem."""
    taxonomy = _load(folder)
    problems = problems_of(taxonomy, taxonomy.skills.by_name.values())
    for problem in problems:
        typer.echo(problem)
    typer.echo(f"version {taxonomy.version}: {len(problems)} problems", err=True)
    raise typer.Exit(int(bool(problems)))


@app.command()
def export(folder: Folder = None) -> None:
    """Every skill and title as a line of JSON."""
    taxonomy = _load(folder)
    for entry in (*taxonomy.skills.by_name.values(), *taxonomy.titles.by_name.values()):
        typer.echo(as_json_line(entry))


def _load(folder: Path | None) -> Taxonomy:
    if folder is not None and not folder.is_dir():
        give_up(f"{folder}: there is no such folder; `hirewire taxonomy import` makes it", 2)
    try:
        return load_taxonomy(imported=folder)
    except (TaxonomyFileError, OSError, KeyError) as error:
        give_up(f"{folder}: the imported tables cannot be read: {error}", 2)


def _sizes(taxonomy: Taxonomy) -> dict[str, int]:
    skills = taxonomy.skills.by_name.values()
    kinds = Counter(skill.kind for skill in skills)
    return {
        "skills: knowledge": kinds["knowledge"],
        "skills: competence": kinds["competence"],
        "skill names": len(taxonomy.skills.lexicon),
        "titles": len(taxonomy.titles.by_name),
        "title names": len(taxonomy.titles.lexicon),
        "certificates": len(set(taxonomy.certificates.entries.values())),
        "languages": len(set(taxonomy.languages.lexicon.entries.values())),
        "degrees": len(set(taxonomy.education.degrees.entries.values())),
        "countries": len(taxonomy.places.country_codes),
    }


def _sentence(done: Imported) -> str:
    told = asdict(done)
    return (
        "{scheme}: {skills_new} skills and {titles_new} titles more; "
        "{skills_known} skills and {titles_known} titles that were known have its code"
    ).format(**told)
