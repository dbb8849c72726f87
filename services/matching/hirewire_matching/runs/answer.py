"""A judged shortlist as the answer that others see, bounded in size."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from hirewire_contracts import matching as contract
from hirewire_contracts import values

from hirewire_matching.ranking import (
    Evidence,
    Ledger,
    Ranked,
    Verdict,
    components,
    score_if_met,
    to_ask,
)

LARGEST = 4_000_000
MOST_QUESTIONS = 10
_LONGEST_NAME = 300


def items(ranked: Sequence[Ranked], largest: int = LARGEST) -> tuple[contract.MatchItem, ...]:
    """The items in their order, about ``largest`` bytes of JSON at most.

    Where they would be more, the lowest ranked ones lose their evidence; never a verdict.
    """
    made = [_item(entry) for entry in ranked]
    sizes = [len(item.model_dump_json()) for item in made]
    for place in range(len(made) - 1, -1, -1):
        if sum(sizes) <= largest:
            break
        made[place] = _without_evidence(made[place])
        sizes[place] = len(made[place].model_dump_json())
    return tuple(made)


def _item(entry: Ranked) -> contract.MatchItem:
    return contract.MatchItem(
        candidate_id=UUID(entry.ledger.candidate_id),
        score=entry.score,
        rank=entry.rank,
        verdicts=verdicts(entry.ledger),
        components={str(name): part for name, part in components(entry.ledger).items()},
        hard_filters=tuple(
            contract.HardFilter(name=found.name, detail=found.detail, passed=found.passed)
            for found in entry.ledger.hard_filters
        ),
        to_ask=to_ask(entry.ledger)[:MOST_QUESTIONS],
    )


def job_matches(
    ranked: Sequence[Ranked], titles: Mapping[str, str], largest: int = LARGEST
) -> tuple[contract.JobMatch, ...]:
    """Items of a candidate's run: ``titles`` are the jobs' by their ids; bounded like ``items``."""
    shown = zip(ranked, items(ranked, largest), strict=True)
    return tuple(
        contract.JobMatch(
            job_id=UUID(entry.ledger.job_id),
            job_title=titles[entry.ledger.job_id],
            score=item.score,
            rank=item.rank,
            verdicts=item.verdicts,
            components=item.components,
            to_ask=item.to_ask,
        )
        for entry, item in shown
    )


def verdicts(ledger: Ledger) -> tuple[contract.Verdict, ...]:
    return tuple(_verdict(ledger, row) for row in ledger.verdicts)


def _verdict(ledger: Ledger, row: Verdict) -> contract.Verdict:
    return contract.Verdict(
        requirement=row.requirement.name[:_LONGEST_NAME],
        kind=row.requirement.kind,
        required=row.requirement.required,
        verdict=row.verdict,
        weight=row.weight,
        contribution=row.contribution,
        reason=row.reason,
        score_if_met=None if row.verdict == "met" else score_if_met(ledger, row.requirement),
        path=row.path,
        evidence=tuple(map(_evidence, row.evidence)),
        job_evidence=tuple(map(_evidence, row.requirement.evidence)),
    )


def _evidence(found: Evidence) -> values.Evidence:
    return values.Evidence(
        document_id=UUID(found.document_id),
        quote=found.quote,
        start=found.start,
        end=found.end,
        page=found.page,
        extractor=found.extractor,
    )


def _without_evidence(item: contract.MatchItem) -> contract.MatchItem:
    bare = {"evidence": (), "job_evidence": ()}
    verdicts = tuple(verdict.model_copy(update=bare) for verdict in item.verdicts)
    return item.model_copy(update={"verdicts": verdicts})
