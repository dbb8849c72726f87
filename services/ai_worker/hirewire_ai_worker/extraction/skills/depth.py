"""How well and for how long: the words beside a skill that say it."""

import re

from hirewire_ai_worker.extraction.facts import SkillLevel
from hirewire_ai_worker.taxonomy.names import fold

LEVELS: tuple[tuple[SkillLevel, re.Pattern[str]], ...] = (
    (
        "expert",
        re.compile(
            r"\b(?:experts?|expertise|master(?:y|ed)?|guru|experte|experto|expertenkenntnisse)\b"
        ),
    ),
    (
        "advanced",
        re.compile(
            r"\b(?:advanced|proficient|strong|fluent|very good|sehr gut\w*"
            r"|fortgeschritten\w*|avance\w*|avanzado"
            r"|solid|deep|extensive|tiefgehend\w*|profond\w*|fundiert\w*|over 5000 lines)\b"
        ),
    ),
    (
        "intermediate",
        re.compile(
            r"\b(?:intermediate|good|working knowledge|competent|gut\w*|intermediaire"
            r"|intermedio|over 1000 lines|solide)\b"
        ),
    ),
    (
        "basic",
        re.compile(
            r"\b(?:basics?|familiar(?:ity)?|beginner|learning|exposure|novice|grundkenntnisse|grundlagen|notions|basico"
            r"|nociones|debutant|currently learning|some|anfanger)\b"
        ),
    ),
)
LABEL_FILLER = re.compile(r"\b(?:in|at|with|level|skills|knowledge|of|currently|also|very)\b")
YEARS_WORD = r"(?:years?|yrs?|jahren?|ans|annees|anos)"
YEARS = re.compile(rf"(?P<years>\d{{1,2}}(?:[.,]5)?)\s*\+?\s*{YEARS_WORD}\b")
YEARS_BEFORE = re.compile(
    rf"(?P<years>\d{{1,2}}(?:[.,]5)?)\s*\+?\s*{YEARS_WORD}['\u2019]?\s+(?:of\s+|de\s+|d'\s?)?"
    r"(?:professional\s+|hands-on\s+|work(?:ing)?\s+|commercial\s+)?"
    r"(?:experience\s+|erfahrung\s+|experiencia\s+)?(?:with\s+|in\s+|using\s+|mit\s+|en\s+|avec\s+|con\s+|of\s+|as\s+an?\s+)?$"
)
AFTER = 28
BEFORE = 60
MOST_YEARS = 50


def level_in(text: str) -> SkillLevel | None:
    """The level a label or a note in brackets says."""
    folded = fold(text)
    return next((level for level, rule in LEVELS if rule.search(folded)), None)


def level_of_label(label: str) -> SkillLevel | None:
    """`Advanced`, `Proficient in`; not `Machine learning`."""
    words = LABEL_FILLER.sub(" ", fold(label)).strip()
    return next((level for level, rule in LEVELS if rule.fullmatch(words)), None)


def level_beside(folded: str, end: int) -> SkillLevel | None:
    """`Python (advanced)`, `SQL - expert`."""
    note = re.match(r"\s*[(\u2013:-]\s*([^),;\n]{3,30})", folded[end : end + 40])
    return level_in(note.group(1)) if note else None


def years_beside(folded: str, start: int, end: int) -> float | None:
    """`Python (5 years)`, `5+ years of Python`."""
    note = re.match(rf"\s*[(:,-]?\s*{YEARS.pattern}", folded[end : end + AFTER])
    found = note or YEARS_BEFORE.search(folded[max(0, start - BEFORE) : start])
    if found is None:
        return None
    years = float(found.group("years").replace(",", "."))
    return years if years <= MOST_YEARS else None
