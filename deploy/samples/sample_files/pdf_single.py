"""Résumés as PDF in one column: five layouts that differ in type, order and place of the dates."""

from collections.abc import Callable
from dataclasses import dataclass

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from sample_files.pdf_page import (
    BLACK,
    Look,
    keep_together,
    new_pdf,
    write,
    write_heading,
    write_points,
    write_split,
)
from sample_files.people import Person
from sample_files.sections import Entry, Section, contact_parts, sections_of

RAIL_WIDTH = 40.0

WriteEntry = Callable[[FPDF, Look, Entry], None]


@dataclass(frozen=True)
class SingleColumn:
    look: Look
    write_entry: WriteEntry
    align: str = "L"
    margin: float = 20
    separator: str = "  |  "


def write_title_first(pdf: FPDF, look: Look, entry: Entry) -> None:
    write_split(pdf, look, entry.title, entry.dates)
    write(pdf, look, entry.employer_line, style="I")
    write_points(pdf, look, entry.points)


def write_employer_first(pdf: FPDF, look: Look, entry: Entry) -> None:
    write_split(pdf, look, entry.organisation, entry.place)
    write(pdf, look, f"{entry.title}, {entry.dates}" if entry.dates else entry.title, style="I")
    write_points(pdf, look, entry.points)


def write_with_rail(pdf: FPDF, look: Look, entry: Entry) -> None:
    margin = pdf.l_margin
    pdf.set_font(look.family, size=look.size)
    pdf.cell(RAIL_WIDTH, look.line, entry.dates)
    pdf.set_left_margin(margin + RAIL_WIDTH)
    write(pdf, look, entry.title, style="B")
    write(pdf, look, entry.employer_line)
    write_points(pdf, look, entry.points)
    pdf.set_left_margin(margin)
    pdf.set_x(margin)


def write_on_one_line(pdf: FPDF, look: Look, entry: Entry) -> None:
    parts = (entry.title, entry.organisation, entry.place, entry.dates)
    write(pdf, look, " | ".join(part for part in parts if part), style="B")
    write_points(pdf, look, entry.points)


def write_dates_first(pdf: FPDF, look: Look, entry: Entry) -> None:
    write(pdf, look, f"{entry.dates}: {entry.title}", style="B")
    write(pdf, look, entry.employer_line)
    write_points(pdf, look, entry.points)


LAYOUTS = {
    "classic": SingleColumn(
        Look("Times", 12, ruled=True, capitals=True), write_title_first, "C", 22
    ),
    "classic_rule": SingleColumn(
        Look("Helvetica", 10.5, accent=(120, 30, 40), ruled=True), write_employer_first
    ),
    "rail": SingleColumn(Look("Helvetica", 10.5, accent=(0, 90, 120)), write_with_rail),
    "compact": SingleColumn(
        Look("Helvetica", 9.5, capitals=True, bullet="-"), write_on_one_line, margin=16
    ),
    "functional": SingleColumn(
        Look("Times", 11.5, accent=(90, 60, 120), spacing=2.2, capitals=True),
        write_dates_first,
        separator=" · ",
    ),
}


def write_single_column(person: Person) -> bytes:
    layout = LAYOUTS[person.file.layout]
    pdf = new_pdf(f"{person.name} - résumé", layout.margin)
    write_head(pdf, layout, person)
    for section in sections_of(person):
        keep_together(pdf, layout.look, 5)
        write_heading(pdf, layout.look, section.heading)
        write_section(pdf, layout, section)
    return bytes(pdf.output())


def write_head(pdf: FPDF, layout: SingleColumn, person: Person) -> None:
    pdf.set_font(layout.look.family, style="B", size=layout.look.size * 1.9)
    pdf.set_text_color(*layout.look.accent)
    height = layout.look.line * 2
    pdf.cell(0, height, person.name, align=layout.align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_text_color(*BLACK)
    if person.headline:
        write(pdf, layout.look, person.headline, align=layout.align)
    contact = layout.separator.join(contact_parts(person))
    write(pdf, layout.look, contact, align=layout.align)


def write_section(pdf: FPDF, layout: SingleColumn, section: Section) -> None:
    look = layout.look
    if section.text:
        write(pdf, look, section.text)
    for entry in section.entries:
        keep_together(pdf, look, 3)
        layout.write_entry(pdf, look, entry)
        pdf.ln(look.line * 0.35)
    if section.kind == "skills":
        for line in section.lines:
            write(pdf, look, f"{line.label}: {line.text}")
    elif section.lines:
        write(pdf, look, ", ".join(line.in_brackets for line in section.lines))
