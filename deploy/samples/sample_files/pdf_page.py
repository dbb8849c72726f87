"""What every PDF layout draws with. Streams stay uncompressed: zlib's output differs by build."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

WRITTEN_AT = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
Ink = tuple[int, int, int]
BLACK: Ink = (25, 25, 25)


@dataclass(frozen=True)
class Look:
    family: str
    size: float
    accent: Ink = BLACK
    capitals: bool = False
    ruled: bool = False
    spacing: float = 0
    bullet: str = "•"

    @property
    def line(self) -> float:
        return self.size * 0.46


def new_pdf(title: str, margin: float) -> FPDF:
    pdf = FPDF(format="A4")
    pdf.set_compression(compress=False)
    pdf.set_creation_date(WRITTEN_AT)
    pdf.core_fonts_encoding = "cp1252"
    pdf.set_title(title)
    pdf.set_producer("Hirewire samples")
    pdf.set_margins(margin, margin, margin)
    pdf.set_auto_page_break(auto=True, margin=margin)
    pdf.add_page()
    return pdf


def write(pdf: FPDF, look: Look, text: str, style: str = "", align: str = "L") -> None:
    """Write a paragraph between the current margins and go to the next line."""
    pdf.set_font(look.family, style=style, size=look.size)
    pdf.multi_cell(0, look.line, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def write_heading(pdf: FPDF, look: Look, text: str) -> None:
    pdf.ln(look.line * 0.7)
    pdf.set_font(look.family, style="B", size=look.size + 1.5)
    pdf.set_text_color(*look.accent)
    pdf.set_char_spacing(look.spacing)
    shown = text.upper() if look.capitals else text
    pdf.cell(0, look.line * 1.3, shown, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_char_spacing(0)
    pdf.set_text_color(*BLACK)
    if look.ruled:
        pdf.set_draw_color(*look.accent)
        pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
    pdf.ln(look.line * 0.25)


def write_points(pdf: FPDF, look: Look, points: tuple[str, ...]) -> None:
    margin = pdf.l_margin
    for point in points:
        pdf.set_font(look.family, size=look.size)
        pdf.cell(4, look.line, look.bullet)
        pdf.set_left_margin(margin + 4)
        write(pdf, look, point)
        pdf.set_left_margin(margin)
        pdf.set_x(margin)


def write_split(pdf: FPDF, look: Look, left: str, right: str) -> None:
    """Write a bold text on the left and a plain one at the right margin of the same line."""
    pdf.set_font(look.family, style="B", size=look.size)
    pdf.cell(pdf.get_string_width(left) + 2, look.line, left)
    pdf.set_font(look.family, size=look.size)
    pdf.cell(0, look.line, right, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def keep_together(pdf: FPDF, look: Look, lines: int) -> None:
    if pdf.get_y() + lines * look.line > pdf.page_break_trigger:
        pdf.add_page()
