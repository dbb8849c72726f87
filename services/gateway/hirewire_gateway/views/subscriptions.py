"""The gateway's projector: every event that a view or an operation is made of."""

from hirewire_chassis import Subscription
from hirewire_contracts.candidates import CandidateCreated, CandidateUpdated
from hirewire_contracts.documents import DocumentExtracted, DocumentFailed, DocumentProgressed
from hirewire_contracts.jobs import JobCreated, JobStatusChanged, JobUpdated
from hirewire_contracts.knowledge import KnowledgeRecorded
from hirewire_contracts.matching import MatchRunCompleted
from hirewire_contracts.notifications import NotificationChanged
from hirewire_contracts.settlement import CommandSettled

from hirewire_gateway.views.candidates import project_candidate
from hirewire_gateway.views.documents import project_document
from hirewire_gateway.views.jobs import project_job
from hirewire_gateway.views.knowledge import project_knowledge
from hirewire_gateway.views.matches import project_match_run
from hirewire_gateway.views.notifications import project_notification
from hirewire_gateway.views.operations import settle_operation


def subscriptions() -> tuple[Subscription, ...]:
    """Everything that the gateway listens to."""
    return (
        Subscription(
            "views",
            {
                JobCreated: project_job,
                JobUpdated: project_job,
                JobStatusChanged: project_job,
                CandidateCreated: project_candidate,
                CandidateUpdated: project_candidate,
                DocumentProgressed: project_document,
                DocumentExtracted: project_document,
                DocumentFailed: project_document,
                KnowledgeRecorded: project_knowledge,
                MatchRunCompleted: project_match_run,
                NotificationChanged: project_notification,
                CommandSettled: settle_operation,
            },
        ),
    )
