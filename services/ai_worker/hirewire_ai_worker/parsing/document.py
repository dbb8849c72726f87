"""What a parsed document is: one text, and where each part of it stood on the page."""

from dataclasses import dataclass
from typing import Literal

LineKind = Literal["text", "heading", "list_item", "table_row", "header", "footer"]
FlagCode = Literal[
    "hidden_text",
    "zero_width_characters",
    "instruction_like_text",
    "ocr_layer",
    "page_without_text",
    "structured_data",
    "characters_replaced",
]

UNKNOWN_LANGUAGE = "und"


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line.

    `start` and `end` are offsets in the document's text; lengths are in points, `gap` is the empty
    space above in line heights, `column` numbers the region it was read in.
    """

    start: int
    end: int
    page: int
    kind: LineKind = "text"
    size: float = 0.0
    bold: bool = False
    left: float = 0.0
    width: float = 0.0
    gap: float = 0.0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a reader of the document must know.

    `quote` is what was found; `start` and `end` are set only when it stands in the text (hidden
    text does not).
    """

    code: FlagCode
    detail: str
    page: int
    quote: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """`text[line.start:line.end]` is the line; lines are in reading order and never overlap.

    A tab inside a line is a wide gap or a table cell border; an empty line ends a block.
    `language` is an ISO 639-1 code or `und`.
    """

    text: str
    media_type: str
    pages: tuple[Page, ...]
    lines: tuple[Line, ...]
    flags: tuple[Flag, ...] = ()
    language: str = UNKNOWN_LANGUAGE
