"""Bytes to a parsed document, in this process."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import cast

from hirewire_ai_worker.parsing.assembly import Draft, assemble
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure, UnreadableError
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.media import DOCX, HTML, MARKDOWN, PDF, PLAIN, RTF, media_type_of

Read = Callable[[bytes, ParseLimits], Draft]
READERS: Mapping[str, tuple[str, str]] = {
    PDF: ("pdf.reader", "read_pdf"),
    DOCX: ("docx.reader", "read_docx"),
    HTML: ("html.reader", "read_html"),
    MARKDOWN: ("plain", "read_markdown"),
    PLAIN: ("plain", "read_plain"),
    RTF: ("rtf", "read_rtf"),
}
"""Module and function by media type. A process that reads one document imports one reader."""


def read_document(data: bytes, limits: ParseLimits) -> ParsedDocument | ParseFailure:
    """Parses without protection against crashes, loops or memory; see `sandbox` for that.

    The language is left undetermined.
    """
    if not data:
        return ParseFailure("empty", "the file has no content")
    if len(data) > limits.file_size:
        return ParseFailure("too_large", f"{len(data)} bytes, more than {limits.file_size}")
    try:
        draft = _reader(media_type_of(data))(data, limits)
        document = assemble(draft, limits.text_length)
    except UnreadableError as error:
        return error.failure
    except MemoryError:
        return ParseFailure("out_of_memory", f"needs more than {limits.memory} bytes of memory")
    if not document.lines:
        return ParseFailure("no_text", "the document has no readable text")
    return document


def import_readers() -> None:
    """Ahead of the documents, in a process that forks itself for them."""
    for media_type in READERS:
        _reader(media_type)


def _reader(media_type: str) -> Read:
    module, name = READERS[media_type]
    return cast("Read", getattr(import_module(f"{__package__}.{module}"), name))
