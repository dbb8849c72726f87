"""What matching knows of skills and cities, generated from ai_worker's taxonomy.

``python -m tools.matching_tables [--check]``: write the tables, or only compare them.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hirewire_ai_worker.taxonomy.entries import City, Skill
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.names import key_of
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "services/matching/hirewire_matching/profiles/data"


def main() -> int:
    """Exit 1 when a committed table is not current."""
    tables = generated()
    if "--check" not in sys.argv:
        for name, content in tables.items():
            (FOLDER / name).write_text(content, encoding="utf-8")
        return 0
    for name in stale(tables):
        sys.stdout.write(f"{name} is not what the taxonomy says: make contracts\n")
    return 1 if stale(tables) else 0


def stale(tables: Mapping[str, str]) -> list[str]:
    """The names of tables that are missing or say something else."""
    paths = {name: FOLDER / name for name in tables}
    return [
        name
        for name, path in paths.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != tables[name]
    ]


def generated() -> Mapping[str, str]:
    taxonomy = load_taxonomy()
    return {
        "skills.tsv": _table("key\tname\tkind\tforms\tbroader\trelated", _skills(taxonomy)),
        "cities.tsv": _table("country\tname\tforms", _cities(taxonomy)),
    }


def _table(header: str, rows: Iterable[str]) -> str:
    return "\n".join((header, *sorted(rows))) + "\n"


def _skills(taxonomy: Taxonomy) -> Iterator[str]:
    """A form that is also a name, or that an earlier skill claims, stands for that one alone."""
    skills = taxonomy.skills.by_name
    taken = {form.casefold() for form in skills}
    for skill in sorted(skills.values(), key=lambda each: key_of(each.name)):
        forms = list(_untaken(skill, taken))
        taken.update(form.casefold() for form in forms)
        kin = (_keys(skill.broader), _keys(_related(skill, skills)))
        yield "\t".join((key_of(skill.name), skill.name, skill.kind, "|".join(forms), *kin))


def _untaken(skill: Skill, taken: set[str]) -> Iterator[str]:
    for form in dict.fromkeys(skill.aliases):
        if form.casefold() not in taken:
            yield form


def _related(skill: Skill, skills: Mapping[str, Skill]) -> Iterator[str]:
    """Kinship is mutual, whichever of the two tells it."""
    yield from skill.related
    yield from (other.name for other in skills.values() if skill.name in other.related)


def _keys(names: Iterable[str]) -> str:
    return "|".join(sorted({key_of(name) for name in names}))


def _cities(taxonomy: Taxonomy) -> Iterator[str]:
    """Those that are written in more than one way."""
    found: set[City] = {
        city for all_of in taxonomy.places.cities.entries.values() for city in all_of
    }
    for city in found:
        if city.aliases:
            yield "\t".join((city.country.lower(), city.name, "|".join(city.aliases)))


if __name__ == "__main__":
    sys.exit(main())
