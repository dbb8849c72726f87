"""A PDF to draft lines in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from hirewire_ai_worker.parsing.assembly import Draft, DraftLine
from hirewire_ai_worker.parsing.characters import clean
from hirewire_ai_worker.parsing.document import Flag
from hirewire_ai_worker.parsing.failures import UnreadableError
from hirewire_ai_worker.parsing.hidden import hidden_flags
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.media import PDF
from hirewire_ai_worker.parsing.pdf.columns import reading_order
from hirewire_ai_worker.parsing.pdf.lines import region_lines
from hirewire_ai_worker.parsing.pdf.segments import segments_of
from hirewire_ai_worker.parsing.pdf.visibility import hidden_reasons
from hirewire_ai_worker.parsing.pdf.words import Word, read_words, upright_words

FEWEST_LETTERS = 20
SCAN_COVER = 0.5
TURNED_COLUMN = 900


@dataclass(frozen=True, slots=True)
class PageDraft:
    lines: Sequence[DraftLine]
    flags: Sequence[Flag]
    letters: int
    scanned: bool


def read_pdf(data: bytes, limits: ParseLimits) -> Draft:
    document = _opened(data)
    try:
        if len(document) > limits.pages:
            detail = f"{len(document)} pages, more than {limits.pages}"
            raise UnreadableError("too_many_pages", detail)
        pages = [_read_page(document, index) for index in range(len(document))]
    finally:
        document.close()
    _refuse_textless(pages)
    lines = [line for page in pages for line in page.lines]
    flags = [flag for page in pages for flag in page.flags]
    return Draft(PDF, lines, len(pages), flags)


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise UnreadableError("encrypted", "the PDF is protected by a password") from error
        raise UnreadableError("damaged", f"not a readable PDF: {error}") from error


def _read_page(document: pdfium.PdfDocument, index: int) -> PageDraft:
    number = index + 1
    try:
        page = document[index]
        words = read_words(page)
        scanned = _is_scanned(page)
        reasons = hidden_reasons(page, words, scanned=scanned)
    except pdfium.PdfiumError as error:
        raise UnreadableError("damaged", f"page {number} cannot be read: {error}") from error
    seen = [word for word, reason in zip(words, reasons, strict=True) if reason is None]
    hidden = [(word.text, reason) for word, reason in zip(words, reasons, strict=True) if reason]
    letters = sum(len(word.text) for word in seen)
    flags = [*hidden_flags(hidden, number), *_page_flags(seen, number, scanned=scanned)]
    return PageDraft(page_lines(seen, number), flags, letters, scanned)


def page_lines(words: list[Word], number: int) -> list[DraftLine]:
    """Columns one after the other; text that runs in another direction comes last."""
    straight, turned = upright_words(words)
    regions = reading_order(segments_of(straight))
    lines = [
        line
        for column, region in enumerate(regions)
        for line in region_lines(region, number, 1000 * number + column)
    ]
    if turned:
        text = clean(" ".join(word.text for word in turned))
        lines.append(DraftLine(text, number, column=1000 * number + TURNED_COLUMN, block=True))
    return lines


def _is_scanned(page: pdfium.PdfPage) -> bool:
    area = page.get_width() * page.get_height()
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > SCAN_COVER * area:
            return True
    return False


def _page_flags(seen: Sequence[Word], number: int, *, scanned: bool) -> list[Flag]:
    if not seen:
        return [Flag("page_without_text", "a page without text", number)]
    invisible = raw.FPDF_TEXTRENDERMODE_INVISIBLE
    if scanned and any(word.look.mode == invisible for word in seen):
        return [Flag("ocr_layer", "the text was recognised in a scanned page", number)]
    return []


def _refuse_textless(pages: Sequence[PageDraft]) -> None:
    if sum(page.letters for page in pages) >= FEWEST_LETTERS:
        return
    if any(page.scanned for page in pages):
        raise UnreadableError("needs_ocr", "the pages are pictures without text")
    raise UnreadableError("no_text", "the document has no readable text")
