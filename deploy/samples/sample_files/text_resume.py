"""Résumés as plain text in two habits, and as Markdown."""

import textwrap
from collections.abc import Callable

from sample_files.people import Person
from sample_files.sections import Entry, Section, contact_parts, sections_of

WIDTH = 78
LABEL_WIDTH = 16


def write_plain(person: Person) -> str:
    blocks = ["\n".join([person.name, person.headline, *contact_parts(person)])]
    for section in sections_of(person):
        body = "\n".join(plain_lines(section))
        blocks.append(f"{section.heading.upper()}\n{'-' * len(section.heading)}\n{body}")
    return "\n\n".join(blocks) + "\n"


def plain_lines(section: Section) -> list[str]:
    lines = textwrap.wrap(section.text, WIDTH)
    for entry in section.entries:
        gap = [""] if lines else []
        lines += [*gap, entry.title, entry.employer_line, entry.dates]
        lines += [hanging(f"* {point}", "  ") for point in entry.points]
    joiner = ": " if section.kind == "skills" else " - "
    lines += [
        joiner.join(part for part in (line.label, line.text) if part) for line in section.lines
    ]
    return lines


def write_labelled(person: Person) -> str:
    labelled = [("Name", person.name), ("Role", person.headline), ("Address", person.location)]
    labelled += [("Phone", phone) for phone in person.phones]
    labelled += [("E-mail", email) for email in person.emails]
    blocks = ["\n".join(label_line(label, text) for label, text in labelled)]
    blocks += [labelled_section(section) for section in sections_of(person)]
    return "\n\n".join(blocks) + "\n"


def labelled_section(section: Section) -> str:
    lines = [f"== {section.heading} ==", *textwrap.wrap(section.text, WIDTH)]
    for entry in section.entries:
        lines.append(entry.dates)
        lines.append(f"    {entry.title} at {entry.employer_line}")
        lines += [hanging(f"    - {point}", "      ") for point in entry.points]
    lines += [label_line(line.label, line.text) for line in section.lines]
    return "\n".join(lines)


def label_line(label: str, text: str) -> str:
    return f"{label + ': ':<{LABEL_WIDTH}}{text}".rstrip()


def hanging(text: str, indent: str) -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def write_markdown(person: Person) -> str:
    blocks = [f"# {person.name}", f"**{person.headline}**", " · ".join(contact_parts(person))]
    for section in sections_of(person):
        blocks.append(f"## {section.heading}")
        blocks += [section.text] if section.text else []
        blocks += [markdown_entry(entry) for entry in section.entries]
        blocks += ["\n".join(markdown_lines(section))] if section.lines else []
    return "\n\n".join(blocks) + "\n"


def markdown_entry(entry: Entry) -> str:
    head = f"### {entry.title}, {entry.organisation}"
    where = " | ".join(part for part in (entry.place, entry.dates) if part)
    points = "\n".join(f"- {point}" for point in entry.points)
    return "\n\n".join(part for part in (head, f"*{where}*", points) if part)


def markdown_lines(section: Section) -> list[str]:
    if section.kind == "skills":
        return [f"- **{line.label}:** {line.text}" for line in section.lines]
    return [f"- {line.in_brackets}" for line in section.lines]


LAYOUTS: dict[str, Callable[[Person], str]] = {
    "plain": write_plain,
    "labelled": write_labelled,
    "markdown": write_markdown,
}


def write_text(person: Person) -> bytes:
    return LAYOUTS[person.file.layout](person).encode()
