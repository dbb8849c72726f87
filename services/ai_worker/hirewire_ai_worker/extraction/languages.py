"""Spoken languages and how well they are spoken."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from hirewire_ai_worker.extraction.confidence import Calibrator
from hirewire_ai_worker.extraction.facts import LanguageFact, LanguageLevelName
from hirewire_ai_worker.extraction.headings import DocumentKind, kind_of_heading
from hirewire_ai_worker.extraction.sections import Section
from hirewire_ai_worker.extraction.skills.lists import Row, rows_of
from hirewire_ai_worker.extraction.view import View
from hirewire_ai_worker.taxonomy.entries import SpokenLanguage
from hirewire_ai_worker.taxonomy.taxonomy import Languages, Taxonomy

LEVELS: dict[str, LanguageLevelName] = {level: level for level in get_args(LanguageLevelName)}
BORDER = re.compile(r"[,;|\n\u2022\u00b7]|\s(?:and|und|et|y)\s")
CUE_BEFORE = re.compile(
    r"(?:fluen(?:t|cy|tly)|proficien(?:t|cy)|native|speak(?:s|ing)?|bilingual|conversational|fliessend\w*|fließend\w*|verhandlungssicher\w*"
    r"|muttersprach\w*|sehr gute?s?|gute?s?|good|excellent|strong|basic|grundkenntnisse"
    r"|couramment|courant|maitrise|langue|dominio|nivel"
    r"|niveau|level|knowledge of|working|written and spoken|spoken and written|spoken"
    r"|kenntnisse|parl\w+|habl\w+|in)\s+"
    r"(?:in |of |de |del |de l'|d'|en |the |der |l'|du |and |written |spoken |or "
    r"|business |professional )*"
    r"(?:\w+(?:,\s\w+)?\s(?:and|or|und|et|y|&|oder|ou)\s)?$"
)
LEVEL_REACH = 40
LONGEST_ARTICLE = 3
CEFR = re.compile(r"\b[ABC][12]\b")
ASKING = frozenset({"requirements", "preferred"})


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    language: SpokenLanguage
    level: LanguageLevelName | None
    in_section: bool


def languages_of(
    view: View,
    sections: Sequence[Section],
    taxonomy: Taxonomy,
    calibrator: Calibrator,
    document: DocumentKind,
) -> list[LanguageFact]:
    """From language sections and rows; elsewhere only with a word that tells a level."""
    facts: dict[str, LanguageFact] = {}
    for found in _all(view, sections, taxonomy.languages, document):
        code = found.language.code
        known = facts.get(code)
        if known is not None and (known.level is not None or found.level is None):
            continue
        features = {"in_section": found.in_section, "with_level": found.level is not None}
        facts[code] = LanguageFact(
            name=found.language.name,
            code=code,
            level=found.level,
            confidence=calibrator.confidence("language", features),
            evidence=(view.evidence(found.start, found.end, "languages"),),
        )
    return list(facts.values())


def _all(
    view: View, sections: Sequence[Section], languages: Languages, document: DocumentKind
) -> Iterator[_Found]:
    for section in sections:
        for row in rows_of(view, section):
            own = section.kind == "languages"
            labelled = kind_of_heading(row.label, document) == "languages" if row.label else False
            named = languages.lexicon.get(row.label) if own and row.label else None
            if named is not None:
                start = view.text.rfind(row.label, 0, row.start)
                level = _level_in(view.folded[row.start : row.end], languages)
                yield _Found(start, row.end, named, level, in_section=True)
            elif section.kind not in {"education", "contact", "about"}:
                opening = section.kind in ASKING and _opens_with_language(view, row, languages)
                yield from _in_row(view, row, languages, own=own or labelled or opening)


def _opens_with_language(view: View, row: Row, languages: Languages) -> bool:
    """`Portuguese, for our customers` among the requirements of an ad."""
    hit = next(iter(languages.lexicon.find(view.folded[row.start : row.end])), None)
    return hit is not None and hit.start <= LONGEST_ARTICLE


def _in_row(view: View, row: Row, languages: Languages, *, own: bool) -> Iterator[_Found]:
    hits = list(languages.lexicon.find(view.folded[row.start : row.end]))
    for number, hit in enumerate(hits):
        start, end = row.start + hit.start, row.start + hit.end
        if not view.text[start].isupper() and view.language not in {"fr", "es", "ca", "it", "pt"}:
            continue
        following = row.start + hits[number + 1].start if number + 1 < len(hits) else row.end
        after_end, after = _after(view, end, following, languages)
        before = _before(view, row, start, languages)
        level = after or before
        if own or before is not None or (after is not None and _tells(view, start, end, after_end)):
            yield _Found(start, max(end, after_end), hit.entry, level, in_section=own)


def _tells(view: View, start: int, end: int, after_end: int) -> bool:
    """Outside the section it takes `German (C1)` or `fluent in German`, not `German staff`."""
    between = view.text[end:after_end]
    if CEFR.search(between):
        return True
    announced = CUE_BEFORE.search(view.folded[max(0, start - LEVEL_REACH) : start]) is not None
    return announced or re.match(r"\s*[(:\u2013-]", between) is not None


def _after(
    view: View, end: int, limit: int, languages: Languages
) -> tuple[int, LanguageLevelName | None]:
    """The level that follows within the same item, and where its words end."""
    text = view.folded[end : min(limit, end + LEVEL_REACH)]
    border = BORDER.search(text, 1 if text[:1] in ",|" else 0)
    text = text[: border.start()] if border else text
    hit = next(iter(languages.levels.find(text)), None)
    if hit is None:
        return end, None
    close = end + hit.end
    return close + (view.text[close : close + 1] == ")"), LEVELS[hit.entry.level]


def _before(view: View, row: Row, start: int, languages: Languages) -> LanguageLevelName | None:
    text = view.folded[max(row.start, start - LEVEL_REACH) : start]
    if CUE_BEFORE.search(text) is None:
        return None
    last = [each.entry.level for each in languages.levels.find(text)]
    return LEVELS[last[-1]] if last else None


def _level_in(folded: str, languages: Languages) -> LanguageLevelName | None:
    hit = next(iter(languages.levels.find(folded)), None)
    return LEVELS[hit.entry.level] if hit else None
