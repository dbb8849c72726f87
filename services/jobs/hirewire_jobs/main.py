"""The jobs service: what it does is the table in ``subscriptions``."""

from hirewire_chassis import Subscription
from hirewire_chassis.service import serve
from hirewire_chassis.settings import load
from hirewire_contracts.candidates import CreateCandidate, UpdateCandidate
from hirewire_contracts.documents import DocumentExtracted
from hirewire_contracts.jobs import ChangeJobStatus, CreateJob, UpdateJob

from hirewire_jobs.candidates.handlers import create_candidate, update_candidate
from hirewire_jobs.documents import note_document
from hirewire_jobs.jobs.handlers import change_job_status, create_job, update_job
from hirewire_jobs.settings import JobsSettings


def subscriptions() -> tuple[Subscription, ...]:
    """Everything this service does."""
    return (
        Subscription(
            "commands",
            {
                CreateJob: create_job,
                UpdateJob: update_job,
                ChangeJobStatus: change_job_status,
                CreateCandidate: create_candidate,
                UpdateCandidate: update_candidate,
            },
        ),
        Subscription("events", {DocumentExtracted: note_document}),
    )


def main() -> None:
    serve(load(JobsSettings), subscriptions())


if __name__ == "__main__":
    main()
