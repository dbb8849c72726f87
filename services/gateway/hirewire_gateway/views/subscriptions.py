"""The gateway's projector: every event that a view or an operation is made of."""

from hirewire_chassis import Subscription
from hirewire_contracts.candidates import CandidateCreated, CandidateUpdated
from hirewire_contracts.documents import (
    DocumentBatchSubmitted,
    DocumentDeleted,
    DocumentExtracted,
    DocumentFailed,
    DocumentProgressed,
)
from hirewire_contracts.imports import CandidateImportCompleted, CandidateImportProgressed
from hirewire_contracts.jobs import JobCreated, JobStatusChanged, JobUpdated
from hirewire_contracts.knowledge import KnowledgeCorrected, KnowledgeRecorded
from hirewire_contracts.matching import CandidateRunCompleted, FeedbackGiven, MatchRunCompleted
from hirewire_contracts.notifications import NotificationChanged
from hirewire_contracts.pairs import PairScored
from hirewire_contracts.settlement import CommandSettled
from hirewire_contracts.snapshots import StatesTold

from hirewire_gateway.search.saved.watching import watched
from hirewire_gateway.search.sources import CANDIDATES, JOBS
from hirewire_gateway.views.batches import project_batch
from hirewire_gateway.views.candidate_imports import project_import, project_import_progress
from hirewire_gateway.views.candidate_runs import project_candidate_run
from hirewire_gateway.views.candidates import project_candidate
from hirewire_gateway.views.documents import project_document
from hirewire_gateway.views.feedback import project_feedback
from hirewire_gateway.views.jobs import project_job
from hirewire_gateway.views.knowledge import project_corrections, project_knowledge
from hirewire_gateway.views.matches import project_match_run
from hirewire_gateway.views.notifications import project_notification
from hirewire_gateway.views.operations import settle_operation
from hirewire_gateway.views.pair_scores import project_pair_score
from hirewire_gateway.views.rebuilding import note_states


def subscriptions() -> tuple[Subscription, ...]:
    """Everything that the gateway listens to."""
    return (
        Subscription(
            "views",
            {
                JobCreated: watched(JOBS, project_job),
                JobUpdated: watched(JOBS, project_job),
                JobStatusChanged: watched(JOBS, project_job),
                CandidateCreated: watched(CANDIDATES, project_candidate),
                CandidateUpdated: watched(CANDIDATES, project_candidate),
                CandidateImportProgressed: project_import_progress,
                CandidateImportCompleted: project_import,
                DocumentProgressed: project_document,
                DocumentExtracted: project_document,
                DocumentFailed: project_document,
                DocumentDeleted: project_document,
                DocumentBatchSubmitted: project_batch,
                KnowledgeRecorded: project_knowledge,
                KnowledgeCorrected: project_corrections,
                MatchRunCompleted: project_match_run,
                CandidateRunCompleted: project_candidate_run,
                FeedbackGiven: project_feedback,
                PairScored: project_pair_score,
                NotificationChanged: project_notification,
                CommandSettled: settle_operation,
            },
            prefetch=32,
            group=8,
        ),
        Subscription("snapshots", {StatesTold: note_states}, prefetch=4, deadline=120.0),
    )
