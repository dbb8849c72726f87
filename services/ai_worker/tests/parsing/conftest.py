import io
from collections.abc import Callable

import pytest
from docx import Document
from docx.document import Document as WordDocument
from fpdf import FPDF
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.limits import ParseLimits

Draw = Callable[[FPDF], None]


@pytest.fixture
def pdf() -> Callable[[Draw], bytes]:
    """A one-page A4 PDF in Helvetica 10, drawn by the given function (units: points)."""

    def make(draw: Draw) -> bytes:
        page = FPDF(unit="pt", format="A4")
        page.set_auto_page_break(auto=False)
        page.add_page()
        page.set_font("Helvetica", size=10)
        draw(page)
        return bytes(page.output())

    return make


@pytest.fixture
def word() -> Callable[[Callable[[WordDocument], None]], bytes]:
    def make(write: Callable[[WordDocument], None]) -> bytes:
        document = Document()
        write(document)
        target = io.BytesIO()
        document.save(target)
        return target.getvalue()

    return make


@pytest.fixture
def parsed() -> Callable[[bytes], ParsedDocument]:
    """Parses bytes that must be readable."""

    def parse(data: bytes) -> ParsedDocument:
        result = read_document(data, ParseLimits())
        assert isinstance(result, ParsedDocument), result
        return result

    return parse


@pytest.fixture
def failure() -> Callable[..., ParseFailure]:
    """Parses bytes that must not be readable."""

    def parse(data: bytes, limits: ParseLimits | None = None) -> ParseFailure:
        result = read_document(data, limits or ParseLimits())
        assert isinstance(result, ParseFailure), result
        return result

    return parse
