"""Résumés as HTML: one with headings and lists, one as a page of nested boxes with a script."""

from collections.abc import Callable
from html import escape

from sample_files.people import Person
from sample_files.sections import Entry, Line, Section, contact_parts, sections_of

ARTICLE_CSS = "body{font-family:serif;max-width:42rem;margin:auto}time{color:#666}"
GRID_CSS = (
    "body{font-family:sans-serif;display:grid;grid-template-columns:1fr 2fr}"
    ".h{font-weight:bold;color:#345}.menu{display:none}"
)


def tag(name: str, *inside: str) -> str:
    return f"<{name}>{''.join(inside)}</{name}>"


def box(css_class: str, *inside: str) -> str:
    return f'<div class="{css_class}">{"".join(inside)}</div>\n'


def page(person: Person, css: str, *body: str) -> str:
    head = f'<meta charset="utf-8">\n<title>{escape(person.name)}</title>\n<style>{css}</style>'
    return (
        f'<!DOCTYPE html>\n<html lang="{person.language}">\n<head>\n{head}\n</head>\n'
        f"<body>\n{''.join(body)}</body>\n</html>\n"
    )


def write_article(person: Person) -> str:
    items = [tag("li", escape(part)) for part in contact_parts(person)]
    head = tag("h1", escape(person.name)) + tag("p", escape(person.headline)) + tag("ul", *items)
    sections = [article_section(section) + "\n" for section in sections_of(person)]
    return page(person, ARTICLE_CSS, tag("header", head), "\n", *sections)


def article_section(section: Section) -> str:
    text = tag("p", escape(section.text)) if section.text else ""
    entries = [article_entry(entry) for entry in section.entries]
    lines = [tag("li", escape(line_text(section, line))) for line in section.lines]
    listed = tag("ul", *lines) if lines else ""
    return tag("section", tag("h2", escape(section.heading)), text, *entries, listed)


def article_entry(entry: Entry) -> str:
    points = [tag("li", escape(point)) for point in entry.points]
    dates = tag("time", escape(entry.dates))
    head = tag("h3", escape(entry.title)) + tag("p", escape(entry.employer_line), " ", dates)
    return tag("article", head, tag("ul", *points) if points else "")


def line_text(section: Section, line: Line) -> str:
    return f"{line.label}: {line.text}" if section.kind == "skills" else line.in_brackets


def write_grid(person: Person) -> str:
    menu = box("menu", "Home", "Blog", "Print this page")
    contact = [box("c", escape(part)) for part in contact_parts(person)]
    side = box("side", *contact, *[grid_section(s) for s in sections_of(person) if s.lines])
    main = [grid_section(section) for section in sections_of(person) if not section.lines]
    name = box("name", escape(person.name)) + box("role", escape(person.headline))
    script = "<script>window.visits = (window.visits || 0) + 1;</script>\n"
    return page(person, GRID_CSS, menu, side, box("main", name, *main), script)


def grid_section(section: Section) -> str:
    lines = [box("l", escape(line_text(section, line))) for line in section.lines]
    entries = [grid_entry(entry) for entry in section.entries]
    text = box("t", escape(section.text)) if section.text else ""
    return box("s", box("h", escape(section.heading)), text, *entries, *lines)


def grid_entry(entry: Entry) -> str:
    points = [box("p", "&bull; ", escape(point)) for point in entry.points]
    place = f"{escape(entry.employer_line)} &middot; {escape(entry.dates)}"
    return box("e", tag("b", escape(entry.title)), tag("div", place), *points)


LAYOUTS: dict[str, Callable[[Person], str]] = {"article": write_article, "grid": write_grid}


def write_html(person: Person) -> bytes:
    return LAYOUTS[person.file.layout](person).encode()
