"""Matches that somebody judged, with the rows that they were shown: what weights are fitted to."""

from collections.abc import Iterable

from hirewire_contracts.matching import CandidateRun, Feedback, MatchRun, Verdict, VerdictName
from hirewire_contracts.message import Value
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.views import candidate_runs, matches


class Row(Value):
    """A verdict without its evidence: nobody's words leave with it."""

    requirement: str
    kind: str
    required: bool
    verdict: VerdictName
    weight: float
    contribution: float


class LabelledMatch(Feedback):
    """``verdicts`` are empty where the run is not kept any more."""

    verdicts: tuple[Row, ...] = ()


async def labelled(session: AsyncSession, judged: Feedback) -> LabelledMatch:
    own = (session, judged.workspace_id, judged.run_id)
    run = await matches.get(*own) or await candidate_runs.get(*own)
    return LabelledMatch(**dict(judged), verdicts=tuple(map(_row, _verdicts(run, judged))))


def _verdicts(run: MatchRun | CandidateRun | None, judged: Feedback) -> Iterable[Verdict]:
    if isinstance(run, MatchRun):
        found = (item.verdicts for item in run.items if item.candidate_id == judged.candidate_id)
        return next(found, ())
    items = run.items if run else ()
    return next((item.verdicts for item in items if item.job_id == judged.job_id), ())


def _row(verdict: Verdict) -> Row:
    return Row.model_validate({name: getattr(verdict, name) for name in Row.model_fields})
