"""What a file is, told by its content; the name decides between kinds of plain text only."""

import io
import zipfile
from pathlib import PurePosixPath

import filetype  # type: ignore[import-untyped]

EMPTY = "application/x-empty"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RTF = "application/rtf"
HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"
READABLE = frozenset({PDF, DOCX, RTF, HTML, MARKDOWN, PLAIN})

_HEAD = 1024
_MAX_ZIP_ENTRIES = 5_000
_MAX_UNPACKED_BYTES = 200 * 1024 * 1024
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body")
_MARKDOWN_NAMES = frozenset({".md", ".markdown"})
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def media_type_of(content: bytes, name: str) -> str:
    """One of READABLE, EMPTY, or the type of something that nothing is read from."""
    head = content[:_HEAD]
    if not content:
        return EMPTY
    if b"%PDF-" in head:
        return PDF
    if head.startswith(b"PK"):
        return _zip_type(content)
    if head.startswith(b"{\\rtf"):
        return RTF
    guessed = filetype.guess_mime(content)
    if guessed is not None:
        return str(guessed)
    return _text_type(content, name)


def _zip_type(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # A damaged Word file is still one: the reader says what is wrong with it.
        return DOCX if b"word/" in content else "application/zip"
    unpacked = sum(entry.file_size for entry in entries)
    fits = len(entries) <= _MAX_ZIP_ENTRIES and unpacked <= _MAX_UNPACKED_BYTES
    is_word = fits and any(entry.filename == "word/document.xml" for entry in entries)
    return DOCX if is_word else "application/zip"


def _text_type(content: bytes, name: str) -> str:
    text = _decoded(content)
    if text is None:
        return UNKNOWN
    if any(start in text[:_HEAD].lower() for start in _HTML_STARTS):
        return HTML
    if PurePosixPath(name).suffix.lower() in _MARKDOWN_NAMES:
        return MARKDOWN
    return PLAIN


def _decoded(content: bytes) -> str | None:
    """The text, or None for bytes that are none; single-byte encodings may hold no controls."""
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(_is_control(character) for character in text[: 64 * _HEAD]):
            return text
    return None


def _is_control(character: str) -> bool:
    return character < " " and character not in "\t\n\r\f\x0b\x1b"
