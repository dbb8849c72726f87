"""What a person has studied."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hirewire_ai_worker.extraction.confidence import Calibrator
from hirewire_ai_worker.extraction.dates import Period, YearMonth
from hirewire_ai_worker.extraction.education_parts import DegreeSpan, LineReader, Part, SchoolSpan
from hirewire_ai_worker.extraction.facts import EducationFact, TextFact
from hirewire_ai_worker.extraction.locations import Place, location_fact
from hirewire_ai_worker.extraction.sections import Section
from hirewire_ai_worker.extraction.view import TextLine, View
from hirewire_ai_worker.taxonomy.names import fold, key_of
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

LONGEST_SCHOOL = 10
OPEN_ENDS = (
    " of",
    " and",
    " &",
    " for",
    " in",
    " the",
    " und",
    " fur",
    " der",
    " de",
    " du",
    " la",
    "-",
)
SHARED = 0.8


@dataclass(slots=True)
class _Entry:
    degree: DegreeSpan | None = None
    school: SchoolSpan | None = None
    period: Period | None = None
    place: Place | None = None
    shared: bool = False

    def has(self, part: Part) -> bool:
        """Whether a part of this kind is here already, so that the next one begins a new entry."""
        if isinstance(part, DegreeSpan):
            return self.degree is not None
        if isinstance(part, SchoolSpan):
            return self.school is not None
        if isinstance(part, Period):
            return self.period is not None
        return False

    def take(self, part: Part) -> None:
        if isinstance(part, DegreeSpan):
            self.degree = part
        elif isinstance(part, SchoolSpan):
            self.school = part
        elif isinstance(part, Period):
            self.period = part
        elif self.place is None:
            self.place = part

    @property
    def is_worth_keeping(self) -> bool:
        return self.degree is not None or (self.school is not None and self.period is not None)

    def bounds(self) -> tuple[int, int]:
        parts = [part for part in (self.degree, self.school, self.period) if part is not None]
        own = [part for part in parts if not (self.shared and part is self.school)]
        return min(part.start for part in own), max(part.end for part in own)


@dataclass(slots=True)
class _Assembler:
    """Sorts the parts of a section's lines into entries; a repeated part begins a new one."""

    reader: LineReader
    entries: list[_Entry] = field(default_factory=lambda: [_Entry()])

    def read(self, lines: Sequence[TextLine]) -> None:
        lines = _joined(self.reader.view, lines)
        all_items = all(line.is_item for line in lines)
        parsed = [self.reader.parts(line) for line in lines if all_items or not line.is_item]
        for index, parts in enumerate(parsed):
            around = [*parsed[max(0, index - 1)], *parsed[min(index + 1, len(parsed) - 1)], *parts]
            kept = [part for part in parts if self._counts(part, parts, around)]
            for part in kept:
                if self.entries[-1].has(part):
                    self.entries.append(_Entry())
                self.entries[-1].take(part)

    def _counts(self, part: Part, line: Sequence[Part], around: Sequence[Part]) -> bool:
        """Whether a part counts: a name without a word for school needs a degree beside it."""
        if not isinstance(part, SchoolSpan) or part.hinted:
            return True
        schools = [each for each in line if isinstance(each, SchoolSpan)]
        degrees = [each for each in around if isinstance(each, DegreeSpan)]
        hinted = any(isinstance(each, SchoolSpan) and each.hinted for each in around)
        text = self.reader.view.text[part.start : part.end]
        fits = text[:1].isupper() and len(text.split()) <= LONGEST_SCHOOL
        return bool(degrees) and not hinted and fits and part is schools[0]


def _joined(view: View, lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines that were broken in the middle of a sentence, as one."""
    joined: list[TextLine] = []
    for line in lines:
        before = joined[-1] if joined else None
        flows = before is not None and view.folded[before.end : line.start] == " "
        if before is not None and flows and fold(before.text).endswith(OPEN_ENDS):
            joined[-1] = replace(before, end=line.end, text=f"{before.text} {line.text}")
        else:
            joined.append(line)
    return joined


def education_of(
    view: View, sections: Sequence[Section], taxonomy: Taxonomy, calibrator: Calibrator
) -> list[EducationFact]:
    """In the order of the document. Degrees listed below one school share it."""
    found: list[EducationFact] = []
    for section in sections:
        if section.kind != "education":
            continue
        assembler = _Assembler(LineReader(view, taxonomy))
        assembler.read(section.lines)
        entries = [entry for entry in assembler.entries if entry.is_worth_keeping]
        _share_schools(entries)
        maker = _Maker(view, calibrator)
        found += [maker.fact(entry) for entry in entries]
    return found


def _share_schools(entries: Sequence[_Entry]) -> None:
    first = entries[0] if entries else None
    if first is None or first.school is None or first.degree is None:
        return
    if first.school.start > first.degree.start:
        return
    for before, entry in itertools.pairwise(entries):
        if entry.school is None and before.school is not None:
            entry.school, entry.shared = before.school, True


@dataclass(frozen=True, slots=True)
class _Maker:
    view: View
    calibrator: Calibrator

    def fact(self, entry: _Entry) -> EducationFact:
        degree = entry.degree
        features = {
            "with_degree": degree is not None,
            "with_school": entry.school is not None,
            "hinted": entry.school is not None and entry.school.hinted,
        }
        return EducationFact(
            degree=self._degree(degree) if degree else None,
            level=degree.degree.level if degree else None,
            field=self._field(degree) if degree and degree.field_end else None,
            school=self._school(entry) if entry.school else None,
            location=location_fact(self.view, entry.place, self.calibrator, "education")
            if entry.place
            else None,
            start=_written(entry.period.first) if entry.period else None,
            end=_written(entry.period.last) if entry.period else None,
            confidence=self.calibrator.confidence("education", features),
            evidence=(self.view.evidence(*entry.bounds(), "education"),),
        )

    def _degree(self, span: DegreeSpan) -> TextFact:
        features = {"in_section": 1.0, "short": span.short, "with_field": span.field_end > 0}
        return self._text("degree", (span.start, span.end), span.degree.name, features)

    def _field(self, span: DegreeSpan) -> TextFact:
        name = span.field.name if span.field else None
        bounds = (span.field_start, span.field_end)
        return self._text("field", bounds, name, {"known": span.field is not None})

    def _school(self, entry: _Entry) -> TextFact | None:
        span = entry.school
        if span is None:
            return None
        features = {"hinted": span.hinted, "in_section": 1.0, "shared": entry.shared}
        return self._text("school", (span.start, span.end), None, features)

    def _text(
        self, predicate: str, bounds: tuple[int, int], name: str | None, features: dict[str, float]
    ) -> TextFact:
        evidence = self.view.evidence(*bounds, "education")
        return TextFact(
            value=" ".join(evidence.quote.split()),
            confidence=self.calibrator.confidence(predicate, features),
            evidence=(evidence,),
            key=key_of(name) if name else None,
            canonical=name,
        )


def _written(point: YearMonth | None) -> str | None:
    return str(point) if point is not None and point.year is not None else None
