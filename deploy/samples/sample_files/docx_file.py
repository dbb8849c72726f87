"""DOCX files whose bytes depend on their content only."""

import io
import zipfile
from datetime import datetime

import docx
from docx.document import Document

WRITTEN_AT = datetime(2026, 1, 15, 9, 0)  # noqa: DTZ001  python-docx writes naive times as UTC
ZIP_TIME = (2026, 1, 15, 9, 0, 0)
USED_STYLES = {
    "Normal",
    "Default Paragraph Font",
    "Normal Table",
    "No List",
    "Title",
    "Heading 1",
    "Heading 2",
    "List Bullet",
    "Table Grid",
    "Header",
}
UNUSED_RELATIONS = ("stylesWithEffects", "thumbnail", "customXml")


def new_document(title: str, author: str) -> Document:
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author = title, author
    properties.last_modified_by = author
    properties.created = properties.modified = WRITTEN_AT
    properties.comments = ""
    drop_unused_parts(document)
    return document


def drop_unused_parts(document: Document) -> None:
    """Take a template of 800 kB, most of it table styles, down to what the layouts use."""
    for style in list(document.styles):
        if style.name not in USED_STYLES:
            style.delete()
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(UNUSED_RELATIONS):
                del relations[key]


def docx_bytes(document: Document) -> bytes:
    """Save with fixed times and without compression, whose output differs by zlib build."""
    saved = io.BytesIO()
    document.save(saved)
    repacked = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(repacked, "w") as target:
        for name in sorted(source.namelist()):
            target.writestr(zipfile.ZipInfo(name, ZIP_TIME), source.read(name))
    return repacked.getvalue()
