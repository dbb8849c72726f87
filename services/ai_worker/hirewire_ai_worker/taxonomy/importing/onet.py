"""O*NET's database as its text files are published by the US Department of Labor."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from hirewire_ai_worker.taxonomy.importing.concepts import (
    Classification,
    SkillConcept,
    TitleConcept,
    clean,
)
from hirewire_ai_worker.taxonomy.importing.source import Source

SCHEME = "onet"
_CODE = "O*NET-SOC Code"
_OCCUPATIONS, _TOOLS = "Occupation Data.txt", "Technology Skills.txt"
_TITLES = {"Alternate Titles.txt": "Alternate Title"}
_ABSENT = "n/a"
_FAMILIES: Mapping[str, str] = {
    "11": "management", "13": "finance", "15": "software", "17": "engineering",
    "19": "science", "21": "health", "23": "hr_legal", "25": "education",
    "27": "public_arts", "29": "health", "31": "health", "33": "public_arts",
    "35": "hospitality", "37": "trades", "39": "hospitality", "41": "sales_marketing",
    "43": "management", "45": "trades", "47": "trades", "49": "trades",
    "51": "logistics_production", "53": "logistics_production", "55": "public_arts",
}  # fmt: skip


def is_onet(source: Source) -> bool:
    return any(map(source.named, (_OCCUPATIONS, _TOOLS, *_TITLES)))


def read_onet(sources: Iterable[Source]) -> Classification:
    """Occupations with their other titles, and the software they use under its category."""
    parts = list(sources)
    titles = tuple(title for part in parts for title in _titles(part))
    return Classification(SCHEME, tuple(_tools(parts)), titles)


def _titles(source: Source) -> Iterator[TitleConcept]:
    aliases = _other_titles(source)
    for row in _rows(source, _OCCUPATIONS, (_CODE, "Title")):
        code, name = row[_CODE], clean(row["Title"])
        if code and name and "All Other" not in name:
            family = _FAMILIES.get(code[:2], "management")
            yield TitleConcept(code, name, family, tuple(aliases.get(code, ())))


def _other_titles(source: Source) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for file, column in _TITLES.items():
        for row in _rows(source, file, (_CODE, column)):
            if (title := clean(row[column])) and title != _ABSENT:
                found[row[_CODE]].append(title)
    return found


def _tools(sources: Iterable[Source]) -> Iterator[SkillConcept]:
    """A product has the code of its commodity, which is a skill as well."""
    categories: dict[str, str] = {}
    products: dict[str, str] = {}
    for source in sources:
        columns = ("Example", "Commodity Code", "Commodity Title")
        for row in _rows(source, _TOOLS, columns):
            code = row["Commodity Code"]
            if code and (product := clean(row["Example"])):
                categories.setdefault(code, clean(row["Commodity Title"]))
                products.setdefault(product, code)
    for code, name in categories.items():
        yield SkillConcept(code, name, "knowledge")
    for product, code in products.items():
        yield SkillConcept(f"{code}/{product}", product, "knowledge", broader=(code,))


def _rows(source: Source, name: str, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    file = source.named(name)
    return source.rows(file, columns) if file else iter(())
