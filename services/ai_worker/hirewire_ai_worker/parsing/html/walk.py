"""The visible text of a page, line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from selectolax.lexbor import LexborNode

from hirewire_ai_worker.parsing.assembly import DraftLine
from hirewire_ai_worker.parsing.characters import begins_item, clean
from hirewire_ai_worker.parsing.document import LineKind
from hirewire_ai_worker.parsing.html.styles import (
    Declarations,
    has_background,
    hiding_reason,
    text_is_pale,
)

SILENT_TAGS = (
    "script style noscript template head title meta link svg math canvas iframe object embed audio"
    " video select option datalist textarea button input"
)
BLOCK_TAGS = (
    "p h1 h2 h3 h4 h5 h6 ul ol dl table section article header footer nav aside main form"
    " blockquote pre fieldset figure hr"
)
BREAK_TAGS = "div li tr br dt dd caption thead tbody address figcaption"
SILENT = frozenset(SILENT_TAGS.split())
BLOCKS = frozenset(BLOCK_TAGS.split())
BREAKS = BLOCKS | frozenset(BREAK_TAGS.split())
BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
HEADING_POINTS = {"h1": 24.0, "h2": 18.0, "h3": 14.0, "h4": 12.0, "h5": 11.0, "h6": 11.0}
BODY_POINTS = 10.0
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Scene:
    """What an element inherits: why it is hidden, its colours, its weight and its kind of line."""

    hidden: str | None = None
    pale: bool = False
    backed: bool = False
    bold: bool = False
    kind: LineKind = "text"
    points: float = BODY_POINTS

    def reason(self) -> str | None:
        if self.hidden is None and self.pale and not self.backed:
            return "text in the colour of its background"
        return self.hidden


@dataclass(slots=True)
class Page:
    """Collects lines; `hidden` holds (text, reason) of what a reader cannot see."""

    declarations: Declarations
    lines: list[DraftLine] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    pieces: list[tuple[str, Scene]] = field(default_factory=list)
    block: bool = False

    def read(self, root: LexborNode) -> None:
        """Visits the tree without recursion, so that deep nesting costs no stack."""
        stack: list[tuple[LexborNode, Scene, bool]] = [(root, Scene(), False)]
        while stack:
            node, scene, done = stack.pop()
            if done:
                self._leave(node)
                continue
            if node.tag == "-text":
                self._text(node, scene)
                continue
            inner = self._enter(node, scene)
            if inner is not None:
                stack.append((node, scene, True))
                stack += [(child, inner, False) for child in reversed(list(_children(node)))]
        self._flush()

    def _enter(self, node: LexborNode, scene: Scene) -> Scene | None:
        tag = node.tag or ""
        if tag in SILENT or tag.startswith(("-", "!")):
            return None
        if tag in BREAKS:
            self._flush()
            self.block = self.block or tag in BLOCKS
        if tag in {"td", "th"} and self.pieces:
            self.pieces.append(("\t", scene))
        return self._scene(node, tag, scene)

    def _scene(self, node: LexborNode, tag: str, scene: Scene) -> Scene:
        style = self.declarations.get(node.mem_id, "")
        pale, backed = text_is_pale(style), has_background(style)
        kind: LineKind = "heading" if tag in HEADING_POINTS else scene.kind
        return Scene(
            hidden=scene.hidden or hiding_reason(node, style),
            pale=scene.pale if pale is None else pale,
            backed=scene.backed if backed is None else backed,
            bold=scene.bold or tag in BOLD,
            kind="list_item" if tag == "li" else kind,
            points=HEADING_POINTS.get(tag, scene.points),
        )

    def _leave(self, node: LexborNode) -> None:
        if node.tag in BREAKS:
            self._flush()
            self.block = self.block or node.tag in BLOCKS

    def _text(self, node: LexborNode, scene: Scene) -> None:
        text = SPACE.sub(" ", node.text(deep=False) or "")
        reason = scene.reason()
        if reason is None:
            self.pieces.append((text, scene))
        elif text.strip():
            self.hidden.append((text, reason))

    def _flush(self) -> None:
        text = clean("".join(piece for piece, _ in self.pieces))
        scenes = [scene for piece, scene in self.pieces if piece.strip()]
        self.pieces = []
        if not text.strip():
            return
        first = scenes[0]
        kind = "table_row" if "\t" in text else first.kind
        self.lines.append(
            DraftLine(
                text=text,
                kind="list_item" if kind == "text" and begins_item(text) else kind,
                size=first.points,
                bold=all(scene.bold for scene in scenes),
                gap=1.0 if self.block else 0.0,
                block=self.block,
            )
        )
        self.block = False


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    for _ in count():
        if child is None:
            return
        yield child
        child = child.next
