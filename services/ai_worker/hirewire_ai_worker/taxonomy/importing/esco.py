"""ESCO as the European Commission publishes it: CSV files, in one zip file or folder or in two."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from hirewire_ai_worker.taxonomy.entries import SkillKind
from hirewire_ai_worker.taxonomy.importing.concepts import (
    Classification,
    SkillConcept,
    TitleConcept,
    clean,
)
from hirewire_ai_worker.taxonomy.importing.source import Source

SCHEME = "esco"
_SKILLS, _OCCUPATIONS = "skills_*.csv", "occupations_*.csv"
_BROADER, _RELATED = "broaderRelationsSkillPillar*.csv", "skillSkillRelations*.csv"
_KINDS: Mapping[str, SkillKind] = {"knowledge": "knowledge", "skill/competence": "competence"}
# The families of our titles by the code of the International Standard Classification of
# Occupations; the longest beginning counts.
_FAMILIES: Mapping[str, str] = {
    "0": "public_arts", "1": "management", "21": "engineering", "211": "science",
    "212": "data", "213": "science", "216": "product_design", "22": "health",
    "23": "education", "24": "finance", "242": "management", "243": "sales_marketing",
    "25": "software", "252": "infrastructure", "26": "public_arts", "261": "hr_legal",
    "262": "education", "263": "science", "264": "sales_marketing", "3": "engineering",
    "32": "health", "33": "finance", "332": "sales_marketing", "334": "management",
    "34": "hr_legal", "342": "hospitality", "343": "product_design", "35": "infrastructure",
    "4": "management", "5": "hospitality", "52": "sales_marketing", "53": "health",
    "54": "public_arts", "6": "trades", "7": "trades", "8": "logistics_production",
    "9": "logistics_production",
}  # fmt: skip


def is_esco(source: Source) -> bool:
    return any(map(source.named, (_SKILLS, _OCCUPATIONS, _BROADER, _RELATED)))


def read_esco(sources: Iterable[Source]) -> Classification:
    """One or several parts together: relations usually come in a file of their own."""
    parts = list(sources)
    broader, related = _relations(parts)
    skills = (skill for part in parts for skill in _skills(part, broader, related))
    titles = (title for part in parts for title in _titles(part))
    return Classification(SCHEME, tuple(skills), tuple(titles))


def _skills(
    source: Source, broader: Mapping[str, list[str]], related: Mapping[str, list[str]]
) -> Iterator[SkillConcept]:
    columns = ("conceptUri", "skillType", "preferredLabel", "altLabels", "hiddenLabels")
    for row in _rows(source, _SKILLS, columns):
        code, name = row["conceptUri"], clean(row["preferredLabel"])
        kind = _KINDS.get(row["skillType"])
        if code and name and kind:
            yield SkillConcept(
                code=code,
                name=name,
                kind=kind,
                aliases=_labels(row["altLabels"], row["hiddenLabels"]),
                broader=tuple(broader.get(code, ())),
                related=tuple(related.get(code, ())),
            )


def _titles(source: Source) -> Iterator[TitleConcept]:
    columns = ("conceptUri", "iscoGroup", "preferredLabel", "altLabels", "hiddenLabels")
    for row in _rows(source, _OCCUPATIONS, columns):
        code, name = row["conceptUri"], clean(row["preferredLabel"])
        if code and name:
            aliases = _labels(row["altLabels"], row["hiddenLabels"])
            yield TitleConcept(code, name, _family(row["iscoGroup"].lstrip("C")), aliases)


def _relations(sources: Iterable[Source]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    broader: dict[str, list[str]] = defaultdict(list)
    related: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        for row in _rows(source, _BROADER, ("conceptUri", "broaderUri")):
            broader[row["conceptUri"]].append(row["broaderUri"])
        columns = ("originalSkillUri", "relationType", "relatedSkillUri")
        for row in _rows(source, _RELATED, columns):
            related[row["originalSkillUri"]].append(row["relatedSkillUri"])
    return broader, related


def _rows(source: Source, name: str, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    file = source.named(name)
    return source.rows(file, columns) if file else iter(())


def _labels(*cells: str) -> tuple[str, ...]:
    return tuple(label for cell in cells for line in cell.splitlines() if (label := clean(line)))


def _family(isco: str) -> str:
    fitting = (isco[:length] for length in range(3, 0, -1))
    return next((_FAMILIES[code] for code in fitting if code in _FAMILIES), "management")
