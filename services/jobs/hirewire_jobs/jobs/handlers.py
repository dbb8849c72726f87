"""Commands about jobs, and what is read from job ads."""

from hashlib import sha256

from hirewire_chassis import (
    Discard,
    Outcome,
    Reject,
    Retry,
    Transaction,
    conflict,
    invalid,
    not_found,
    stale,
)
from hirewire_chassis.access import refusal
from hirewire_contracts.documents import Document, JobFacts
from hirewire_contracts.jobs import (
    ChangeJobStatus,
    CreateJob,
    JobCreated,
    JobStatusChanged,
    JobUpdated,
    UpdateJob,
)
from hirewire_contracts.settlement import FieldError

from hirewire_jobs.jobs.models import Job
from hirewire_jobs.jobs.repository import JobRepository
from hirewire_jobs.jobs.rules import (
    Refusal,
    details_from,
    faults,
    is_past,
    move,
    revise_job,
)
from hirewire_jobs.revision import Revision, absorb, written

ARCHIVED = conflict("job_archived", "An archived job cannot be changed.")
PAST = FieldError(pointer="/closes_at", detail="Must be in the future when the job is published.")


async def create_job(command: CreateJob, tx: Transaction) -> Outcome:
    """Settles a repeated create with the same content as done; with another one as a conflict."""
    if refused := refusal(tx.context, "jobs:write") or _unfit(command, tx):
        return refused
    job = _new_job(command, tx)
    jobs = JobRepository(tx.session, tx.workspace_id)
    if await jobs.add(job):
        tx.send(JobCreated(job=job.state()))
        return None
    existing = await jobs.get_for_update(command.job_id)
    if existing is not None and existing.origin == job.origin:
        return Discard("the job exists already, made by the same command")
    return conflict("id_taken", "There is something else with this id already.")


def _unfit(command: CreateJob, tx: Transaction) -> Reject | None:
    errors = faults(command.job)
    if command.publish and is_past(command.job.closes_at, tx.now):
        errors = (*errors, PAST)
    return invalid(errors) if errors else None


def _new_job(command: CreateJob, tx: Transaction) -> Job:
    job = Job.draft(command.job_id, tx.workspace_id, tx.context.actor_id, tx.now)
    job.write(command.job, tx.now)
    job.note_edits(written(command.job))
    job.origin = sha256(command.model_dump_json(exclude_defaults=True).encode()).hexdigest()
    if command.publish:
        job.start_open()
    return job


async def update_job(command: UpdateJob, tx: Transaction) -> Outcome:
    job = await _job_to_change(command, tx)
    if isinstance(job, Reject):
        return job
    if job.status == "archived":
        return ARCHIVED
    revision = revise_job(job.details, command.changes)
    if not isinstance(revision, Revision):
        return invalid(revision)
    if not revision.changed:
        return Discard("nothing changes")
    job.write(revision.details, tx.now)
    job.note_edits(revision.changed)
    tx.send(JobUpdated(job=job.state(), changed=revision.changed))
    return None


async def change_job_status(command: ChangeJobStatus, tx: Transaction) -> Outcome:
    job = await _job_to_change(command, tx)
    if isinstance(job, Reject):
        return job
    previous = job.status
    status = move(previous, command.action, job.closes_at, tx.now)
    if isinstance(status, Refusal):
        return conflict(status.code, status.sentence)
    if status == previous:
        return Discard(f"the job is {status} already")
    job.move_to(status, command.reason, tx.now)
    tx.send(JobStatusChanged(job=job.state(), previous=previous))
    return None


async def _job_to_change(command: UpdateJob | ChangeJobStatus, tx: Transaction) -> Job | Reject:
    if refused := refusal(tx.context, "jobs:write"):
        return refused
    job = await JobRepository(tx.session, tx.workspace_id).get_for_update(command.job_id)
    if job is None:
        return not_found("job")
    expected = command.expected_sequence
    if expected is not None and expected != job.sequence:
        return stale(expected, job.sequence)
    return job


async def note_job_ad(document: Document, facts: JobFacts, tx: Transaction) -> Outcome:
    """An ad becomes a draft once; a newer reading fills what no person wrote while it is one."""
    if document.about is None or document.about.kind != "job":
        return Discard("nobody asked for a job to be made of this ad")
    jobs = JobRepository(tx.session, tx.workspace_id)
    job = await jobs.get_for_update(document.about.id)
    if job is not None:
        return _reread(job, document, facts, tx)
    job = Job.draft(document.about.id, tx.workspace_id, document.created_by, tx.now)
    job.write(details_from(facts, document.name), tx.now)
    job.note_document(document)
    if not await jobs.add(job):
        return Retry("something else took the job's id just now")
    tx.send(JobCreated(job=job.state()))
    return None


def _reread(job: Job, document: Document, facts: JobFacts, tx: Transaction) -> Outcome:
    if job.status != "draft":
        return Discard(f"the job is {job.status}; only a draft follows its ad")
    if job.holds(document):
        return Discard("an older reading than the one the job holds")
    revision = absorb(job.details, details_from(facts, document.name), job.edited)
    changed = revision.changed
    if job.document_id != document.id:
        changed = (*changed, "document_id")
    job.note_document(document)
    if not changed:
        return Discard("the newer reading says the same")
    job.write(revision.details, tx.now)
    tx.send(JobUpdated(job=job.state(), changed=changed))
    return None
