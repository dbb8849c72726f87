"""A Word document to draft lines."""

import io
from collections.abc import Iterator
from dataclasses import replace

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from hirewire_ai_worker.parsing.assembly import Draft, DraftLine
from hirewire_ai_worker.parsing.characters import clean
from hirewire_ai_worker.parsing.document import LineKind
from hirewire_ai_worker.parsing.docx.package import BROKEN, check_container
from hirewire_ai_worker.parsing.docx.walk import Style, Walk
from hirewire_ai_worker.parsing.failures import UnreadableError
from hirewire_ai_worker.parsing.hidden import hidden_flags
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.media import DOCX


def read_docx(data: bytes, limits: ParseLimits) -> Draft:
    check_container(data, limits)
    try:
        document = docx.Document(io.BytesIO(data))
        walk = _walked(document)
    except (KeyError, OpcError, SyntaxError, *BROKEN) as error:
        raise UnreadableError("damaged", f"not a readable Word document: {error}") from error
    except RecursionError as error:
        raise UnreadableError("damaged", "nested too deeply") from error
    if not any(clean(line.text) for line in walk.lines):
        raise UnreadableError("no_text", "the document has no readable text")
    return Draft(DOCX, list(_with_gaps(walk.lines)), flags=list(hidden_flags(walk.hidden, 1)))


def _walked(document: Document) -> Walk:
    walk = Walk(_styles(document))
    for part in _margins(document, "header"):
        walk.blocks(part, "header")
    walk.lines.append(DraftLine(""))
    walk.blocks(document.element.body)
    for part in _margins(document, "footer"):
        walk.lines.append(DraftLine(""))
        walk.blocks(part, "footer")
    return walk


def _margins(document: Document, kind: LineKind) -> Iterator[Element]:
    """Each header or footer once, first page before the others."""
    seen: set[str] = set()
    for section in document.sections:
        for name in (f"first_page_{kind}", kind):
            part = getattr(section, name)
            if part.is_linked_to_previous or str(part.part.partname) in seen:
                continue
            seen.add(str(part.part.partname))
            yield part._element  # noqa: SLF001 - python-docx offers no other way to its tables


def _styles(document: Document) -> dict[str, Style]:
    found: dict[str, Style] = {}
    for style in document.styles:
        font = getattr(style, "font", None)
        size = font.size.pt if font is not None and font.size is not None else 0.0
        bold = bool(font.bold) if font is not None else False
        found[style.style_id] = Style((style.name or "").lower(), bold, size)
    return found


def _with_gaps(lines: list[DraftLine]) -> Iterator[DraftLine]:
    """Empty paragraphs become the block borders of what follows them."""
    empty = False
    for line in lines:
        if not clean(line.text):
            empty = True
            continue
        yield replace(line, gap=1.0, block=True) if empty or line.kind == "heading" else line
        empty = False
