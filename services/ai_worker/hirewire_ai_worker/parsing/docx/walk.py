"""The blocks of a Word document in the order a reader meets them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from hirewire_ai_worker.parsing.assembly import DraftLine
from hirewire_ai_worker.parsing.characters import begins_item, clean
from hirewire_ai_worker.parsing.document import LineKind
from hirewire_ai_worker.parsing.docx.runs import FALLBACK, Run, runs_of

DEEPEST_TABLE = 5
HEADING_STYLES = ("heading", "title", "überschrift", "titre", "título", "titulo")


@dataclass(frozen=True, slots=True)
class Style:
    name: str
    bold: bool
    points: float


@dataclass(slots=True)
class Walk:
    """Collects the lines of one part; what a reader cannot see goes to `hidden`."""

    styles: Mapping[str, Style]
    lines: list[DraftLine] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)

    def blocks(self, parent: Element, kind: LineKind = "text", depth: int = 0) -> None:
        for child in parent:
            if child.tag == qn("w:p"):
                self._paragraph(child, kind)
            elif child.tag == qn("w:tbl"):
                self._table(child, depth)
            elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")}:
                self.blocks(child, kind, depth)

    def _paragraph(self, node: Element, kind: LineKind) -> None:
        for box in text_boxes(node):
            self.blocks(box, kind)
        runs = list(runs_of(node))
        self.hidden += [(run.text, run.hidden) for run in runs if run.hidden and run.text.strip()]
        seen = [run for run in runs if run.hidden is None]
        style = self.styles.get(_style_id(node), Style("", bold=False, points=0.0))
        own = self._kind(node, style, kind)
        for text in "".join(run.text for run in seen).split("\n"):
            self.lines.append(_line(clean(text), seen, style, own))

    def _kind(self, node: Element, style: Style, kind: LineKind) -> LineKind:
        if kind != "text":
            return kind
        if style.name.startswith(HEADING_STYLES):
            return "heading"
        properties = node.find(qn("w:pPr"))
        numbered = properties is not None and properties.find(qn("w:numPr")) is not None
        return "list_item" if numbered or style.name.startswith("list") else "text"

    def _table(self, table: Element, depth: int) -> None:
        if depth > DEEPEST_TABLE:
            return
        rows = [list(row.iterchildren(qn("w:tc"))) for row in table.iterchildren(qn("w:tr"))]
        for cells in rows:
            walks = [self._cell(cell, depth) for cell in cells]
            self._row([walk for walk in walks if any(line.text for line in walk)])

    def _cell(self, cell: Element, depth: int) -> list[DraftLine]:
        inner = Walk(self.styles)
        inner.blocks(cell, depth=depth + 1)
        self.hidden += inner.hidden
        return [line for line in inner.lines if line.text]

    def _row(self, cells: Sequence[list[DraftLine]]) -> None:
        """Cells of one line each make one line; longer cells are columns, read in turn.

        What stands alone in its row is a line like any other.
        """
        if len(cells) == 1 and len(cells[0]) == 1:
            self.lines += cells[0]
            return
        if cells and all(len(cell) == 1 for cell in cells):
            first = cells[0][0]
            text = "\t".join(cell[0].text for cell in cells)
            self.lines.append(DraftLine(text, kind="table_row", size=first.size, bold=first.bold))
            return
        for cell in cells:
            self.lines += [DraftLine(""), *cell]


def _line(text: str, runs: Sequence[Run], style: Style, kind: LineKind) -> DraftLine:
    return DraftLine(
        text=text,
        kind="list_item" if kind == "text" and begins_item(text) else kind,
        size=_points(runs, style),
        bold=style.bold or _mostly_bold(runs),
    )


def text_boxes(node: Element) -> Iterator[Element]:
    """Contents of the boxes anchored in `node`; the fallback copy of each is left out."""
    for box in node.iter(qn("w:txbxContent")):
        if not any(parent.tag == FALLBACK for parent in box.iterancestors()):
            yield box


def _style_id(node: Element) -> str:
    properties = node.find(qn("w:pPr"))
    style = properties.find(qn("w:pStyle")) if properties is not None else None
    return (style.get(qn("w:val")) or "") if style is not None else ""


def _points(runs: Sequence[Run], style: Style) -> float:
    sizes = [run.half_points for run in runs if run.half_points is not None and run.text.strip()]
    return max(sizes) / 2 if sizes else style.points


def _mostly_bold(runs: Sequence[Run]) -> bool:
    total = sum(len(run.text.strip()) for run in runs)
    return total > 0 and 2 * sum(len(run.text.strip()) for run in runs if run.bold) > total
