"""The skills of a person: all mentions of one skill together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from hirewire_ai_worker.extraction.confidence import Calibrator, logit
from hirewire_ai_worker.extraction.facts import SkillFact, SkillLevel
from hirewire_ai_worker.extraction.skills.mentions import Mention
from hirewire_ai_worker.extraction.view import View
from hirewire_ai_worker.extraction.work.positions import Position
from hirewire_ai_worker.taxonomy.entries import SkillKind
from hirewire_ai_worker.taxonomy.names import key_of

MOST_EVIDENCE = 8
MOST_REPEATS = 3
RANK: Mapping[SkillLevel, int] = {"basic": 0, "intermediate": 1, "advanced": 2, "expert": 3}


def skills_of(
    view: View,
    mentions: Sequence[Mention],
    positions: Sequence[Position],
    calibrator: Calibrator,
    today: date | None,
) -> list[SkillFact]:
    """In the order of their first mention. A skill is negated only when every mention is."""
    facts: list[SkillFact] = []
    for key, group in grouped(view, mentions).items():
        stated = [each for each in group if not each.negated] or group
        known = next((each.skill for each in stated if each.skill is not None), None)
        first = " ".join(view.text[stated[0].start : stated[0].end].split())
        used = [each for each in positions if _speaks_of(each, stated)]
        facts.append(
            SkillFact(
                name=known.name if known else first,
                key=key if known else None,
                kind=known.kind if known else kind_of(stated),
                confidence=_confidence(stated, calibrator),
                evidence=tuple(
                    view.evidence(each.start, each.end, each.section)
                    for each in stated[:MOST_EVIDENCE]
                ),
                negated=all(each.negated for each in group),
                level=_level(stated),
                years=max((each.years for each in stated if each.years is not None), default=None),
                since=min((each.fact.start for each in used if each.fact.start), default=None),
                last_used=_last_used(used, today),
            )
        )
    return facts


def grouped(view: View, mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    """Mentions by the key of their skill."""
    groups: dict[str, list[Mention]] = defaultdict(list)
    for each in mentions:
        name = each.skill.name if each.skill else view.text[each.start : each.end]
        key = key_of(name)
        if key:
            groups[key].append(each)
    return groups


def kind_of(mentions: Sequence[Mention]) -> SkillKind | None:
    """What the tagger takes an unknown skill for."""
    return next((each.kind for each in mentions if each.kind is not None), None)


def span_features(mentions: Sequence[Mention]) -> dict[str, float] | None:
    """Of a skill that the tagger alone found in prose; else None."""
    if any(each.kind is None or each.probability is None for each in mentions):
        return None
    likeliest = max(each.probability for each in mentions if each.probability is not None)
    return {
        "logit": logit(likeliest),
        "competence": any(each.kind == "competence" for each in mentions),
    }


def _confidence(mentions: Sequence[Mention], calibrator: Calibrator) -> float:
    found = span_features(mentions)
    if found is not None:
        return calibrator.confidence("span", found)
    return calibrator.confidence("skill", skill_features(mentions))


def skill_features(mentions: Sequence[Mention]) -> dict[str, float]:
    return {
        "known": any(each.skill is not None for each in mentions),
        "in_list": any(each.in_list for each in mentions),
        "in_section": any(each.section == "skills" for each in mentions),
        "ambiguous": all(each.ambiguous for each in mentions),
        "generic": all(each.generic for each in mentions),
        "competence": any(each.skill and each.skill.kind == "competence" for each in mentions),
        "tagged": max((each.probability or 0.0 for each in mentions), default=0.0),
        "repeats": min(MOST_REPEATS, len(mentions) - 1),
    }


def _level(mentions: Sequence[Mention]) -> SkillLevel | None:
    levels = [each.level for each in mentions if each.level is not None]
    return max(levels, key=lambda level: RANK[level], default=None)


def _speaks_of(position: Position, mentions: Sequence[Mention]) -> bool:
    return any(position.start <= each.start < position.end for each in mentions)


def _last_used(positions: Sequence[Position], today: date | None) -> str | None:
    """Today for a position that is still held."""
    if any(each.fact.current for each in positions):
        return f"{today:%Y-%m}" if today else None
    return max((each.fact.end for each in positions if each.fact.end), default=None)
