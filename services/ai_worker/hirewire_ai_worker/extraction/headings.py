"""What the words of a heading say about the section below it."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from hirewire_ai_worker.taxonomy.names import fold
from hirewire_ai_worker.taxonomy.tables import rows_of, values

DocumentKind = Literal["resume", "job"]

MOST_WORDS = 8
DECORATION = re.compile(r"^[\W_]+|[\W_]+$")
CONJUNCTION = re.compile(r"\s*(?:&|/|,|\+|\||\band\b|\bund\b|\bet\b|\by\b)\s*")
JOB_ONLY = frozenset(
    {"requirements", "preferred", "responsibilities", "benefits", "about", "application"}
)
RESUME_ONLY = frozenset(
    {"interests", "publications", "references", "coursework", "volunteering", "projects", "awards"}
)
WEIGHTY = ("work", "education", "skills", "requirements")
LAST_WORDS = {
    "experience": "work",
    "erfahrung": "work",
    "skills": "skills",
    "kenntnisse": "skills",
    "kompetenzen": "skills",
    "competencies": "skills",
    "competences": "skills",
    "competencias": "skills",
    "expertise": "skills",
    "education": "education",
    "certifications": "certificates",
    "certificates": "certificates",
    "languages": "languages",
    "projects": "projects",
}
FIRST_WORDS = {
    "experience": "work",
    "experiencia": "work",
    "competences": "skills",
    "competencias": "skills",
    "formation": "education",
}


def kind_of_heading(text: str, document: DocumentKind, *, loosely: bool = False) -> str | None:
    """The kind of section; `loosely` also accepts a known word at one end of the heading."""
    folded = " ".join(DECORATION.sub("", fold(text)).split())
    words = folded.split()
    if not words or len(words) > MOST_WORDS:
        return None
    kinds = _headings(document)
    if folded in kinds:
        return kinds[folded]
    parts = [kinds.get(part) for part in CONJUNCTION.split(folded)]
    known = [kind for kind in parts if kind is not None]
    if known and len(known) == len(parts):
        return next((kind for kind in WEIGHTY if kind in known), known[0])
    if not loosely or re.search(r"\d", folded):
        return None
    guess = LAST_WORDS.get(words[-1]) or FIRST_WORDS.get(words[0])
    return known[0] if known else guess


@lru_cache(maxsize=2)
def _headings(document: DocumentKind) -> Mapping[str, str]:
    foreign = JOB_ONLY if document == "resume" else RESUME_ONLY
    table = rows_of(files("hirewire_ai_worker.extraction") / "data" / "headings.tsv")
    rows = [row for row in table if row["kind"] not in foreign]
    if document == "job":
        rows.sort(key=lambda row: row["kind"] in JOB_ONLY)
    return {fold(form): row["kind"] for row in rows for form in values(row["forms"])}
