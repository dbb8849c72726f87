"""Plain text and Markdown."""

from bench.extraction.sources import Line, Section, Source


def draw_text(source: Source) -> bytes:
    marked = source.format == "md"
    lines = [f"# {source.title}" if marked else source.title]
    lines += [_written(line, marked=marked) for line in source.head]
    for section in source.sections:
        lines += ["", *_section(section, marked=marked)]
    return "\n".join(lines).encode()


def _section(section: Section, *, marked: bool) -> list[str]:
    heading = f"## {section.heading}" if marked else section.heading
    return [heading, *(_written(line, marked=marked) for line in section.lines)]


def _written(line: Line, *, marked: bool) -> str:
    text = line.text
    if marked and line.bold:
        text = text.replace(line.bold, f"**{line.bold}**", 1)
    bullet = "- " if line.item else ""
    right = f"    {line.right}" if line.right else ""
    return f"{bullet}{text}{right}"
