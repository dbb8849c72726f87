"""Word files: running text, a table without borders, or text boxes beside the text."""

import io
from copy import deepcopy

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.shared import Cm
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from bench.extraction.sources import Line, Section, Source

RIGHT_EDGE = Cm(16)
SHAPE = (
    '<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"><v:shape style="width:150pt;height:180pt">'
    "<v:textbox><w:txbxContent/></v:textbox></v:shape></w:pict>"
)


def draw_docx(source: Source) -> bytes:
    return saved(docx_of(source))


def saved(document: WordDocument) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def docx_of(source: Source) -> WordDocument:
    """The document before it is saved, for those who add to it."""
    document = Document()
    document.add_heading(source.title, 0)
    for line in source.head:
        _write(document.add_paragraph(), line)
    if source.layout == "table":
        _in_table(document, source)
    else:
        _running(document, source)
    return document


def _running(document: WordDocument, source: Source) -> None:
    boxed = source.layout == "boxes"
    if boxed:
        for section in source.parts(side=True):
            _box(document, section)
    for section in source.parts(side=False) if boxed else source.sections:
        document.add_heading(section.heading, 1)
        for line in section.lines:
            _write(document.add_paragraph(style="List Bullet" if line.item else None), line)


def _box(document: WordDocument, section: Section) -> None:
    """The paragraphs are made in the document and moved into the shape, with their styles."""
    shape = parse_xml(SHAPE)
    (content,) = shape.iter("{*}txbxContent")
    made = [document.add_heading(section.heading, 2)]
    for line in section.lines:
        paragraph = document.add_paragraph(style="List Bullet" if line.item else None)
        _write(paragraph, line)
        made.append(paragraph)
    for paragraph in made:
        content.append(deepcopy(paragraph._p))  # noqa: SLF001 - text boxes have no public API
        paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001 - the same
    document.add_paragraph().add_run()._r.append(shape)  # noqa: SLF001 - the same


def _in_table(document: WordDocument, source: Source) -> None:
    """A heading in the left cell; below it rows of two cells, or one over both."""
    table = document.add_table(rows=0, cols=2)
    for section in source.sections:
        row = table.add_row().cells
        heading = row[0].merge(row[1]).paragraphs[0]
        heading.style = document.styles["Heading 1"]
        heading.add_run(section.heading)
        for line in section.lines:
            cells = table.add_row().cells
            _fill((cells[0], cells[1]), line)


def _fill(cells: tuple[_Cell, _Cell], line: Line) -> None:
    if line.right:
        cells[0].paragraphs[0].add_run(line.text)
        cells[1].paragraphs[0].add_run(line.right)
    else:
        _write(cells[0].merge(cells[1]).paragraphs[0], line)


def _write(paragraph: Paragraph, line: Line) -> None:
    if line.bold:
        paragraph.add_run(line.bold).bold = True
    rest = line.text[len(line.bold) :] if line.bold else line.text
    paragraph.add_run(rest)
    if line.right:
        paragraph.paragraph_format.tab_stops.add_tab_stop(RIGHT_EDGE, WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run("\t" + line.right)
