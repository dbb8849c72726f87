"""What kind of document some bytes are, judged by the bytes alone."""

import io
import re
import zipfile

import filetype  # type: ignore[import-untyped]

from hirewire_ai_worker.parsing.charset import decode
from hirewire_ai_worker.parsing.failures import UnreadableError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
RTF = "application/rtf"

HEAD = 8192
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
HTML_CUE = re.compile(
    r"<!doctype html|<html\b|<head\b|<body\b|<(?:div|table|section|p)\b[^>]*>", re.IGNORECASE
)
MARKDOWN_CUES = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"\*\*[^*\n]+\*\*"),
    re.compile(r"\[[^\[\]\n]+\]\([^)\s]+\)"),
    re.compile(r"^\|.+\|\s*\n\|[ :|-]+\|", re.MULTILINE),
)


def media_type_of(data: bytes) -> str:
    """The media type of a supported document; raises `UnreadableError` for anything else."""
    head = data[:HEAD]
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"PK"):
        return _zip_kind(data)
    if head.startswith(OLE_MAGIC):
        raise _ole_failure(data)
    if head.lstrip().startswith(b"{\\rtf"):
        return RTF
    known = filetype.guess_mime(head)
    if known is not None:
        raise UnreadableError("unsupported_type", f"the content is {known}")
    return _text_kind(data)


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableError("damaged", f"a broken zip container: {error}") from error
    if "word/document.xml" in names:
        return DOCX
    raise UnreadableError("unsupported_type", "a zip container without a Word document")


def _ole_failure(data: bytes) -> UnreadableError:
    if ENCRYPTED_PACKAGE in data:
        return UnreadableError("encrypted", "an Office document protected by a password")
    return UnreadableError("unsupported_type", "a legacy Office document; save it as DOCX or PDF")


def _text_kind(data: bytes) -> str:
    if not data.startswith(UTF16_MARKS) and CONTROL_BYTES.search(data[: HEAD * 8]):
        raise UnreadableError("unsupported_type", "binary data of no known kind")
    text = decode(data[: HEAD * 8]).text
    if HTML_CUE.search(text[:HEAD]):
        return HTML
    cues = sum(1 for cue in MARKDOWN_CUES if cue.search(text))
    return MARKDOWN if cues >= 2 or MARKDOWN_CUES[0].search(text) else PLAIN  # noqa: PLR2004 - two independent cues
