"""The labelled documents as they are written: a small markup, and what each of its lines means.

``%kind``, ``%layout`` and ``%format`` come first. ``# `` is the title, ``## `` a heading, ``##> ``
a heading of the side column where the layout has one, ``### `` a sub-heading, ``- `` an item,
``*words*`` are bold, and what follows `` >> `` stands at the right edge, or in the next cell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, get_args

LABELLED = Path(__file__).parent / "labelled"
HELD = LABELLED / "held"
Kind = Literal["resume", "job"]
Layout = Literal["single", "columns", "sidebar", "table", "boxes"]
Format = Literal["pdf", "docx", "html", "txt", "md"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
FORMATS: tuple[Format, ...] = get_args(Format)
BOLD = re.compile(r"(?<!\*)\*(?!\*)([^*]+)\*(?!\*)")
STRONG = re.compile(r"\*\*([^*]+)\*\*")
Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Line:
    """``text`` is what is printed; ``bold`` the leading part of it that is bold."""

    text: str
    right: str = ""
    bold: str = ""
    item: bool = False
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    lines: tuple[Line, ...]
    side: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A document before it is drawn. ``head`` is what stands below the title."""

    name: str
    kind: Kind
    layout: Layout
    format: Format
    title: str
    head: tuple[Line, ...]
    sections: tuple[Section, ...]

    @property
    def language(self) -> str:
        return self.name[:2]

    def parts(self, *, side: bool) -> list[Section]:
        return [section for section in self.sections if section.side == side]


@dataclass(slots=True)
class _Reader:
    said: dict[str, str] = field(default_factory=dict)
    title: str = ""
    head: list[Line] = field(default_factory=list)
    sections: list[tuple[str, bool, list[Line]]] = field(default_factory=list)

    def read(self, line: str) -> None:
        mark, _, rest = line.partition(" ")
        match mark:
            case "%kind" | "%layout" | "%format":
                self.said[mark[1:]] = rest
            case "#":
                self.title = rest
            case "##" | "##>":
                self.sections.append((rest, mark == "##>", []))
            case _:
                (self.sections[-1][2] if self.sections else self.head).append(_line(line))


def _line(text: str) -> Line:
    minor, item = text.startswith("### "), text.startswith("- ")
    text = STRONG.sub(r"*\1*", text.removeprefix("### ").removeprefix("- "))
    left, _, right = text.partition(" >> ")
    bold = BOLD.search(left)
    leading = bold.group(1) if bold and not bold.start() else ""
    return Line(BOLD.sub(r"\1", left), BOLD.sub(r"\1", right), leading, item, minor)


def read_source(text: str, name: str) -> Source:
    """Raises ValueError for an unknown kind, layout or format."""
    reader = _Reader()
    for line in text.splitlines():
        if line.strip():
            reader.read(line)
    kinds: tuple[Kind, ...] = get_args(Kind)
    return Source(
        name=name,
        kind=_one_of(kinds, reader.said["kind"]),
        layout=_one_of(LAYOUTS, reader.said["layout"]),
        format=_one_of(FORMATS, reader.said["format"]),
        title=reader.title,
        head=tuple(reader.head),
        sections=tuple(Section(name, tuple(lines), side) for name, side, lines in reader.sections),
    )


def _one_of(choices: Sequence[Choice], said: str) -> Choice:
    for choice in choices:
        if choice == said:
            return choice
    raise ValueError(f"{said!r} is none of {', '.join(choices)}")


def sources_in(folder: Path = LABELLED) -> list[Source]:
    """In the order of their names."""
    files = sorted(folder.glob("*.txt"))
    return [read_source(file.read_text(encoding="utf-8"), file.stem) for file in files]
