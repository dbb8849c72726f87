"""schema.org JobPosting data in a page (JSON-LD), as lines a person could read."""

import json
from collections.abc import Iterator
from html import escape, unescape

from selectolax.lexbor import LexborHTMLParser

Json = dict[str, object]
SECTIONS = {
    "description": "",
    "responsibilities": "Responsibilities",
    "qualifications": "Requirements",
    "skills": "Skills",
    "experienceRequirements": "Experience",
    "educationRequirements": "Education",
    "jobBenefits": "Benefits",
}
ADDRESS = ("addressLocality", "addressRegion", "addressCountry")


def job_postings(tree: LexborHTMLParser) -> list[Json]:
    found: list[Json] = []
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            found += _postings(json.loads(node.text(), strict=False))
        except (ValueError, RecursionError):
            continue
    return found


def _postings(value: object) -> Iterator[Json]:
    if isinstance(value, list):
        for each in value:
            yield from _postings(each)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if "JobPosting" in (kinds if isinstance(kinds, list) else [kinds]):
            yield value
        yield from _postings(value.get("@graph", []))


def posting_html(posting: Json) -> str:
    """The posting as a small page of headings, labelled lines and the ad's own paragraphs."""
    pieces = [f"<h1>{escape(_text(posting.get('title')))}</h1>"]
    facts = [
        ("Company", _text(posting.get("hiringOrganization"))),
        ("Location", "; ".join(dict.fromkeys(_places(posting.get("jobLocation"))))),
        ("Workplace", _workplace(posting)),
        ("Employment type", _words(posting.get("employmentType"))),
        ("Salary", _salary(posting.get("baseSalary"))),
    ]
    pieces += [f"<p>{label}: {escape(value)}</p>" for label, value in facts if value]
    pieces += [_section(posting.get(name), heading) for name, heading in SECTIONS.items()]
    return "".join(pieces)


def _section(value: object, heading: str) -> str:
    text = _text(value).replace("\\n", "\n")
    if not text.strip():
        return ""
    if "&lt;" in text:
        text = unescape(text)
    if "<" not in text:
        text = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f"<section>{f'<h2>{heading}</h2>' if heading else ''}{text}</section>"


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("description") or value.get("value"))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    return "" if value is None else str(value)


def _words(value: object) -> str:
    return _text(value).replace("_", " ").lower()


def _workplace(posting: Json) -> str:
    return "remote" if _text(posting.get("jobLocationType")).upper() == "TELECOMMUTE" else ""


def _places(value: object) -> Iterator[str]:
    for place in value if isinstance(value, list) else [value]:
        address = place.get("address", place) if isinstance(place, dict) else place
        if isinstance(address, dict):
            parts = ", ".join(filter(None, (_text(address.get(name)) for name in ADDRESS)))
            yield ", ".join(dict.fromkeys(part.strip() for part in parts.split(",")))
        elif address:
            yield _text(address)


def _salary(value: object) -> str:
    """For example `60000 - 80000 EUR per year`."""
    if not isinstance(value, dict):
        return ""
    amount = value.get("value", value)
    if not isinstance(amount, dict):
        return f"{amount} {_text(value.get('currency'))}".strip()
    bounds = [_text(amount.get(name)) for name in ("minValue", "maxValue")]
    numbers = " - ".join(filter(None, bounds)) or _text(amount.get("value"))
    unit = _words(amount.get("unitText"))
    currency = _text(value.get("currency"))
    return f"{numbers} {currency}{f' per {unit}' if unit else ''}" if numbers else ""
