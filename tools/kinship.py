"""What matching knows of skills, generated from ai_worker's taxonomy; ``--check`` only compares."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hirewire_ai_worker.taxonomy.entries import Skill
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.names import key_of

ROOT = Path(__file__).parents[1]
FILE = ROOT / "services/matching/hirewire_matching/profiles/data/skills.tsv"
HEADER = "key\tname\tforms\tbroader\trelated"


def main() -> int:
    """Write the table, or exit 1 when the committed one is not current."""
    current = kinship()
    if "--check" not in sys.argv:
        FILE.write_text(current, encoding="utf-8")
        return 0
    if FILE.is_file() and FILE.read_text(encoding="utf-8") == current:
        return 0
    sys.stdout.write(f"{FILE.relative_to(ROOT)} is not what the taxonomy says: make contracts\n")
    return 1


def kinship() -> str:
    """A line per skill: its key, its name, other forms of it, and the keys of its kin.

    A form that is also a name, or that an earlier skill claims, stands for that one alone.
    """
    skills = load_taxonomy().skills
    taken = {form.casefold() for form in skills.by_name}
    lines = [HEADER]
    for skill in sorted(skills.by_name.values(), key=lambda each: key_of(each.name)):
        forms = list(_untaken(skill, taken))
        taken.update(form.casefold() for form in forms)
        kin = (_keys(skill.broader), _keys(_related(skill, skills.by_name)))
        lines.append("\t".join((key_of(skill.name), skill.name, "|".join(forms), *kin)))
    return "\n".join(lines) + "\n"


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


if __name__ == "__main__":
    sys.exit(main())
