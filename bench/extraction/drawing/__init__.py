"""Draws a source as the file that a program would have written."""

from bench.extraction.drawing.html import draw_html
from bench.extraction.drawing.pdf import draw_pdf
from bench.extraction.drawing.text import draw_text
from bench.extraction.drawing.word import draw_docx
from bench.extraction.sources import Source


def draw(source: Source) -> bytes:
    """The bytes of the file, in the source's own layout and format."""
    match source.format:
        case "pdf":
            return draw_pdf(source)
        case "docx":
            return draw_docx(source)
        case "html":
            return draw_html(source)
        case "txt" | "md":
            return draw_text(source)
