"""What a person is told when the matches of a job are ready."""

from hirewire_contracts.matching import MatchItem, MatchRun, Verdict, VerdictName
from hirewire_contracts.message import Value
from hirewire_contracts.values import Reference

from hirewire_notifier.wording import one_line

PEOPLE, REASONS, QUESTIONS = 5, 3, 3
_GOOD: tuple[VerdictName, ...] = ("met", "partial")


class Reason(Value):
    """A requirement that speaks for a candidate, with the words that prove it."""

    requirement: str
    partly: bool
    quote: str | None


class Match(Value):
    """A candidate by its rank, for the ranking knows no names; ``score`` is in percent."""

    rank: int
    href: str
    score: int
    reasons: tuple[Reason, ...]
    to_ask: tuple[str, ...]


class MatchesReady(Value):
    """The content of the category ``matches_ready``: the best of ``ranked`` candidates."""

    job_title: str
    href: str
    ranked: int
    considered: int
    matches: tuple[Match, ...]


def purpose_of(run: MatchRun) -> str:
    """A person is told of a run once."""
    return f"match_run:{run.id}"


def resource_of(run: MatchRun) -> Reference:
    return Reference(kind="match", id=run.id, href=f"/v1/jobs/{run.job_id}/matches")


def content_of(run: MatchRun) -> MatchesReady:
    best = sorted(run.items, key=lambda item: item.rank)[:PEOPLE]
    return MatchesReady(
        job_title=one_line(run.job_title, 120),
        href=resource_of(run).href,
        ranked=len(run.items),
        considered=run.considered,
        matches=tuple(map(_match, best)),
    )


def _match(item: MatchItem) -> Match:
    return Match(
        rank=item.rank,
        href=f"/v1/candidates/{item.candidate_id}",
        score=round(item.score * 100),
        reasons=tuple(map(_reason, _strongest(item.verdicts))),
        to_ask=tuple(one_line(question, 200) for question in item.to_ask[:QUESTIONS]),
    )


def _strongest(verdicts: tuple[Verdict, ...]) -> list[Verdict]:
    """What is proved before what is not, then by its part of the score."""
    good = [verdict for verdict in verdicts if verdict.verdict in _GOOD]
    good.sort(key=lambda verdict: (not verdict.evidence, -verdict.contribution))
    return good[:REASONS]


def _reason(verdict: Verdict) -> Reason:
    quotes = (one_line(evidence.quote, 160) for evidence in verdict.evidence)
    return Reason(
        requirement=one_line(verdict.requirement, 120),
        partly=verdict.verdict == "partial",
        quote=next(filter(None, quotes), None),
    )
