"""Ranking with reasons: a ledger of verdicts, and a score that is arithmetic over its rows.

Pure: no clock, no database, no model; similarities and skill relations are passed in.
"""

from hirewire_matching.ranking.findings import VerdictName
from hirewire_matching.ranking.profiles import (
    CEFR,
    CandidateProfile,
    Certificate,
    Evidence,
    JobProfile,
    Kind,
    Language,
    LanguageLevel,
    Place,
    Relation,
    Relations,
    Requirement,
    Salary,
    Seniority,
    Similarities,
    Skill,
    Stated,
    Title,
    Workplace,
)
from hirewire_matching.ranking.rows import HardFilter, Ledger, ledger
from hirewire_matching.ranking.scoring import (
    Component,
    Ranked,
    Row,
    components,
    known_share,
    rank,
    recompute,
    score,
    score_if_met,
    to_ask,
)
from hirewire_matching.ranking.verdicts import Verdict
from hirewire_matching.ranking.weights import DEFAULT_WEIGHTS, Weights
from hirewire_matching.ranking.wire import as_dict, as_json

__all__ = [
    "CEFR",
    "DEFAULT_WEIGHTS",
    "CandidateProfile",
    "Certificate",
    "Component",
    "Evidence",
    "HardFilter",
    "JobProfile",
    "Kind",
    "Language",
    "LanguageLevel",
    "Ledger",
    "Place",
    "Ranked",
    "Relation",
    "Relations",
    "Requirement",
    "Row",
    "Salary",
    "Seniority",
    "Similarities",
    "Skill",
    "Stated",
    "Title",
    "Verdict",
    "VerdictName",
    "Weights",
    "Workplace",
    "as_dict",
    "as_json",
    "components",
    "known_share",
    "ledger",
    "rank",
    "recompute",
    "score",
    "score_if_met",
    "to_ask",
]
