"""Every place in a document that speaks of a skill."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hirewire_ai_worker.extraction.dates import find_periods
from hirewire_ai_worker.extraction.facts import SkillLevel
from hirewire_ai_worker.extraction.headings import DocumentKind, kind_of_heading
from hirewire_ai_worker.extraction.sections import Section
from hirewire_ai_worker.extraction.skills.depth import (
    level_beside,
    level_in,
    level_of_label,
    years_beside,
)
from hirewire_ai_worker.extraction.skills.forms import Find, FormRules
from hirewire_ai_worker.extraction.skills.lists import (
    Item,
    Row,
    is_list,
    is_skill_row,
    items_of,
    rows_of,
)
from hirewire_ai_worker.extraction.skills.polarity import is_negated
from hirewire_ai_worker.extraction.view import View
from hirewire_ai_worker.taxonomy.entries import Skill, SkillKind
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

Span = tuple[int, int]
LIST_SECTIONS = frozenset({"skills", "requirements", "preferred"})
QUIET_SECTIONS = frozenset({"contact", "references", "education", "publications"})
LABEL = "label"
MOST_WORDS = 5
LONGEST_ITEM = 50
NOT_A_SKILL = re.compile(
    r"^(?:and|or|etc|und|sowie|et|y|e\.g|z\.b|level|years?)\b|[.!?]\s|@|https?:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mention:
    """`skill` is None for an item of a skill list, or of prose, that the taxonomy does not know.

    `probability` is what the tagger gives to a place in prose; `kind` is its word for a skill that
    it alone found.
    """

    start: int
    end: int
    skill: Skill | None
    section: str
    in_list: bool
    ambiguous: bool
    generic: bool
    negated: bool
    level: SkillLevel | None
    years: float | None
    kind: SkillKind | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class MentionReader:
    """`hidden_spans` are addresses and names of employers, in which no skill is looked for."""

    view: View
    taxonomy: Taxonomy
    document: DocumentKind
    hidden_spans: Sequence[Span]

    def read(self, sections: Sequence[Section]) -> list[Mention]:
        """In the order of the text."""
        rows = self._rows(sections)
        spans = [(row.start, row.end) for row in rows]
        rules = FormRules(self.view.text, self._unhidden(sections), self.taxonomy.skills)
        finds = rules.finds(spans)
        mentions = [self._known(find, sections, rows) for find in finds]
        mentions += self._unknown(rows, finds, sections)
        kept = [each for each in mentions if each.section not in QUIET_SECTIONS]
        return sorted(kept, key=lambda each: each.start)

    def list_spans(self, sections: Sequence[Section]) -> list[Span]:
        """Rows that list skills or other things, in which there is no prose."""
        listed = [
            (row.start, row.end)
            for row in self._rows(sections)
            if is_list(self.view.text[row.start : row.end])
        ]
        return [*listed, *self._other_rows(sections)]

    def _rows(self, sections: Sequence[Section]) -> list[Row]:
        return [
            row
            for section in sections
            for row in rows_of(self.view, section)
            if (section.kind in LIST_SECTIONS and self._is_skill_row(row))
            or (row.label and kind_of_heading(row.label, self.document) == "skills")
        ]

    def _is_skill_row(self, row: Row) -> bool:
        return is_skill_row(self.view, row, self.document, self.taxonomy.languages)

    def _unhidden(self, sections: Sequence[Section]) -> str:
        """The folded text without names, addresses, headings and rows that list other things."""
        folded = self.view.folded
        for start, end in (
            *self.hidden_spans,
            *self._other_rows(sections),
            *self._headings(sections),
        ):
            folded = folded[:start] + "\0" * (end - start) + folded[end:]
        return folded

    def _other_rows(self, sections: Sequence[Section]) -> Iterator[Span]:
        for section in sections:
            if section.kind in LIST_SECTIONS:
                for row in rows_of(self.view, section):
                    if not self._is_skill_row(row):
                        yield row.start, row.end

    def _headings(self, sections: Sequence[Section]) -> Iterator[Span]:
        """Headings that say what stands below them, such as `Profil recherché`."""
        inside = {line.start for section in sections for line in section.lines}
        for line in self.view.lines:
            if line.start not in inside and kind_of_heading(line.text, self.document):
                yield line.start, line.end

    def _known(self, find: Find, sections: Sequence[Section], rows: Sequence[Row]) -> Mention:
        section = section_at(sections, find.start)
        row = next((row for row in rows if row.start <= find.start < row.end), None)
        if row is None and section == "skills":
            section = LABEL
        listed = find.as_item and row is not None
        level = level_beside(self.view.folded, find.end)
        if level is None and row is not None and row.label and section == "skills":
            level = level_of_label(row.label)
        return Mention(
            start=find.start,
            end=find.end,
            skill=find.skill,
            section=section,
            in_list=listed,
            ambiguous=find.ambiguous,
            generic=find.generic,
            negated=is_negated(self.view.folded, find.start, find.end),
            level=level,
            years=years_beside(self.view.folded, find.start, find.end),
        )

    def _unknown(
        self, rows: Sequence[Row], finds: Sequence[Find], sections: Sequence[Section]
    ) -> Iterator[Mention]:
        skill_rows = [
            row
            for row in rows
            if section_at(sections, row.start) == "skills"
            and is_list(self.view.text[row.start : row.end])
        ]
        for item in items_of(self.view, skill_rows):
            taken = any(find.start < item.end and item.start < find.end for find in finds)
            if not taken and _is_short(item) and self.may_be_skill(item):
                level = level_beside(self.view.folded, item.end) or level_of_label(item.label)
                yield Mention(
                    start=item.start,
                    end=item.end,
                    skill=None,
                    section="skills",
                    in_list=True,
                    ambiguous=False,
                    generic=False,
                    negated=False,
                    level=level,
                    years=years_beside(self.view.folded, item.start, item.end),
                )

    def may_be_skill(self, item: Item) -> bool:
        """Whether words that the taxonomy does not know are no date, level, language or name."""
        if NOT_A_SKILL.search(item.text):
            return False
        if sum(char.isalpha() for char in item.text) < 2 or find_periods(item.text):  # noqa: PLR2004 - letters
            return False
        if self.taxonomy.languages.lexicon.get(item.text) or level_in(item.text):
            return False
        hidden = any(start < item.end and item.start < end for start, end in self.hidden_spans)
        return not hidden and not re.search(
            r"\d\s*\+?\s*(?:years|jahre|ans\b|anos)", item.text.lower()
        )


def _is_short(item: Item) -> bool:
    return len(item.text.split()) <= MOST_WORDS and len(item.text) <= LONGEST_ITEM


def section_at(sections: Sequence[Section], offset: int) -> str:
    for section in sections:
        for line in section.lines:
            if line.start <= offset < line.end:
                return section.kind
    return ""
