"""The jobs service: what it does is the table in ``subscriptions``."""

from datetime import timedelta
from functools import partial

from hirewire_chassis import Subscription, advancing
from hirewire_chassis.service import serve
from hirewire_chassis.settings import load
from hirewire_chassis.snapshots import telling
from hirewire_contracts.candidates import CreateCandidate, UpdateCandidate
from hirewire_contracts.documents import DocumentDeleted, DocumentExtracted, DocumentFailed
from hirewire_contracts.imports import EndCandidateImport, StartCandidateImport
from hirewire_contracts.jobs import ChangeJobStatus, CreateJob, UpdateJob
from hirewire_contracts.settlement import CommandSettled

from hirewire_jobs.candidates.handlers import create_candidate, update_candidate
from hirewire_jobs.documents import note_document
from hirewire_jobs.imports.flow import SILENCE, candidate_import
from hirewire_jobs.imports.handlers import start_import
from hirewire_jobs.jobs.handlers import change_job_status, create_job, update_job
from hirewire_jobs.settings import JobsSettings
from hirewire_jobs.snapshots import SOURCES


def subscriptions(silence: timedelta = SILENCE) -> tuple[Subscription, ...]:
    """Everything this service does; imports wait for an answer for ``silence``."""
    on_import = advancing(candidate_import(silence))
    return (
        Subscription(
            "commands",
            {
                CreateJob: create_job,
                UpdateJob: update_job,
                ChangeJobStatus: change_job_status,
                CreateCandidate: create_candidate,
                UpdateCandidate: update_candidate,
                StartCandidateImport: partial(start_import, silence=silence),
            },
            prefetch=32,
            group=8,
        ),
        Subscription("events", {DocumentExtracted: partial(note_document, on_import=on_import)}),
        Subscription(
            "imports",
            dict.fromkeys(
                (
                    EndCandidateImport,
                    DocumentFailed,
                    DocumentDeleted,
                    CommandSettled,
                ),
                on_import,
            ),
        ),
        telling(SOURCES),
    )


def main() -> None:
    settings = load(JobsSettings)
    silence = timedelta(seconds=settings.import_silence_seconds)
    serve(settings, subscriptions(silence), processes=(candidate_import(silence),))


if __name__ == "__main__":
    main()
