"""A classification's part of the taxonomy as a folder of tables, and how it gets there."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hirewire_ai_worker.taxonomy.importing.alignment import Aligned, align
from hirewire_ai_worker.taxonomy.importing.concepts import (
    Classification,
    SkillConcept,
    TitleConcept,
)
from hirewire_ai_worker.taxonomy.importing.esco import is_esco, read_esco
from hirewire_ai_worker.taxonomy.importing.onet import is_onet, read_onet
from hirewire_ai_worker.taxonomy.importing.source import Source, SourceError
from hirewire_ai_worker.taxonomy.names import fold
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

SKILLS, TITLES, ABOUT = "skills.tsv", "titles.tsv", "about.json"
SKILL_COLUMNS = ("name", "kind", "aliases", "broader", "related", "code")
TITLE_COLUMNS = ("name", "family", "seniority", "aliases", "code")
MOST_RELATED = 20
_READERS: Sequence[
    tuple[Callable[[Source], bool], Callable[[Iterable[Source]], Classification]]
] = ((is_esco, read_esco), (is_onet, read_onet))


@dataclass(frozen=True, slots=True)
class Imported:
    """How much of a classification was new, and how much only told us another name or a code."""

    scheme: str
    skills_known: int
    skills_new: int
    titles_known: int
    titles_new: int


def import_source(paths: Sequence[Path], shipped: Taxonomy, folder: Path) -> list[Imported]:
    """Read what is published at ``paths`` into ``folder``/<scheme>, in place of what was there.

    The same files make the same tables, to the byte. ``shipped`` is the taxonomy without imports.
    Raises SourceError; then nothing of ``folder`` has changed.
    """
    sources = [Source.open(path) for path in paths]
    for source in sources:
        if not any(fits(source) for fits, _ in _READERS):
            raise SourceError(f"{source.path}: holds no table of ESCO or O*NET that we know")
    read = [
        reader(mine)
        for fits, reader in _READERS
        if (mine := [source for source in sources if fits(source)])
    ]
    for found in read:
        if not found.skills and not found.titles:
            raise SourceError(f"{found.scheme}: neither skills nor occupations in what was given")
    return [_store(found, shipped, folder) for found in read]


def _store(found: Classification, shipped: Taxonomy, folder: Path) -> Imported:
    skills = align(found.skills, _forms(shipped.skills.lexicon.entries))
    titles = align(found.titles, _forms(shipped.titles.lexicon.entries))
    counts = Imported(
        found.scheme,
        *(sum(each.known is known for each in skills) for known in (True, False)),
        *(sum(each.known is known for each in titles) for known in (True, False)),
    )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as partial:
        fresh = Path(partial) / found.scheme
        fresh.mkdir()
        _write(fresh / SKILLS, SKILL_COLUMNS, _skill_rows(skills))
        _write(fresh / TITLES, TITLE_COLUMNS, _title_rows(titles))
        about = {"scheme": found.scheme, "shipped": shipped.version}
        (fresh / ABOUT).write_text(json.dumps(about) + "\n")
        shutil.rmtree(folder / found.scheme, ignore_errors=True)
        fresh.rename(folder / found.scheme)
    return counts


def _forms(entries: Mapping[str, object]) -> dict[str, str]:
    return {form: str(getattr(entry, "name", form)) for form, entry in entries.items()}


def _skill_rows(skills: Sequence[Aligned[SkillConcept]]) -> Iterator[Sequence[str]]:
    names = {each.concept.code: each.name for each in skills}
    for each in skills:
        concept = each.concept
        broader, related = (
            _joined(names[code] for code in codes if code in names and names[code] != each.name)
            for codes in (concept.broader, concept.related)
        )
        # What we know keeps the place that we gave it; a classification may not bend our graph.
        places = ("", "") if each.known else (broader, related)
        yield each.name, concept.kind, _joined(each.aliases), *places, concept.code


def _title_rows(titles: Sequence[Aligned[TitleConcept]]) -> Iterator[Sequence[str]]:
    for each in titles:
        yield each.name, each.concept.family, "", _joined(each.aliases), each.concept.code


def _joined(names: Iterable[str]) -> str:
    return "|".join(list(dict.fromkeys(names))[:MOST_RELATED])


def _write(file: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    ordered = sorted(rows, key=lambda row: (fold(row[0]), row))
    lines = ("\t".join(row).rstrip("\t") for row in (columns, *ordered))
    file.write_text("\n".join(lines) + "\n")
