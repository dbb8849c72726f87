"""PDF files in one column, two columns, with a sidebar, or as a table, in letters of cp1252."""

from dataclasses import dataclass

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bench.extraction.sources import Line, Section, Source

MARGIN, GUTTER, BODY, LEADING = 18.0, 8.0, 10.0, 5.0
SHARE = {"columns": 0.58, "sidebar": 0.62}
GREY = (236, 238, 242)
FAMILY = "Helvetica"


def draw_pdf(source: Source) -> bytes:
    return bytes(pdf_of(source).output())


def pdf_of(source: Source) -> FPDF:
    """The file before it is written, for those who add to it."""
    page = _Page.new(source)
    page.write(source.title, 18, "B")
    page.pdf.ln(1)
    for line in source.head:
        page.line(line)
    if source.layout in SHARE:
        page.columns(source)
    else:
        for section in source.sections:
            page.section(section)
    return page.pdf


@dataclass(frozen=True, slots=True)
class _Page:
    pdf: FPDF
    table: bool

    @classmethod
    def new(cls, source: Source) -> "_Page":
        pdf = FPDF(format="A4")
        pdf.core_fonts_encoding = "cp1252"
        pdf.set_margin(MARGIN)
        pdf.set_auto_page_break(auto=True, margin=MARGIN)
        pdf.add_page()
        return cls(pdf, source.layout == "table")

    def write(self, text: str, size: float = BODY, style: str = "") -> None:
        self.pdf.set_font(FAMILY, style, size)
        self.pdf.multi_cell(0, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def section(self, section: Section) -> None:
        self.pdf.ln(3)
        self.write(section.heading, 12.5, "B")
        self.pdf.ln(1)
        for line in section.lines:
            self.line(line)

    def line(self, line: Line) -> None:
        if line.right and self.table:
            self._cells(line)
        elif line.right:
            self._edges(line)
        elif line.item:
            self._item(line.text)
        else:
            self._text(line)

    def _text(self, line: Line) -> None:
        rest = line.text[len(line.bold) :] if line.bold else line.text
        if line.bold:
            self.pdf.set_font(FAMILY, "B", BODY)
            self.pdf.write(LEADING, line.bold)
        self.pdf.set_font(FAMILY, "", BODY)
        self.pdf.write(LEADING, rest)
        self.pdf.ln(LEADING)

    def _item(self, text: str) -> None:
        margin = self.pdf.l_margin
        self.pdf.set_font(FAMILY, "", BODY)
        self.pdf.cell(4, LEADING, "\u2022")
        self.pdf.set_left_margin(margin + 4)
        self.write(text)
        self.pdf.set_left_margin(margin)
        self.pdf.set_x(margin)

    def _edges(self, line: Line) -> None:
        """What does not fit beside the left part stands below it."""
        self.pdf.set_font(FAMILY, "B", BODY)
        if self.pdf.get_string_width(f"{line.text}  {line.right}") > self.pdf.epw:
            self._text(Line(line.text, bold=line.bold))
            self._text(Line(line.right))
            return
        left = line.text if not line.bold else line.bold
        self.pdf.set_font(FAMILY, "B" if line.bold else "", BODY)
        self.pdf.cell(self.pdf.get_string_width(left), LEADING, left)
        self.pdf.set_font(FAMILY, "", BODY)
        self.pdf.cell(0, LEADING, line.text[len(left) :])
        self.pdf.set_x(self.pdf.l_margin)
        self.pdf.cell(0, LEADING, line.right, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _cells(self, line: Line) -> None:
        """A narrow cell at the left, the rest beside it."""
        margin, top = self.pdf.l_margin, self.pdf.get_y()
        self.pdf.set_font(FAMILY, "", BODY)
        self.pdf.cell(42, LEADING, line.text)
        self.pdf.set_left_margin(margin + 44)
        self.pdf.set_xy(margin + 44, top)
        self.write(line.right)
        self.pdf.set_left_margin(margin)
        self.pdf.set_x(margin)

    def columns(self, source: Source) -> None:
        """The main column stands right of a sidebar and left of a second column."""
        top, width = self.pdf.get_y() + 3, self.pdf.epw
        wide = width * SHARE[source.layout]
        barred = source.layout == "sidebar"
        main = MARGIN + (width - wide if barred else 0)
        side = MARGIN if barred else MARGIN + wide + GUTTER
        if barred:
            self.pdf.set_fill_color(*GREY)
            self.pdf.rect(MARGIN - 4, top, width - wide - 2, 180, style="F")
        order = (True, False) if barred else (False, True)
        for of_side in order:
            left = side if of_side else main
            own = (width - wide - GUTTER) if of_side else wide
            self._column(source, (left, own, top), side=of_side)

    def _column(self, source: Source, box: tuple[float, float, float], *, side: bool) -> None:
        left, own, top = box
        self.pdf.set_left_margin(left)
        self.pdf.set_right_margin(self.pdf.w - left - own)
        self.pdf.set_xy(left, top)
        for section in source.parts(side=side):
            self.section(section)
