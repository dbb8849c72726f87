"""Cuts a document into its sections."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hirewire_ai_worker.extraction.headings import DocumentKind, kind_of_heading
from hirewire_ai_worker.extraction.view import TextLine, View

TOP = "top"
OTHER = "other"
LONGEST_HEADING = 70
MOST_WORDS_OF_OTHERS = 4
NAME_SIZE = 1.25
NOT_IN_HEADINGS = re.compile(r"[\d@|,.]")
Style = tuple[float, bool, bool]


@dataclass(frozen=True, slots=True)
class Section:
    """`kind` is one of the heading table's, `top` before the first heading, or `other`."""

    kind: str
    title: str
    lines: tuple[TextLine, ...]


@dataclass(slots=True)
class _Cutter:
    view: View
    document: DocumentKind
    styles: frozenset[Style]
    sections: list[Section] = field(default_factory=list)
    kind: str = TOP
    title: str = ""
    lines: list[TextLine] = field(default_factory=list)

    def read(self, line: TextLine, label: str | None) -> None:
        """`label` is a heading set beside the line; empty when it only ends one begun above."""
        if label is None:
            kind = TOP if self._begins_page_head(line) else self._heading(line)
            if kind == TOP:
                self._open(TOP, "")
                self.lines.append(line)
                return
            if kind is None:
                self.lines.append(line)
            else:
                self._open(kind, line.text)
            return
        if label:
            self._open(kind_of_heading(label, self.document) or OTHER, label)
        rest = line.cut(line.start + len(line.text.split("\t")[0]))
        if rest.text:
            self.lines.append(rest)

    def _begins_page_head(self, line: TextLine) -> bool:
        """A name in the largest letters, after a sidebar that was read before it."""
        largest = max((each[0] for each in self.styles), default=self.view.body_size)
        return line.page == 1 and line.size >= NAME_SIZE * max(largest, self.view.body_size) > 0

    def _heading(self, line: TextLine) -> str | None:
        if not _may_be_heading(line):
            return None
        known = kind_of_heading(
            line.text, self.document, loosely=_stands_out(line, self.view.body_size)
        )
        if known is not None:
            return None if _is_minor(line, self.styles) else known
        told = any("@" in each.text for each in self.lines)
        below_top = self.kind != TOP or (line.kind == "heading" and told)
        return OTHER if below_top and self._looks_like_heading(line) else None

    def _looks_like_heading(self, line: TextLine) -> bool:
        plain = _style(line) == (round(self.view.body_size, 1), False, False)
        if plain or line.is_item or NOT_IN_HEADINGS.search(line.text):
            return False
        return _style(line) in self.styles and len(line.text.split()) <= MOST_WORDS_OF_OTHERS

    def _open(self, kind: str, title: str) -> None:
        self.close()
        self.kind, self.title = kind, title.strip(" :\t=#*-")

    def close(self) -> None:
        if self.lines or self.kind != TOP:
            self.sections.append(Section(self.kind, self.title, tuple(self.lines)))
        self.lines = []


def sections_of(view: View, document: DocumentKind) -> list[Section]:
    """All lines but the headings, in order; unknown headings are told by the look of known ones."""
    cutter = _Cutter(view, document, _heading_styles(view, document))
    labels = {**_rail_labels(view.lines, document), **_broken_headings(view, document)}
    for index, line in enumerate(view.lines):
        cutter.read(line, labels.get(index))
    cutter.close()
    return cutter.sections


def _may_be_heading(line: TextLine) -> bool:
    """`Skills: Python` or `Experience with Go.` is a sentence, not a heading."""
    text = line.text.strip()
    if len(text) > LONGEST_HEADING or "\t" in text or ": " in text:
        return False
    if line.kind in {"table_row", "header", "footer"} or text.endswith((".", ",", ";")):
        return False
    return line.kind == "heading" or not line.is_item or line.bold


def _style(line: TextLine) -> Style:
    return round(line.size, 1), line.bold, line.text.isupper()


def _stands_out(line: TextLine, body_size: float) -> bool:
    marked = line.bold or line.text.isupper() or line.text.rstrip().endswith(":")
    return line.kind == "heading" or line.size > body_size + 0.4 or marked


def _is_minor(line: TextLine, styles: frozenset[Style]) -> bool:
    """A sub-heading: drawn more lightly than the headings of the document."""
    style = _style(line)
    if not styles or style in styles:
        return False
    size = max(each[0] for each in styles)
    bold = all(each[1] for each in styles)
    upper = all(each[2] for each in styles)
    return style[0] < size - 0.3 or (bold and not style[1]) or (upper and not style[2])


def _heading_styles(view: View, document: DocumentKind) -> frozenset[Style]:
    """Looks that several known headings share."""
    found = [
        _style(line)
        for line in view.lines
        if _may_be_heading(line) and kind_of_heading(line.text, document)
    ]
    counts = Counter(found)
    most = max(counts.values(), default=0)
    return frozenset(style for style, count in counts.items() if 1 < most <= 2 * count)


def _rail_labels(lines: Sequence[TextLine], document: DocumentKind) -> Mapping[int, str]:
    """Headings set in the left margin, by the index of their line.

    A line whose first cell is the rest of a heading begun above has an empty label.
    """
    labels: dict[int, str] = {}
    cells = [_first_cell(line) for line in lines]
    for index, cell in enumerate(cells):
        if not cell or index in labels:
            continue
        below = cells[index + 1] if index + 1 < len(cells) else ""
        if below and kind_of_heading(f"{cell} {below}", document):
            labels[index], labels[index + 1] = f"{cell} {below}", ""
        elif kind_of_heading(cell, document):
            labels[index] = cell
    return labels


def _broken_headings(view: View, document: DocumentKind) -> Mapping[int, str]:
    """Headings that a narrow column broke in two lines, as `_rail_labels` gives them."""
    labels: dict[int, str] = {}
    for index, (line, below) in enumerate(pairwise(view.lines)):
        alike = _style(line) == _style(below) and line.column == below.column
        if not alike or index in labels or not _stands_out(line, view.body_size):
            continue
        whole = f"{line.text} {below.text}"
        apart = kind_of_heading(below.text, document) or not _may_be_heading(line)
        if not apart and _may_be_heading(below) and kind_of_heading(whole, document):
            labels[index], labels[index + 1] = whole, ""
    return labels


def _first_cell(line: TextLine) -> str:
    cell, tab, _ = line.text.partition("\t")
    return cell if tab and not cell.endswith(":") and line.kind != "table_row" else ""
