"""The items of lists in skill sections."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hirewire_ai_worker.extraction.headings import DocumentKind, kind_of_heading
from hirewire_ai_worker.extraction.sections import Section
from hirewire_ai_worker.extraction.view import TextLine, View
from hirewire_ai_worker.parsing.characters import without_bullet
from hirewire_ai_worker.taxonomy.taxonomy import Languages

LABEL = re.compile(r"^(?P<label>[^:\t,;]{2,45})(?::\s+|:\t|\t(?=[^\t]*,))")
BORDER = re.compile(
    r"[,;|\t()\u2022\u00b7\u25cf\u25aa\u25e6]|\s+/\s+|\s[\u2013\u2014]\s|\n(?!\w)|\.$|\s-\s"
)
NOT_ITEMS = frozenset({"interests", "references", "education", "certificates"})
EDGES = " \n.*-:"
MOST_WORDS_AN_ITEM = 4.5


@dataclass(frozen=True, slots=True)
class Row:
    """One list at `start:end`, with the label that stands before it."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    start: int
    end: int
    text: str
    label: str


def rows_of(view: View, section: Section) -> list[Row]:
    """Lines of the section; a line that goes on with a broken list belongs to the one above."""
    rows: list[Row] = []
    label_above = ""
    all_bold = all(line.bold for line in section.lines)
    for line in section.lines:
        if line.bold and not all_bold and not BORDER.search(line.text) and not line.is_item:
            label_above = line.text.strip()
            continue
        wrapped = rows and line.start == rows[-1].end + 1 and view.folded[line.start - 1] == " "
        if wrapped:
            rows[-1] = Row(rows[-1].start, line.end, rows[-1].label)
            continue
        row = _row(line)
        if row.start >= row.end:
            label_above = row.label
            continue
        rows.append(row if row.label else Row(row.start, row.end, label_above))
    return rows


def is_list(text: str) -> bool:
    """A list has short items; a sentence is one long one."""
    items = [item for item in BORDER.split(text) if item.strip()]
    words = sum(len(item.split()) for item in items)
    return bool(items) and words / len(items) <= MOST_WORDS_AN_ITEM


def _row(line: TextLine) -> Row:
    text = without_bullet(line.text)
    start = line.end - len(text)
    if text.rstrip().endswith(":"):
        return Row(line.end, line.end, text.rstrip(" :"))
    label = LABEL.match(text)
    if label is None:
        return Row(start, line.end, "")
    return Row(start + label.end(), line.end, label.group("label").strip())


def is_skill_row(view: View, row: Row, document: DocumentKind, spoken: Languages) -> bool:
    """Rows labelled `Interests` or `Certificates` list other things; `Languages` may be either."""
    kind = kind_of_heading(row.label, document) if row.label else None
    if kind == "languages":
        return next(spoken.lexicon.find(view.folded[row.start : row.end]), None) is None
    return kind not in NOT_ITEMS


def items_of(view: View, rows: Sequence[Row]) -> Iterator[Item]:
    for row in rows:
        position = row.start
        borders = [*BORDER.finditer(view.text, row.start, row.end)]
        for first, last in [*((each.start(), each.end()) for each in borders), (row.end, row.end)]:
            text = view.text[position:first]
            start = position + len(text) - len(text.lstrip(EDGES))
            if text.strip(EDGES):
                yield Item(start, start + len(text.strip(EDGES)), text.strip(EDGES), row.label)
            position = last
