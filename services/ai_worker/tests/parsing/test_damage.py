"""Damaged files: a document or a stated reason, never an exception."""

import io
from typing import get_args

import pytest
from docx import Document
from fpdf import FPDF
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import FailureCode, ParseFailure
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.sandbox import REPLY
from hirewire_ai_worker.parsing.wire import write_reply
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def sample_pdf() -> bytes:
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=10)
    for row in range(12):
        page.text(20, 20 + 8 * row, f"Line {row} of a résumé with Python and SQL")
    return bytes(page.output())


def sample_docx() -> bytes:
    document, target = Document(), io.BytesIO()
    for row in range(12):
        document.add_paragraph(f"Line {row} of a résumé with Python and SQL")
    document.save(target)
    return target.getvalue()


SAMPLES = {
    "pdf": sample_pdf(),
    "docx": sample_docx(),
    "html": b"<html><body>" + b"<div><p style='color:red'>Python</p>" * 40,
    "rtf": b"{\\rtf1\\ansi " + b"{\\b Python}\\par " * 40 + b"}",
    "markdown": b"# Jane\n\n" + b"- **Python** [x](y)\n" * 40,
}


def check(result: ParsedDocument | ParseFailure) -> None:
    if isinstance(result, ParseFailure):
        assert result.code in get_args(FailureCode)
        assert result.detail
        return
    position = 0
    for line in result.lines:
        assert position <= line.start < line.end <= len(result.text)
        assert result.text[line.start : line.end].strip() == result.text[line.start : line.end]
        position = line.end
    assert REPLY.validate_json(write_reply(result)) == result


@pytest.mark.parametrize("kind", SAMPLES)
@QUIET
@given(data=st.data())
def test_damage_is_survived(kind, data):
    whole = SAMPLES[kind]
    broken = bytearray(whole[: data.draw(st.integers(1, len(whole)))])
    for place in data.draw(st.lists(st.integers(0, len(broken) - 1), max_size=20)):
        broken[place] = data.draw(st.integers(0, 255))
    check(read_document(bytes(broken), ParseLimits()))


def test_a_damaged_entry_is_a_damaged_document():
    broken = bytearray(SAMPLES["docx"][:36655])
    broken[49] = 0

    result = read_document(bytes(broken), ParseLimits())

    assert isinstance(result, ParseFailure)
    assert result.code == "damaged"


@QUIET
@given(st.binary(max_size=400))
def test_noise_is_survived(data):
    check(read_document(data, ParseLimits()))


@QUIET
@given(st.text(max_size=400))
def test_any_text_is_survived(text):
    check(read_document(text.encode("utf-8", "surrogatepass"), ParseLimits()))
