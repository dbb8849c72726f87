"""Whole documents of every kind that is read, as starting points for damage."""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

from docx import Document
from fpdf import FPDF

WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = (
    "Jane Q. Example",
    "jane@example.org | +44 20 7946 0958 | Leeds, UK",
    "EXPERIENCE",
    "Senior Data Engineer, Fabrikam GmbH, Berlin",
    "Jan 2019 - Present",
    "Built pipelines with Python, Kafka and PostgreSQL for 12 teams.",
    "Analyst, Northwind Traders, 03/2015 - 12/2018",
    "EDUCATION",
    "MSc Computer Science, University of Leeds, 2013 - 2015",
    "SKILLS",
    "Python, SQL, Docker, Kubernetes, Go, R, C++",
    "LANGUAGES",
    "English (native), German (B2)",
)


def pdf() -> bytes:
    page = FPDF()
    page.set_creation_date(WRITTEN)
    for _ in range(2):
        page.add_page()
        page.set_font("Helvetica", size=11)
        for at, row in enumerate(ROWS):
            page.text(20, 20 + 10 * at, row)
    return bytes(page.output())


def docx() -> bytes:
    document, target = Document(), io.BytesIO()
    for row in ROWS:
        document.add_paragraph(row)
    table = document.add_table(2, 2)
    for cell in table.rows[0].cells:
        cell.text = "Python"
    document.save(target)
    with zipfile.ZipFile(target) as source:
        return zipped({name: source.read(name) for name in source.namelist()})


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """A container in which every entry is of the same, fixed time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def html() -> bytes:
    rows = "".join(f"<div><p style='color:red'>{row}</p></div>" for row in ROWS)
    return f"<!doctype html><html><body>{rows}</body></html>".encode()


def rtf() -> bytes:
    return ("{\\rtf1\\ansi " + "".join(f"{{\\b {row}}}\\par\n" for row in ROWS) + "}").encode()


def markdown() -> bytes:
    return ("# " + "\n\n- ".join(ROWS) + "\n\n**bold** [link](https://example.org)\n").encode()


def samples() -> Mapping[str, bytes]:
    return {
        "pdf": pdf(),
        "docx": docx(),
        "html": html(),
        "rtf": rtf(),
        "markdown": markdown(),
        "text": "\n".join(ROWS).encode(),
    }
