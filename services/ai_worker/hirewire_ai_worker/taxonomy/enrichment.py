"""What was imported from published classifications, laid over the taxonomy that is shipped."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources.abc import Traversable
from typing import TypeVar

from hirewire_ai_worker.taxonomy.entries import AmbiguousForm, Skill, Title
from hirewire_ai_worker.taxonomy.importing.imports import SKILLS, TITLES
from hirewire_ai_worker.taxonomy.names import fold, key_of
from hirewire_ai_worker.taxonomy.readers import SKILL_KINDS
from hirewire_ai_worker.taxonomy.tables import Row, TaxonomyFileError, rows_of, values

Entry = TypeVar("Entry", bound=Skill | Title)


def import_folders(folder: Traversable | None) -> list[Traversable]:
    """One per classification, in the order of their names; none when there is no folder."""
    if folder is None or not folder.is_dir():
        return []
    found = (each for each in folder.iterdir() if each.is_dir() and each.name[0] != ".")
    return sorted(found, key=lambda each: each.name)


def with_imported_skills(shipped: Sequence[Skill], folders: Iterable[Traversable]) -> list[Skill]:
    """Known skills get names and codes, new ones are added after the shipped."""
    skills = _laid_over(shipped, folders, SKILLS, _new_skill)
    return [*skills[: len(shipped)], *_with_sound_links(skills)[len(shipped) :]]


def with_imported_titles(shipped: Sequence[Title], folders: Iterable[Traversable]) -> list[Title]:
    return _laid_over(shipped, folders, TITLES, _new_title)


def _laid_over(
    shipped: Sequence[Entry],
    folders: Iterable[Traversable],
    table: str,
    new: Callable[[Row, str], Entry],
) -> list[Entry]:
    """A name keeps the meaning it got first: ours, then by the order of the folders."""
    entries = {entry.name: entry for entry in shipped}
    owners = {fold(form): entry.name for entry in shipped for form in (entry.name, *entry.aliases)}
    owners |= {key_of(entry.name): entry.name for entry in shipped}
    for folder in folders:
        for row in rows_of(folder / table):
            known = owners.get(fold(row["name"])) or owners.get(key_of(row["name"]))
            entry: Entry = entries[known] if known else new(row, folder.name)
            for form in (entry.name, *values(row["aliases"])):
                owners.setdefault(fold(form), entry.name)
            owners.setdefault(key_of(entry.name), entry.name)
            entries[entry.name] = _enriched(entry, folder.name, row, owners)
    return list(entries.values())


def _enriched(entry: Entry, scheme: str, row: Row, owners: Mapping[str, str]) -> Entry:
    own = [name for name in values(row["aliases"]) if owners[fold(name)] == entry.name]
    return replace(
        entry,
        aliases=tuple(dict.fromkeys((*entry.aliases, *own))),
        external_ids=tuple((dict(entry.external_ids) | {scheme: row["code"]}).items()),
    )


def cautious_forms(skills: Iterable[Skill], shipped: int) -> Iterator[AmbiguousForm]:
    """Single words of what was imported count in lists only: many are words of every day.

    The first ``shipped`` of ``skills`` are ours, and what we say of their own names stands.
    """
    for place, skill in enumerate(skills):
        if place >= shipped:
            for form in (skill.name, *skill.aliases):
                if " " not in form.strip():
                    yield AmbiguousForm(form, skill.name, "list")


def _new_skill(row: Row, scheme: str) -> Skill:
    if row["kind"] not in SKILL_KINDS:
        raise TaxonomyFileError(f"{scheme}: {row['name']} has the kind {row['kind']!r}")
    return Skill(
        name=row["name"],
        kind=SKILL_KINDS[row["kind"]],
        domain=scheme,
        broader=values(row["broader"]),
        related=values(row["related"]),
    )


def _new_title(row: Row, _scheme: str) -> Title:
    return Title(row["name"], row["family"], None)


def _with_sound_links(skills: Sequence[Skill]) -> list[Skill]:
    """Links to skills that were left out are left out as well."""
    names = {skill.name for skill in skills}
    return [
        replace(
            skill,
            broader=tuple(name for name in skill.broader if name in names),
            related=tuple(name for name in skill.related if name in names),
        )
        for skill in skills
    ]
