"""Résumés as PDF in two columns. The three layouts also differ in which column is drawn first."""

from dataclasses import dataclass, replace

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from sample_files.pdf_page import (
    BLACK,
    Ink,
    Look,
    keep_together,
    new_pdf,
    write,
    write_heading,
    write_points,
)
from sample_files.people import Kind, Person
from sample_files.sections import Section, contact_parts, sections_of

SIDE_KINDS: tuple[Kind, ...] = ("skills", "languages", "certificates")
MARGIN = 12.0
CONTACT = {"en": "Contact", "de": "Kontakt", "fr": "Contact"}


@dataclass(frozen=True)
class Sidebar:
    look: Look
    width: float
    fill: Ink
    on_right: bool = False
    main_first: bool = False
    band_height: float = 0


LAYOUTS = {
    "sidebar_left": Sidebar(Look("Helvetica", 10, accent=(20, 80, 70)), 64, (232, 240, 236)),
    "sidebar_right": Sidebar(
        Look("Times", 11, accent=(110, 40, 60), ruled=True),
        62,
        (245, 240, 240),
        on_right=True,
        main_first=True,
    ),
    "sidebar_band": Sidebar(
        Look("Helvetica", 9.5, accent=(30, 50, 110), capitals=True, spacing=2.5),
        58,
        (238, 240, 246),
        main_first=True,
        band_height=34,
    ),
}


def write_two_columns(person: Person) -> bytes:
    layout = LAYOUTS[person.file.layout]
    pdf = new_pdf(f"{person.name} - résumé", MARGIN)
    paint_background(pdf, layout)
    top = layout.band_height + 2 if layout.band_height else MARGIN
    columns = [draw_side, draw_main]
    if layout.band_height:
        draw_band(pdf, layout, person)
    if layout.main_first:
        columns.reverse()
    for draw in columns:
        pdf.page = 1
        pdf.set_y(top)
        draw(pdf, layout, person)
    return bytes(pdf.output())


def paint_background(pdf: FPDF, layout: Sidebar) -> None:
    pdf.set_fill_color(*layout.fill)
    left = pdf.w - layout.width if layout.on_right else 0
    pdf.rect(left, layout.band_height, layout.width, pdf.h - layout.band_height, style="F")


def draw_band(pdf: FPDF, layout: Sidebar, person: Person) -> None:
    pdf.set_fill_color(*layout.look.accent)
    pdf.rect(0, 0, pdf.w, layout.band_height, style="F")
    pdf.set_text_color(255, 255, 255)
    pdf.set_y(MARGIN)
    write_name(pdf, layout.look, person)
    pdf.set_text_color(*BLACK)


def draw_side(pdf: FPDF, layout: Sidebar, person: Person) -> None:
    left = pdf.w - layout.width + 5 if layout.on_right else 8.0
    set_column(pdf, left, layout.width - 13)
    write_heading(pdf, layout.look, CONTACT[person.language])
    for part in contact_parts(person):
        write(pdf, fitted(pdf, layout.look, part), part)
    for section in sections_of(person):
        if section.kind in SIDE_KINDS:
            write_heading(pdf, layout.look, section.heading)
            write_side_lines(pdf, layout.look, section)


def fitted(pdf: FPDF, look: Look, text: str) -> Look:
    """Shrink the type until an address stands on one line."""
    pdf.set_font(look.family, size=look.size)
    share = (pdf.epw - 2 * pdf.c_margin) / pdf.get_string_width(text)
    return replace(look, size=round(look.size * min(1, share) - 0.05, 1))


def write_side_lines(pdf: FPDF, look: Look, section: Section) -> None:
    for line in section.lines:
        if section.kind == "skills":
            write(pdf, look, line.label, style="B")
            write_points(pdf, look, tuple(line.text.split(", ")))
        else:
            write(pdf, look, line.in_brackets)


def draw_main(pdf: FPDF, layout: Sidebar, person: Person) -> None:
    left = MARGIN if layout.on_right else layout.width + 6
    set_column(pdf, left, pdf.w - layout.width - 6 - MARGIN)
    if not layout.band_height:
        write_name(pdf, layout.look, person)
    for section in sections_of(person):
        if section.kind not in SIDE_KINDS:
            write_heading(pdf, layout.look, section.heading)
            write_main_section(pdf, layout.look, section)


def write_main_section(pdf: FPDF, look: Look, section: Section) -> None:
    if section.text:
        write(pdf, look, section.text)
    for entry in section.entries:
        keep_together(pdf, look, 4)
        write(pdf, look, entry.title, style="B")
        write(pdf, look, entry.employer_line)
        if entry.dates:
            write(pdf, look, entry.dates, style="I")
        write_points(pdf, look, entry.points)
        pdf.ln(look.line * 0.5)


def write_name(pdf: FPDF, look: Look, person: Person) -> None:
    pdf.set_font(look.family, style="B", size=20)
    pdf.cell(0, 9, person.name, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if person.headline:
        write(pdf, look, person.headline)


def set_column(pdf: FPDF, left: float, width: float) -> None:
    pdf.set_left_margin(left)
    pdf.set_right_margin(pdf.w - left - width)
    pdf.set_x(left)
