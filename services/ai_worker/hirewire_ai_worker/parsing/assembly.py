"""Puts the lines of any format together into one text with offsets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hirewire_ai_worker.parsing.document import Flag, Line, LineKind, Page, ParsedDocument
from hirewire_ai_worker.parsing.failures import UnreadableError
from hirewire_ai_worker.parsing.instructions import instruction_flags

BLOCK_GAP = 0.6


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line before it has offsets. `block` starts a new paragraph or block above it."""

    text: str
    page: int = 1
    kind: LineKind = "text"
    size: float = 0.0
    bold: bool = False
    left: float = 0.0
    width: float = 0.0
    gap: float = 0.0
    column: int = 0
    block: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader of one format returns."""

    media_type: str
    lines: Sequence[DraftLine]
    page_count: int = 1
    flags: Sequence[Flag] = field(default_factory=tuple)


def assemble(draft: Draft, max_length: int) -> ParsedDocument:
    """Joins the lines with newlines (an empty line between blocks) and gives them their offsets."""
    pieces: list[str] = []
    lines: list[Line] = []
    position = 0
    for source in draft.lines:
        text = source.text.strip()
        if not text:
            continue
        separator = _separator(source, first=not lines)
        pieces += [separator, text]
        start = position + len(separator)
        position = start + len(text)
        if position > max_length:
            raise UnreadableError("too_large", f"more than {max_length} characters of text")
        lines.append(_placed(source, start, position))
    text = "".join(pieces)
    flags = (*draft.flags, *instruction_flags(text, lines))
    pages = tuple(_pages(lines, draft.page_count))
    return ParsedDocument(text, draft.media_type, pages, tuple(lines), flags)


def _separator(source: DraftLine, *, first: bool) -> str:
    if first:
        return ""
    return "\n\n" if source.block else "\n"


def _placed(source: DraftLine, start: int, end: int) -> Line:
    return Line(
        start=start,
        end=end,
        page=source.page,
        kind=source.kind,
        size=round(source.size, 2),
        bold=source.bold,
        left=round(source.left, 1),
        width=round(source.width, 1),
        gap=round(source.gap, 2),
        column=source.column,
    )


def _pages(lines: Sequence[Line], count: int) -> Iterable[Page]:
    position = 0
    for number in range(1, count + 1):
        own = [line for line in lines if line.page == number]
        start = min((line.start for line in own), default=position)
        position = max((line.end for line in own), default=position)
        yield Page(number, start, position)
