"""Levels that words tell: of a title, of a degree."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import get_args

from hirewire_matching.ranking import CEFR, Seniority

_SENIORITY: Mapping[Seniority, str] = MappingProxyType(
    {
        "executive": r"chief \w+ officer|c[etfomi]o|vice president|vp|director|directeur|directrice"
        r"|direktor(in)?|geschäftsführer(in)?|founder",
        "principal": r"principal|staff (software |data |platform |site reliability )?"
        r"(engineer|developer|scientist|designer)|distinguished|fellow",
        "lead": r"lead(?! generation)|head|team ?lead(er)?|tech ?lead|teamleiter(in)?|leiter(in)?"
        r"|leitung|chef(fe)? d'équipe",
        "intern": r"intern(ship)?|trainee|apprentice|working student|werkstudent(in)?"
        r"|praktikant(in)?|stagiaire|azubi|becari[oa]",
        "junior": r"junior|jr|graduate|entry[- ]level|berufseinsteiger(in)?|débutante?",
        "mid": r"mid|mid[- ]level|medior|intermediate",
        "senior": r"senior|sr|sénior|expérimentée?|confirmée?",
    }
)
_SENIORITY_WORDS = {
    level: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for level, words in _SENIORITY.items()
}
_DEGREES = {
    8: r"ph\.? ?d|doctor|doktor|promotion|doctora",
    7: r"master|m\.? ?sc|\bm\.?a\b|\bmba\b|\bm\.?eng|diplom\b|magister",
    6: r"bachelor|b\.? ?sc|\bb\.?a\b|\bb\.?eng|licenciatura|licence (?:en|pro)|\bgrado\b",
}
_DEGREE_WORDS = {level: re.compile(words, re.IGNORECASE) for level, words in _DEGREES.items()}
_GENERAL_SCHOOLING = re.compile(
    r"high school|secondary (?:school|certificate|diploma|education)|higher secondary|sixth form"
    r"|\ba[- ]levels?\b|\bgcses?\b|\bged\b|abitur|hochschulreife|maturité|\bmatura\b|realschul"
    r"|mittlere reife|mittlerer (?:schul|bildungs)abschluss|hauptschul|oberschulreife"
    r"|baccalauréat(?! pro)|\bbac\b(?! ?pro)|brevet des collèges|diplôme national du brevet"
    r"|bachillerato|graduado escolar|secundaria obligatoria|international baccalaureate",
    re.IGNORECASE,
)
_EQF = re.compile(r"(?:eqf\s*)?([1-8])", re.IGNORECASE)


def seniority_of(title: str) -> Seniority | None:
    """The level that the title itself names; a plain title names none."""
    return next((level for level, words in _SENIORITY_WORDS.items() if words.search(title)), None)


def as_seniority(value: str | None) -> Seniority | None:
    return next((level for level in get_args(Seniority) if level == value), None)


def eqf_level(*words: str | None) -> int | None:
    """The EQF level that the first telling word names, as a number or as a degree."""
    for word in filter(None, words):
        if found := _EQF.fullmatch(word.strip()):
            return int(found[1])
        for level, degree in _DEGREE_WORDS.items():
            if degree.search(word):
                return level
    return None


def is_general_schooling(degree: str | None) -> bool:
    """A school-leaving certificate: of the level of a trade's, and no training in any trade."""
    return bool(_GENERAL_SCHOOLING.search(degree or ""))


def cefr_rank(level: str | None) -> int | None:
    """``"B2"`` and ``"native"`` have a rank; what is not on that scale has none."""
    folded = (level or "").strip()
    return CEFR.get(folded.upper(), CEFR.get(folded.lower()))
