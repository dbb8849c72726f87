"""Positions a person has held."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hirewire_ai_worker.extraction.confidence import Calibrator
from hirewire_ai_worker.extraction.dates import Period, YearMonth, find_periods, months_covered
from hirewire_ai_worker.extraction.facts import TextFact, WorkFact
from hirewire_ai_worker.extraction.locations import Place, location_fact
from hirewire_ai_worker.extraction.sections import Section
from hirewire_ai_worker.extraction.view import View
from hirewire_ai_worker.extraction.work.blocks import Block, blocks_of
from hirewire_ai_worker.extraction.work.heads import CLEAR, Cell, Head, HeadReader, without_town
from hirewire_ai_worker.taxonomy.names import key_of
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

WORK_SECTIONS = frozenset({"work", "research"})
LONGEST_SUMMARY = 4000
KNOWN = 0.7
INHERITED = 0.8


@dataclass(frozen=True, slots=True)
class Position:
    """A position with where its text stands, for facts that depend on it."""

    fact: WorkFact
    section: Section
    start: int
    end: int
    period: Period | None


def positions_of(
    view: View, sections: Sequence[Section], taxonomy: Taxonomy, calibrator: Calibrator
) -> list[Position]:
    """In the order of the document; a position without an employer takes that of the one above."""
    reader = HeadReader(view, taxonomy)
    blocks = [
        (section, block)
        for section in sections
        if section.kind in WORK_SECTIONS
        for block in blocks_of(view, section.lines)
    ]
    votes = [
        head.title_first
        for _, block in blocks
        if (head := _head(reader, block)).title_first is not None
    ]
    if votes and 2 * sum(map(bool, votes)) < len(votes):
        reader = replace(reader, title_first=False)
    maker = _Maker(view, calibrator)
    found: list[Position] = []
    for section, block in blocks:
        position = maker.position(section, block, _head(reader, block))
        if position.fact.title is not None or position.fact.company is not None:
            found.append(_with_employer(position, found[-1] if found else None))
    return found


def _with_employer(position: Position, before: Position | None) -> Position:
    """Several positions are often listed under one employer."""
    if position.fact.company is not None or before is None or before.fact.company is None:
        return position
    if before.section is not position.section:
        return position
    company = replace(before.fact.company, confidence=before.fact.company.confidence * INHERITED)
    return replace(position, fact=replace(position.fact, company=company))


def _head(reader: HeadReader, block: Block) -> Head:
    """Lines under the anchor are taken in while they add a missing part or a place."""
    lines = list(block.head)
    periods = _periods(block)
    head = reader.read(lines, periods)
    for line in block.below:
        cells, place = reader.cells([line], periods)
        if not (_only_place(cells, place, head) or _adds_part(cells, place, head)):
            break
        lines.append(line)
        head = reader.read(lines, periods)
    return head


def _only_place(cells: Sequence[Cell], place: Place | None, head: Head) -> bool:
    return not cells and place is not None and head.place is None


def _adds_part(cells: Sequence[Cell], place: Place | None, head: Head) -> bool:
    if not cells:
        return False
    best = max(cell.reading.score for cell in cells)
    if head.title is None or head.company is None:
        return True
    if head.guessed and best >= CLEAR > head.title.reading.score:
        return True
    same_line = head.title.line == head.company.line
    employer = place is not None or max(cell.organization for cell in cells) >= CLEAR
    return same_line and best < CLEAR and employer and head.company.organization < CLEAR


def _periods(block: Block) -> list[Period]:
    lines = (*block.head, *block.below)
    return [each for line in lines for each in find_periods(line.text, line.start)]


@dataclass(frozen=True, slots=True)
class _Maker:
    view: View
    calibrator: Calibrator

    def position(self, section: Section, block: Block, head: Head) -> Position:
        end = (block.body or block.head)[-1].end
        fact = WorkFact(
            title=self._title(head, section.kind),
            company=self._company(head, section.kind),
            location=location_fact(self.view, head.place, self.calibrator, section.kind)
            if head.place
            else None,
            start=_written(block.period.first) if block.period else None,
            end=_written(block.period.last) if block.period else None,
            current=block.period is not None and block.period.current,
            seniority=head.title.reading.seniority if head.title else None,
            summary=self._summary(block, head),
            confidence=self.calibrator.confidence("work", _features(head, block.period)),
            evidence=(
                self.view.evidence(block.head[0].start, self._head_end(block, head), section.kind),
            ),
        )
        return Position(fact, section, block.head[0].start, end, block.period)

    def _title(self, head: Head, section: str) -> TextFact | None:
        if head.title is None:
            return None
        reading = head.title.reading
        known = reading.title if reading.score >= KNOWN else None
        confidence = self.calibrator.confidence(
            "title",
            {
                "score": reading.score,
                "guessed": head.guessed,
                "with_company": head.company is not None,
            },
        )
        evidence = self.view.evidence(head.title.start, head.title.end, section)
        return TextFact(
            value=" ".join(evidence.quote.split()),
            confidence=confidence,
            evidence=(evidence,),
            key=key_of(known.name) if known else None,
            canonical=known.name if known else None,
        )

    def _company(self, head: Head, section: str) -> TextFact | None:
        if head.company is None:
            return None
        cell = head.company
        features = {
            "organization": cell.organization,
            "guessed": head.guessed,
            "with_title": head.title is not None,
        }
        end = cell.start + len(without_town(cell.text))
        evidence = self.view.evidence(cell.start, end, section)
        confidence = self.calibrator.confidence("company", features)
        return TextFact(" ".join(evidence.quote.split()), confidence, (evidence,))

    def _head_end(self, block: Block, head: Head) -> int:
        cells = [cell.end for cell in (head.title, head.company) if cell is not None]
        place = [head.place.end] if head.place else []
        dates = [block.period.end] if block.period else []
        return max([*cells, *place, *dates, block.head[0].start + 1])

    def _summary(self, block: Block, head: Head) -> str:
        end = self._head_end(block, head)
        lines = [line.text for line in block.body if line.start >= end]
        return "\n".join(lines)[:LONGEST_SUMMARY]


def _written(point: YearMonth | None) -> str | None:
    return str(point) if point is not None and point.year is not None else None


def _features(head: Head, period: Period | None) -> dict[str, float]:
    return {
        "title_score": head.title.reading.score if head.title else 0.0,
        "with_title": head.title is not None,
        "with_company": head.company is not None,
        "guessed": head.guessed,
        "range": period is not None and period.is_range,
    }


def years_of(positions: Sequence[Position], today: date | None) -> float | None:
    """Years covered by the positions, none counted twice, to one decimal.

    Without a `today`, positions that are still held last until the latest month the document names.
    """
    periods = [each.period for each in positions if each.period is not None]
    spans = [(each.first, each.last, each.current) for each in periods]
    named = [point.last_month() for first, last, _ in spans for point in (first, last) if point]
    latest = max((month for month in named if month is not None), default=None)
    now = today.year * 12 + today.month - 1 if today else latest
    months: list[tuple[int, int]] = []
    for first, last, current in spans:
        start = first.first_month() if first else None
        end = now if current else last.last_month() if last else None
        if start is not None and end is not None and start <= end:
            months.append((start, end))
    return round(months_covered(months) / 12, 1) if months else None
