"""The runs of a Word paragraph: their text and whether a reader sees it."""

from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

TINY_HALF_POINTS = 5
PALE = 0.9
TRUE_VALUES = {None, "1", "true", "on"}
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SKIPPED = {FALLBACK, qn("w:del"), qn("w:txbxContent"), qn("w:delText")}


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    hidden: str | None
    bold: bool
    half_points: int | None


def runs_of(paragraph: Element) -> Iterator[Run]:
    """In order, without the text boxes anchored in the paragraph and without deleted text."""
    shaded = _is_shaded(paragraph.find(qn("w:pPr")))
    for node in _walk(paragraph):
        properties = node.find(qn("w:rPr"))
        yield Run(
            text=_run_text(node),
            hidden=_hidden_reason(properties, shaded=shaded),
            bold=_is_on(properties, "w:b"),
            half_points=_number(properties, "w:sz"),
        )


def _walk(node: Element) -> Iterator[Element]:
    for child in node:
        if child.tag == qn("w:r"):
            yield child
        elif child.tag not in SKIPPED:
            yield from _walk(child)


def _run_text(run: Element) -> str:
    pieces: list[str] = []
    for child in run:
        if child.tag == qn("w:t"):
            pieces.append(child.text or "")
        elif child.tag in {qn("w:tab"), qn("w:ptab")}:
            pieces.append("\t")
        elif child.tag in {qn("w:br"), qn("w:cr")}:
            pieces.append("\n")
        elif child.tag == qn("w:noBreakHyphen"):
            pieces.append("-")
    return "".join(pieces)


def _hidden_reason(properties: Element | None, *, shaded: bool) -> str | None:
    if properties is None:
        return None
    if _is_on(properties, "w:vanish"):
        return "hidden text"
    size = _number(properties, "w:sz")
    if size is not None and size < TINY_HALF_POINTS:
        return "tiny text"
    if not shaded and not _is_shaded(properties) and _is_pale(_value(properties, "w:color")):
        return "text in the colour of its background"
    return None


def _is_shaded(properties: Element | None) -> bool:
    if properties is None:
        return False
    fill = properties.find(qn("w:shd"))
    colour = fill.get(qn("w:fill")) if fill is not None else None
    highlight = _value(properties, "w:highlight")
    return (colour not in {None, "auto"} and not _is_pale(colour)) or highlight not in {
        None,
        "white",
        "none",
    }


def _is_pale(colour: str | None) -> bool:
    try:
        red, green, blue = bytes.fromhex(colour or "")
    except ValueError:
        return False
    return (0.3 * red + 0.59 * green + 0.11 * blue) / 255 > PALE


def _is_on(properties: Element | None, name: str) -> bool:
    if properties is None:
        return False
    node = properties.find(qn(name))
    return node is not None and node.get(qn("w:val")) in TRUE_VALUES


def _number(properties: Element | None, name: str) -> int | None:
    value = _value(properties, name)
    return int(value) if value is not None and value.isdigit() else None


def _value(properties: Element | None, name: str) -> str | None:
    node = properties.find(qn(name)) if properties is not None else None
    return node.get(qn("w:val")) if node is not None else None
