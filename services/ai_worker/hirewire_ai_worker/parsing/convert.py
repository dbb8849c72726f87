"""Bytes to a parsed document, in this process."""

from collections.abc import Callable, Mapping

from hirewire_ai_worker.parsing.assembly import Draft, assemble
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.docx.reader import read_docx
from hirewire_ai_worker.parsing.failures import ParseFailure, UnreadableError
from hirewire_ai_worker.parsing.html.reader import read_html
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.media import DOCX, HTML, MARKDOWN, PDF, PLAIN, RTF, media_type_of
from hirewire_ai_worker.parsing.pdf.reader import read_pdf
from hirewire_ai_worker.parsing.plain import read_markdown, read_plain
from hirewire_ai_worker.parsing.rtf import read_rtf

READERS: Mapping[str, Callable[[bytes, ParseLimits], Draft]] = {
    PDF: read_pdf,
    DOCX: read_docx,
    HTML: read_html,
    MARKDOWN: read_markdown,
    PLAIN: read_plain,
    RTF: read_rtf,
}


def read_document(data: bytes, limits: ParseLimits) -> ParsedDocument | ParseFailure:
    """Parses without protection against crashes, loops or memory; see `sandbox` for that.

    The language is left undetermined.
    """
    if not data:
        return ParseFailure("empty", "the file has no content")
    if len(data) > limits.file_size:
        return ParseFailure("too_large", f"{len(data)} bytes, more than {limits.file_size}")
    try:
        draft = READERS[media_type_of(data)](data, limits)
        document = assemble(draft, limits.text_length)
    except UnreadableError as error:
        return error.failure
    except MemoryError:
        return ParseFailure("out_of_memory", f"needs more than {limits.memory} bytes of memory")
    if not document.lines:
        return ParseFailure("no_text", "the document has no readable text")
    return document
