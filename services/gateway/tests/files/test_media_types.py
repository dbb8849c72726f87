import io
import zipfile

import pytest
from hirewire_gateway.files import media_types
from hirewire_gateway.files.media_types import DOCX, READABLE, media_type_of
from hirewire_gateway.files.names import MAX_LENGTH, attachment, clean_name
from hypothesis import given
from hypothesis import strategies as st


def _zip(*names):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "content " * 50)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"", "a.pdf", "application/x-empty"),
        (b"%PDF-1.4 ...", "a.txt", "application/pdf"),
        (b"junk\n%PDF-1.4 ...", "a.txt", "application/pdf"),
        (b"{\\rtf1 hello}", "a.doc", "application/rtf"),
        (_zip("word/document.xml"), "a.zip", DOCX),
        (_zip("word/document.xml")[:60] + b"word/", "cut.docx", DOCX),
        (_zip("xl/workbook.xml"), "a.docx", "application/zip"),
        (b"PK\x03\x04nonsense", "a.docx", "application/zip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a.pdf", "image/png"),
        (b"<HTML><body>", "a.md", "text/html"),
        (b"# Title", "a.MD", "text/markdown"),
        ("naïve café".encode("cp1252"), "a.txt", "text/plain"),
        ("naïve café".encode("utf-16"), "a.txt", "text/plain"),
        ("\ufeffcafé".encode(), "a.txt", "text/plain"),
        (b"\x00\x01\x02\x03 binary", "a.txt", "application/octet-stream"),
    ],
)
def test_the_type_is_what_the_content_is(content, name, expected):
    assert media_type_of(content, name) == expected


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_have_a_type(content, name):
    assert "/" in media_type_of(content, name)


@given(st.text(min_size=1, max_size=300).filter(lambda text: "<" not in text))
def test_text_is_readable(text):
    printable = "".join(character for character in text if character.isprintable()) or "a"
    assert media_type_of(printable.encode(), "a.txt") in READABLE | {"application/octet-stream"}


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ada\\cv.pdf", "cv.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("a\r\nb.pdf", "ab.pdf"),
        ("   ", "file"),
        (None, "file"),
        ("x" * 300 + ".pdf", "x" * (MAX_LENGTH - 4) + ".pdf"),
    ],
)
def test_names_are_names_and_no_paths(given, clean):
    assert clean_name(given) == clean


@given(st.text(max_size=60))
def test_a_name_never_breaks_its_header(name):
    header = attachment(clean_name(name))
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


def test_a_word_file_that_unpacks_to_too_much_is_none(monkeypatch):
    monkeypatch.setattr(media_types, "_MAX_UNPACKED_BYTES", 10)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "a" * 11)
    assert media_type_of(packed.getvalue(), "a.docx") == "application/zip"
