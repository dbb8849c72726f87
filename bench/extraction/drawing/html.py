"""A page as a browser or a job board would show it."""

from html import escape

from bench.extraction.sources import Line, Section, Source

STYLE = "body{font-family:sans-serif} .cols{display:flex} aside{width:32%} main{width:68%}"


def draw_html(source: Source) -> bytes:
    head = "".join(_line(line) for line in source.head)
    body = f"<header><h1>{escape(source.title)}</h1>{head}</header>"
    if source.layout in {"columns", "sidebar"}:
        side = "".join(map(_section, source.parts(side=True)))
        main = "".join(map(_section, source.parts(side=False)))
        body += f'<div class="cols"><aside>{side}</aside><main>{main}</main></div>'
    else:
        body += "".join(map(_section, source.sections))
    page = f'<html lang="{source.language}"><head><title>{escape(source.title)}</title>'
    return f"<!doctype html>{page}<style>{STYLE}</style></head><body>{body}</body></html>".encode()


def _section(section: Section) -> str:
    text, listing = f"<h2>{escape(section.heading)}</h2>", False
    for line in section.lines:
        if line.item != listing:
            text += "<ul>" if line.item else "</ul>"
            listing = line.item
        text += _line(line)
    return f"<section>{text}{'</ul>' if listing else ''}</section>"


def _line(line: Line) -> str:
    text = escape(line.text)
    if line.bold:
        text = text.replace(escape(line.bold), f"<b>{escape(line.bold)}</b>", 1)
    if line.right:
        text += f' <span style="float:right">{escape(line.right)}</span>'
    if line.minor:
        return f"<h3>{text}</h3>"
    return f"<li>{text}</li>" if line.item else f"<p>{text}</p>"
