"""Plain text and Markdown to draft lines."""

import re
from collections.abc import Iterator

from hirewire_ai_worker.parsing.assembly import Draft, DraftLine
from hirewire_ai_worker.parsing.characters import begins_item, clean
from hirewire_ai_worker.parsing.charset import decode
from hirewire_ai_worker.parsing.document import Flag, LineKind
from hirewire_ai_worker.parsing.failures import UnreadableError
from hirewire_ai_worker.parsing.hidden import zero_width_flags
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.media import MARKDOWN, PLAIN

WIDE_SPACE = re.compile(r"(?<=\S) {4,}(?=\S)")
RULE_LINE = re.compile(r"^\s*([-=_*~#])\1{2,}\s*$")
ATX_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$")
LINK = re.compile(r"!?\[([^\]\n]*)\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
EMPHASIS = re.compile(r"(\*\*\*|\*\*|__|(?<!\w)[*_])(?=\S)(.+?)(?<=\S)\1(?!\w)")
CODE = re.compile(r"`+([^`\n]+)`+")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(r"</?[a-zA-Z][^>\n]*>")
HEADING_POINTS = (24.0, 18.0, 14.0, 12.0, 11.0, 11.0)
BODY_POINTS = 10.0
LONGEST_MARKED = 5_000


def read_plain(data: bytes, _limits: ParseLimits) -> Draft:
    text, flags = _decoded(data)
    return _draft(PLAIN, list(_plain_lines(text)), flags)


def read_markdown(data: bytes, _limits: ParseLimits) -> Draft:
    text, flags = _decoded(data)
    return _draft(MARKDOWN, list(_markdown_lines(COMMENT.sub("", text))), flags)


def draft_from_text(media_type: str, text: str) -> Draft:
    """A draft of text that some other format was reduced to."""
    return _draft(media_type, list(_plain_lines(text)), list(zero_width_flags(text)))


def _draft(media_type: str, lines: list[DraftLine], flags: list[Flag]) -> Draft:
    if not lines:
        raise UnreadableError("no_text", "the document has no readable text")
    return Draft(media_type, lines, flags=flags)


def _decoded(data: bytes) -> tuple[str, list[Flag]]:
    decoded = decode(data)
    flags = list(zero_width_flags(decoded.text))
    if not decoded.lossless:
        flags.append(Flag("characters_replaced", f"broken {decoded.encoding} text", 1))
    return decoded.text, flags


def _plain_lines(text: str) -> Iterator[DraftLine]:
    block = False
    for raw in text.replace("\f", "\n\n").splitlines():
        line = clean(WIDE_SPACE.sub("\t", raw))
        if not line.strip() or RULE_LINE.match(line):
            block = True
            continue
        kind: LineKind = "list_item" if begins_item(line) else "text"
        yield DraftLine(line, kind=kind, left=_indent(raw), gap=float(block), block=block)
        block = False


def _indent(raw: str) -> float:
    expanded = raw.expandtabs(4)
    return float(len(expanded) - len(expanded.lstrip(" ")))


def _markdown_lines(text: str) -> Iterator[DraftLine]:
    block = False
    for raw in text.splitlines():
        if not raw.strip() or RULE_LINE.match(raw) or TABLE_RULE.match(raw):
            block = True
            continue
        line = _markdown_line(raw, block=block)
        if line.text.strip():
            yield line
            block = False


def _markdown_line(raw: str, *, block: bool) -> DraftLine:
    heading = ATX_HEADING.match(raw)
    if heading:
        points = HEADING_POINTS[len(heading.group(1)) - 1]
        text = clean(_unmarked(heading.group(2)))
        return DraftLine(text, kind="heading", size=points, bold=True, gap=1.0, block=True)
    bold = raw.strip().startswith(("**", "__")) and raw.strip().endswith(("**", "__"))
    line = _unmarked(raw)
    if line.strip().startswith("|"):
        text = "\t".join(cell.strip() for cell in line.strip().strip("|").split("|"))
        return DraftLine(clean(text), kind="table_row", size=BODY_POINTS, block=block)
    kind: LineKind = "list_item" if begins_item(line) else "text"
    return DraftLine(clean(line), 1, kind, BODY_POINTS, bold, gap=float(block), block=block)


def _unmarked(line: str) -> str:
    """Link targets are kept after the link's words unless both say the same.

    A line of a hundred thousand asterisks would take minutes; no line of words is that long.
    """
    if len(line) > LONGEST_MARKED:
        return line
    line = LINK.sub(_link_text, CODE.sub(r"\1", line))
    for _ in range(2):
        line = EMPHASIS.sub(r"\2", line)
    return TAG.sub("", line).replace("\\", "")


def _link_text(match: re.Match[str]) -> str:
    words, target = match.groups()
    bare = target.removeprefix("mailto:").removeprefix("tel:")
    return words if bare in words or target.startswith("#") else f"{words} ({bare})"
