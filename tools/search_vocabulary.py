"""The words that search knows, generated from ai_worker's taxonomy.

``python -m tools.search_vocabulary [--check]``: write the table, or only compare it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

MOST_KINDS = 16
ROOT = Path(__file__).parents[1]
TARGET = ROOT / "services/gateway/hirewire_gateway/search/data/vocabulary.tsv"


def main() -> int:
    """Exit 1 when the committed table is not current."""
    table = generated()
    if "--check" not in sys.argv:
        TARGET.write_text(table, encoding="utf-8")
        return 0
    if TARGET.read_text(encoding="utf-8") == table:
        return 0
    sys.stdout.write(f"{TARGET.name} is not what the taxonomy says: make contracts\n")
    return 1


def generated() -> str:
    """Names of skills and titles with their other forms, and few skills right below one.

    What has many kinds under it (DevOps) is too wide a word to mean each of them.
    """
    return "\n".join(("name\tforms\tnarrower", *_rows(load_taxonomy()))) + "\n"


def _rows(taxonomy: Taxonomy) -> Iterator[str]:
    skills = taxonomy.skills.by_name
    below: dict[str, list[str]] = {}
    for skill in skills.values():
        for broader in skill.broader:
            if skills[broader].kind == "competence":
                below.setdefault(broader, []).append(skill.name)
    for name in sorted(skills):
        kinds = below.get(name, [])
        few = kinds if len(kinds) <= MOST_KINDS else []
        yield _row(name, skills[name].aliases, few)
    for name, title in sorted(taxonomy.titles.by_name.items()):
        yield _row(name, title.aliases, [])


def _row(name: str, forms: tuple[str, ...], narrower: list[str]) -> str:
    return "\t".join((name, "|".join(dict.fromkeys(forms)), "|".join(sorted(narrower))))


if __name__ == "__main__":
    sys.exit(main())
