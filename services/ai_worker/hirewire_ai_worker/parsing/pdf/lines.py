"""Regions of segments to lines of text."""

from collections.abc import Sequence
from statistics import median

from hirewire_ai_worker.parsing.assembly import BLOCK_GAP, DraftLine
from hirewire_ai_worker.parsing.characters import begins_item, clean
from hirewire_ai_worker.parsing.pdf.segments import Segment, rows_of


def region_lines(region: Sequence[Segment], page: int, column: int) -> list[DraftLine]:
    """The rows of one region; the cells of a row are joined by tabs."""
    lines: list[DraftLine] = []
    previous: Segment | None = None
    for row in rows_of(region):
        gap = _gap(previous, row[0])
        lines.append(_line(row, gap, page, column, first=previous is None))
        previous = row[0]
    return lines


def _line(row: Sequence[Segment], gap: float, page: int, column: int, *, first: bool) -> DraftLine:
    text = clean("\t".join(each.text for each in row))
    return DraftLine(
        text=text,
        page=page,
        kind="list_item" if begins_item(text) else "text",
        size=median(each.size for each in row),
        bold=row[0].bold,
        left=row[0].left,
        width=row[-1].right - row[0].left,
        gap=gap,
        column=column,
        block=first or gap > BLOCK_GAP,
    )


def _gap(previous: Segment | None, current: Segment) -> float:
    if previous is None:
        return 0.0
    return max(0.0, (current.top - previous.bottom) / min(previous.height, current.height))
