"""When what was read agrees with what is true."""

import re
from collections.abc import Sequence
from typing import TypeVar

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from hirewire_ai_worker.evaluation.truths import EducationTruth, WorkTruth
from hirewire_ai_worker.extraction.facts import EducationFact, SkillFact, WorkFact
from hirewire_ai_worker.taxonomy.names import fold, key_of
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

ALIKE = 85
Found = TypeVar("Found")
True_ = TypeVar("True_")


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w+#]+", " ", fold(text)).split())


def alike(found: str, truth: str) -> bool:
    return token_sort_ratio(plain(found), plain(truth)) >= ALIKE


def contains(found: str, truth: str) -> bool:
    """All words of one are in the other."""
    return token_set_ratio(plain(found), plain(truth)) >= ALIKE + 10


def digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)[-9:]


def work_agrees(found: WorkFact, truth: WorkTruth) -> bool:
    """Title, employer and both dates."""
    return (
        found.title is not None
        and found.company is not None
        and alike(found.title.value, truth.title)
        and alike(found.company.value, truth.company)
        and dates_agree(found, truth)
    )


def dates_agree(found: WorkFact, truth: WorkTruth) -> bool:
    return (found.start, found.end, found.current) == (truth.start, truth.end, truth.current)


def education_agrees(found: EducationFact, truth: EducationTruth) -> bool:
    """Degree with its field, and school."""
    degree = found.degree.value if found.degree else ""
    school = found.school.value if found.school else ""
    return contains(degree, truth.degree) and alike(school, truth.school)


def skill_key(name: str, taxonomy: Taxonomy) -> str:
    known = taxonomy.skills.lexicon.get(name)
    return key_of(known.name if known else name)


def listed_skills(facts: Sequence[SkillFact]) -> list[SkillFact]:
    """Those that stand in a skill section, as the truths do."""
    return [fact for fact in facts if any(each.section == "skills" for each in fact.evidence)]
