"""The matching service: what it does is the table in ``subscriptions``."""

import sys
from dataclasses import dataclass, replace
from functools import partial

from hirewire_chassis import Prepared, Subscription
from hirewire_chassis.office import Replies
from hirewire_chassis.service import serve
from hirewire_chassis.settings import load
from hirewire_chassis.snapshots import telling
from hirewire_contracts.candidates import CandidateCreated, CandidateUpdated
from hirewire_contracts.documents import DocumentExtracted
from hirewire_contracts.jobs import JobCreated, JobStatusChanged, JobUpdated
from hirewire_contracts.matching import GiveFeedback, RankCandidates, RankJobs
from hirewire_contracts.pairs import ScorePair
from hirewire_contracts.searching import FindNearest
from hirewire_embedding import Embedder, ModelFilesError

from hirewire_matching.feedback.handlers import give_feedback
from hirewire_matching.pairs.handlers import Scorer, answer_pair, judge_pair
from hirewire_matching.profiles.candidates import note_candidate, portray
from hirewire_matching.profiles.jobs import describe, note_document, note_job
from hirewire_matching.profiles.kinship import kinship
from hirewire_matching.ranking import DEFAULT_WEIGHTS, Weights
from hirewire_matching.runs.handlers import complete_run, judge
from hirewire_matching.runs.judgement import Bench
from hirewire_matching.runs.reverse import complete_candidate_run, judge_jobs
from hirewire_matching.searching.replies import find_nearest
from hirewire_matching.settings import MatchingSettings
from hirewire_matching.snapshots import SOURCES
from hirewire_matching.vectors import NoModel, Vectoriser
from hirewire_matching.weight_files import read_weights

BENCH = Bench(kinship().relations, DEFAULT_WEIGHTS, kinship().version)


@dataclass(frozen=True, slots=True)
class Tools:
    """What the handlers are bound to."""

    vectoriser: Vectoriser
    bench: Bench = BENCH


def subscriptions(tools: Tools) -> tuple[Subscription, ...]:
    """Everything this service does. Many candidates at once hold up neither jobs nor runs."""
    candidate = Prepared(partial(portray, tools.vectoriser), note_candidate)
    job = Prepared(partial(describe, tools.vectoriser), note_job)
    scorer = Scorer(tools.vectoriser, tools.bench)
    pair = Prepared(partial(judge_pair, scorer), partial(answer_pair, scorer))
    return (
        Subscription(
            "commands",
            {
                RankCandidates: Prepared(partial(judge, tools.bench), complete_run),
                RankJobs: Prepared(partial(judge_jobs, tools.bench), complete_candidate_run),
                GiveFeedback: give_feedback,
            },
            prefetch=4,
            attempts=30,
        ),
        Subscription(
            "events",
            {
                JobCreated: job,
                JobUpdated: job,
                JobStatusChanged: job,
                DocumentExtracted: note_document,
            },
            prefetch=4,
        ),
        Subscription(
            "candidates", {CandidateCreated: candidate, CandidateUpdated: candidate}, prefetch=2
        ),
        Subscription("pairs", {ScorePair: pair}, prefetch=2),
        telling(SOURCES),
    )


def replies(tools: Tools) -> Replies:
    """The questions that this service answers."""
    return {FindNearest: partial(find_nearest, tools.vectoriser)}


def listening() -> tuple[Subscription, ...]:
    """The same table for those who only read it: no model is loaded."""
    return subscriptions(Tools(NoModel()))


def main() -> None:
    settings = load(MatchingSettings)
    bench = replace(BENCH, exact_below=settings.exact_below, weights=_load_weights(settings))
    tools = Tools(_load_model(settings), bench)
    serve(settings, subscriptions(tools), replies=replies(tools))


def _load_model(settings: MatchingSettings) -> Embedder:
    try:
        return Embedder.load(
            settings.model_cache, settings.precision, settings.threads, settings.model_weights
        )
    except (ModelFilesError, OSError) as error:
        sys.exit(f"matching: the model cannot be loaded: {error}")


def _load_weights(settings: MatchingSettings) -> Weights:
    if settings.weights is None:
        return DEFAULT_WEIGHTS
    try:
        return read_weights(settings.weights)
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"matching: the weights cannot be read: {error}")


if __name__ == "__main__":
    main()
