"""Job titles: what they are called in the taxonomy, and how much a phrase looks like one."""

import re
from dataclasses import dataclass

from hirewire_ai_worker.extraction.organizations import has_legal_form
from hirewire_ai_worker.taxonomy.entries import Seniority, SeniorityLevel, Title
from hirewire_ai_worker.taxonomy.names import fold
from hirewire_ai_worker.taxonomy.taxonomy import Titles

GENDER_NOTE = re.compile(
    r"\s*[(\[]\s*(?:[mwfdxhg]|div|all genders|alle geschlechter)(?:\s*[/|,]\s*[mwfdxhg*]+)*\s*[)\]]"
    r"|\s+[mwfhd]\s?/\s?[mwfhd](?:\s?/\s?[dx])?(?!\w)|\s*\(all genders\)",
    re.IGNORECASE,
)
GENDER_ENDING = re.compile(
    r"(?<=\w)(?:[/:*_]-?in(?:nen)?|/-?frau|\((?:in|e|ne|se|a|euse|trice)\)|\u00b7(?:e|ne|se|trice)|/-?(?:e|a|ne|euse|trice))(?!\w)"
)
BRACKETS = re.compile(r"\s*\([^)]*\)")
GRADE = re.compile(r"(?<=\w)\s+(?:[IV]{1,3}|[1-5]|L\d)(?![\w.])")
WORD_BORDER = re.compile(r"[\s,/|&-]+")
PART_BORDER = re.compile(r"[,|/]| - | for | of | on | in | en | de | fur ")
WHOLE, HEADED, COMPOUND = 1.0, 0.6, 0.55
SHARES = ((0.6, 0.9), (0.3, 0.75), (0.0, 0.48))
LEGAL_FORM_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class TitleReading:
    """`score` between 0 and 1 says how much the phrase looks like a title."""

    score: float
    title: Title | None
    seniority: Seniority | None


def plain_title(text: str) -> str:
    """Without gender notes and endings: `Entwickler/in (m/w/d)` -> `Entwickler`."""
    return " ".join(GENDER_ENDING.sub("", GENDER_NOTE.sub("", text)).split())


def read_title(text: str, titles: Titles) -> TitleReading:
    plain = GRADE.sub("", BRACKETS.sub("", plain_title(text))).strip(" ,-\u2013\u2014")
    folded = fold(plain)
    hits = list(titles.lexicon.find(folded))
    best = max(hits, key=lambda hit: (len(hit.form), -hit.start), default=None)
    score = _head_score(folded, titles)
    title: Title | None = None
    if best is not None:
        title = best.entry
        score = max(score, _coverage(folded, best.form, titles))
    if has_legal_form(plain):
        score *= LEGAL_FORM_SHARE
    return TitleReading(score, title, seniority_of(plain, titles, title))


def seniority_of(text: str, titles: Titles, title: Title | None = None) -> Seniority | None:
    """The highest level the words give; `intern` outranks all others."""
    levels: list[SeniorityLevel] = [hit.entry for hit in titles.seniorities.find(fold(text))]
    if any(each.level == "intern" for each in levels):
        return "intern"
    named = max(levels, key=lambda each: each.rank, default=None)
    if title is not None and title.seniority is not None:
        own = titles.seniority(title.seniority)
        return title.seniority if named is None or named.rank < own.rank else named.level
    return named.level if named else None


def _coverage(folded: str, form: str, titles: Titles) -> float:
    """How much of the phrase the title is, words of rank not counted."""
    words = [word for word in WORD_BORDER.split(folded) if not titles.seniorities.get(word)]
    bare = " ".join(words)
    if not bare or form in {folded, bare}:
        return WHOLE
    share = len(form) / len(bare)
    return next(score for least, score in SHARES if share >= least)


def _head_score(folded: str, titles: Titles) -> float:
    """A noun such as `engineer` ends the phrase (or its first part), or begins it in French."""
    parts = [part.split() for part in PART_BORDER.split(folded) if part.strip()]
    if not parts:
        return 0.0
    words = parts[0]
    if any(titles.heads.get(word) for word in (words[-1], words[0])):
        return HEADED
    return COMPOUND if any(_is_compound(word, titles.suffixes) for word in words) else 0.0


def _is_compound(word: str, suffixes: tuple[str, ...]) -> bool:
    return any(len(word) > len(suffix) + 2 and word.endswith(suffix) for suffix in suffixes)
