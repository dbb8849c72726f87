"""A parsed document as extraction looks at it."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hirewire_ai_worker.extraction.facts import Evidence
from hirewire_ai_worker.parsing.characters import begins_item, without_bullet
from hirewire_ai_worker.parsing.document import Line, LineKind, ParsedDocument
from hirewire_ai_worker.taxonomy.names import fold

DATE_AT_END = re.compile(
    r"(?:(?:19|20)\d\d|present|current|heute|aktuell|aujourd.hui|actualidad|actuel)\)?$",
    re.IGNORECASE,
)
LABELLED = re.compile(r"[A-Z\u00c0-\u00de][^:.,]{2,40}:\s")
SAME_SIZE = 0.5
FULL_LINE = 0.7
FEW_LETTERS = 25
NARROWEST_TEXT = 60.0
OPEN_ENDS = (",", "-", "&", "/", " and", " und", " et", " y", " of", " for", " with")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line, or the part of one that is left when its label was taken off."""

    start: int
    end: int
    text: str
    page: int
    kind: LineKind
    size: float
    bold: bool
    gap: float
    column: int
    width: float

    @property
    def is_item(self) -> bool:
        return self.kind == "list_item" or begins_item(self.text)

    @property
    def bare(self) -> str:
        return without_bullet(self.text).strip()

    def cut(self, start: int) -> "TextLine":
        """The same line from an offset of the document's text on."""
        kept = self.text[start - self.start :]
        spaces = len(kept) - len(kept.lstrip())
        return replace(self, start=start + spaces, text=kept[spaces:])


@dataclass(frozen=True, slots=True)
class View:
    """`folded` has the length of `text`; in it, line ends inside a paragraph are spaces."""

    text: str
    folded: str
    lines: tuple[TextLine, ...]
    language: str
    body_size: float

    def page_at(self, offset: int) -> int:
        at = bisect_right(self.lines, offset, key=lambda line: line.end)
        return self.lines[min(at, len(self.lines) - 1)].page

    def evidence(self, start: int, end: int, section: str = "") -> Evidence:
        """Evidence for a span, without the white space around it."""
        quote = self.text[start:end]
        start += len(quote) - len(quote.lstrip())
        end = start + len(quote.strip())
        return Evidence(start, end, self.page_at(start), self.text[start:end], section)


def view_of(parsed: ParsedDocument) -> View:
    lines = tuple(_text_line(line, parsed.text) for line in parsed.lines)
    sizes = sorted(line.size for line in lines for _ in range(len(line.text)))
    return View(
        text=parsed.text,
        folded=_flowing(parsed.text, lines),
        lines=lines,
        language=parsed.language,
        body_size=sizes[len(sizes) // 2] if sizes else 0.0,
    )


def _text_line(line: Line, text: str) -> TextLine:
    return TextLine(
        start=line.start,
        end=line.end,
        text=text[line.start : line.end],
        page=line.page,
        kind=line.kind,
        size=line.size,
        bold=line.bold,
        gap=line.gap,
        column=line.column,
        width=line.width,
    )


def _flowing(text: str, lines: Sequence[TextLine]) -> str:
    chars = list(fold(text))
    widths: dict[int, float] = {}
    for line in lines:
        narrowest = 0.0 if line.width else NARROWEST_TEXT
        widths[line.column] = max(widths.get(line.column, narrowest), _width(line))
    for before, after in pairwise(lines):
        if after.start == before.end + 1 and continues(before, after, widths[before.column]):
            chars[before.end] = " "
    return "".join(chars)


def _width(line: TextLine) -> float:
    return line.width or float(len(line.text))


def continues(before: TextLine, after: TextLine, column_width: float) -> bool:
    """Whether `after` goes on with the sentence or list that `before` was broken in."""
    if after.is_item or after.kind != "text" or before.column != after.column:
        return False
    if abs(before.size - after.size) > SAME_SIZE or before.bold != after.bold:
        return False
    if LABELLED.match(after.text) or after.text.endswith(":"):
        return False
    if "\t" in before.text or DATE_AT_END.search(before.text):
        return False
    if after.text[:1].islower() or fold(before.text).endswith(OPEN_ENDS):
        return True
    full = _width(before) >= FULL_LINE * column_width
    return (
        full and len(before.text) > FEW_LETTERS and not before.text.endswith((".", ":", "!", "?"))
    )
