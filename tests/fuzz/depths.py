"""Documents that are nested deeper than any reader can follow, or that lead in a circle."""

import random
import zlib
from collections.abc import Callable, Mapping

from tests.fuzz.zips import BODY, repacked

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def deep_html(chance: random.Random) -> bytes:
    tag = chance.choice((b"<div>", b"<table><tr><td>", b"<ul><li>", b"<b>", b"<font>"))
    return b"<html><body>" + tag * chance.randrange(20_000, 60_000) + b"Python"


def deep_rtf(chance: random.Random) -> bytes:
    return b"{\\rtf1 " + b"{" * chance.randrange(5_000, 200_000) + b"Python"


def deep_docx(chance: random.Random) -> bytes:
    depth = chance.randrange(300, 20_000)
    open_, close = "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"
    inner = "<w:p><w:r><w:t>Python</w:t></w:r></w:p>"
    body = f"<w:body>{open_ * depth}{inner}{close * depth}</w:body>"
    return repacked({BODY: f'<w:document xmlns:w="{WORD}">{body}</w:document>'.encode()})


def deep_markdown(chance: random.Random) -> bytes:
    sign = chance.choice((b"*", b"[", b"> ", b"`", b"(", b"|"))
    return b"# Jane\n\n" + sign * chance.randrange(10_000, 100_000) + b"x"


def deep_pdf(chance: random.Random) -> bytes:
    nested = b"[" * chance.randrange(1_000, 100_000)
    return _pdf(b"<< /Type /Catalog /Pages 2 0 R /X " + nested + b" >>", b"<< /Kids [] /Count 0 >>")


def circular_pdf(_chance: random.Random) -> bytes:
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2147483647 /Parent 2 0 R >>",
    )


def swollen_pdf(chance: random.Random) -> bytes:
    """A page whose content unpacks to a hundred times its size and more."""
    content = zlib.compress(b"BT (x) Tj ET " * chance.randrange(1_000_000, 3_000_000), 9)
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(content)
        + content
        + b"\nendstream",
    )


def _pdf(*objects: bytes) -> bytes:
    pieces, places = [b"%PDF-1.7\n"], []
    for number, content in enumerate(objects, 1):
        places.append(sum(map(len, pieces)))
        pieces.append(b"%d 0 obj\n" % number + content + b"\nendobj\n")
    start = sum(map(len, pieces))
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    pieces.append(b"xref\n0 %d\n0000000000 65535 f \n" % size + rows)
    pieces.append(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start))
    return b"".join(pieces)


DEPTHS: Mapping[str, Callable[[random.Random], bytes]] = {
    each.__name__: each
    for each in (
        *(deep_html, deep_rtf, deep_docx, deep_markdown),
        *(deep_pdf, circular_pdf, swollen_pdf),
    )
}
