"""Résumés as DOCX: plain headings, contact in the page header, everything in tables, a matrix."""

from collections.abc import Callable

from docx.document import Document
from docx.shared import Mm

from sample_files.docx_file import docx_bytes, new_document
from sample_files.people import Person
from sample_files.sections import Entry, Section, contact_parts, sections_of

CURRICULUM = {"en": "Curriculum vitae", "de": "Lebenslauf", "fr": "Curriculum vitae"}


def write_plain(person: Person) -> bytes:
    document = new_document(f"{person.name} - résumé", person.name)
    document.add_heading(person.name, 0)
    document.add_paragraph(person.headline)
    document.add_paragraph(" | ".join(contact_parts(person)))
    for section in sections_of(person):
        add_section(document, section)
    return docx_bytes(document)


def write_page_header(person: Person) -> bytes:
    document = new_document(f"{person.name} - résumé", person.name)
    header = document.sections[0].header
    header.paragraphs[0].text = person.name
    header.add_paragraph(" · ".join(contact_parts(person)))
    document.add_heading(person.headline, 1)
    for section in sections_of(person):
        add_section(document, section)
    return docx_bytes(document)


def write_skill_matrix(person: Person) -> bytes:
    document = new_document(f"{person.name} - résumé", person.name)
    document.add_heading(person.name, 0)
    document.add_paragraph("\n".join([person.headline, *contact_parts(person)]))
    for section in sections_of(person):
        if section.kind == "skills":
            document.add_heading(section.heading, 1)
            add_rows(document, [(line.label, line.text) for line in section.lines], grid=True)
        else:
            add_section(document, section)
    return docx_bytes(document)


def write_tables(person: Person) -> bytes:
    document = new_document(f"{person.name} - {CURRICULUM[person.language]}", person.name)
    document.add_heading(CURRICULUM[person.language], 0)
    document.add_heading(person.name, 1)
    document.add_paragraph(person.headline)
    document.add_paragraph(", ".join(contact_parts(person)))
    for section in sections_of(person):
        document.add_heading(section.heading, 1)
        if section.text:
            document.add_paragraph(section.text)
        else:
            add_rows(document, rows_of(section), grid=False)
    return docx_bytes(document)


def rows_of(section: Section) -> list[tuple[str, str]]:
    lines = [(line.label, line.text) for line in section.lines]
    return lines + [(entry.dates, cell_text(entry)) for entry in section.entries]


def cell_text(entry: Entry) -> str:
    points = [f"- {point}" for point in entry.points]
    return "\n".join([entry.title, entry.employer_line, *points])


def add_rows(document: Document, rows: list[tuple[str, str]], *, grid: bool) -> None:
    table = document.add_table(0, 2, style="Table Grid" if grid else None)
    for left, right in rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Mm(45), Mm(115)
        cells[0].text, cells[1].text = left, right


def add_section(document: Document, section: Section) -> None:
    document.add_heading(section.heading, 1)
    if section.text:
        document.add_paragraph(section.text)
    for entry in section.entries:
        add_entry(document, entry)
    for line in section.lines:
        text = f"{line.label}: {line.text}" if section.kind == "skills" else line.in_brackets
        document.add_paragraph(text)


def add_entry(document: Document, entry: Entry) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(entry.title).bold = True
    paragraph.add_run(f"\n{entry.employer_line}\t{entry.dates}")
    for point in entry.points:
        document.add_paragraph(point, style="List Bullet")


LAYOUTS: dict[str, Callable[[Person], bytes]] = {
    "plain": write_plain,
    "page_header": write_page_header,
    "skill_matrix": write_skill_matrix,
    "tables": write_tables,
}


def write_docx(person: Person) -> bytes:
    return LAYOUTS[person.file.layout](person)
