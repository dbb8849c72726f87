"""What a section is about whose heading no list knows, by what stands in it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from hirewire_ai_worker.extraction.dates import find_periods
from hirewire_ai_worker.extraction.education_parts import SCHOOL, short_forms
from hirewire_ai_worker.extraction.sections import OTHER, Section
from hirewire_ai_worker.extraction.skills.lists import BORDER
from hirewire_ai_worker.extraction.titles import HEADED, read_title
from hirewire_ai_worker.extraction.view import TextLine
from hirewire_ai_worker.taxonomy.names import fold
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

FEWEST_SKILLS = 3
PART = re.compile(r"[,|\t]|\s[\u2013\u2014-]\s")


def with_guesses(sections: Sequence[Section], taxonomy: Taxonomy) -> list[Section]:
    """Names the sections of unknown kind, each kind only where the document names none itself."""
    named = {section.kind for section in sections}
    return [
        replace(section, kind=guess)
        if section.kind == OTHER and (guess := _kind(section.lines, taxonomy)) not in named
        else section
        for section in sections
    ]


def _kind(lines: Sequence[TextLine], taxonomy: Taxonomy) -> str:
    ranges = any(each.is_range for line in lines for each in find_periods(line.text))
    if any(_studies(line, taxonomy) for line in lines):
        return "education"
    heads = [line for line in lines if not line.is_item]
    parts = [part for line in heads for part in PART.split(line.text)]
    if ranges and any(read_title(part, taxonomy.titles).score >= HEADED for part in parts):
        return "work"
    return "skills" if _lists_skills(lines, taxonomy) else OTHER


def _studies(line: TextLine, taxonomy: Taxonomy) -> bool:
    """A degree beside a school in one line."""
    education, folded = taxonomy.education, fold(line.text)
    degree = next(education.degrees.find(folded), None) is not None
    short = short_forms(education).search(line.text) is not None
    return (degree or short) and SCHOOL.search(folded) is not None


def _lists_skills(lines: Sequence[TextLine], taxonomy: Taxonomy) -> bool:
    """At least three items, half of them known."""
    items = [item.strip() for line in lines for item in BORDER.split(line.bare) if item.strip()]
    known = [item for item in items if taxonomy.skills.lexicon.get(item)]
    return len(known) >= FEWEST_SKILLS and 2 * len(known) >= len(items)
