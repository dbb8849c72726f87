"""Commands about candidates, and what is read from résumés."""

from hashlib import sha256

from hirewire_chassis import (
    Discard,
    Outcome,
    Retry,
    Transaction,
    conflict,
    invalid,
    not_found,
    stale,
)
from hirewire_chassis.access import refusal
from hirewire_contracts.candidates import (
    CandidateCreated,
    CandidateUpdated,
    CreateCandidate,
    UpdateCandidate,
)
from hirewire_contracts.documents import Document, ResumeFacts

from hirewire_jobs.candidates.models import Candidate
from hirewire_jobs.candidates.repository import CandidateRepository
from hirewire_jobs.candidates.rules import candidate_id_for
from hirewire_jobs.revision import Revision, absorb, revise, written


async def create_candidate(command: CreateCandidate, tx: Transaction) -> Outcome:
    """Settles a repeated create with the same content as done; with another one as a conflict."""
    if refused := refusal(tx.context, "candidates:write"):
        return refused
    candidate = _new_candidate(command, tx)
    candidates = CandidateRepository(tx.session, tx.workspace_id)
    if await candidates.add(candidate):
        tx.send(CandidateCreated(candidate=candidate.state()))
        return None
    existing = await candidates.get_for_update(command.candidate_id)
    if existing is not None and existing.origin == candidate.origin:
        return Discard("the candidate exists already, made by the same command")
    return conflict("id_taken", "There is something else with this id already.")


def _new_candidate(command: CreateCandidate, tx: Transaction) -> Candidate:
    actor = tx.context.actor_id
    candidate = Candidate.blank(command.candidate_id, tx.workspace_id, actor, tx.now)
    candidate.write(command.candidate, tx.now)
    candidate.note_edits(written(command.candidate))
    candidate.origin = sha256(command.model_dump_json(exclude_defaults=True).encode()).hexdigest()
    return candidate


async def update_candidate(command: UpdateCandidate, tx: Transaction) -> Outcome:
    if refused := refusal(tx.context, "candidates:write"):
        return refused
    candidates = CandidateRepository(tx.session, tx.workspace_id)
    candidate = await candidates.get_for_update(command.candidate_id)
    if candidate is None:
        return not_found("candidate")
    expected = command.expected_sequence
    if expected is not None and expected != candidate.sequence:
        return stale(expected, candidate.sequence)
    if candidate.status != "active":
        return conflict("candidate_not_active", f"The candidate is {candidate.status}.")
    return _change(candidate, command, tx)


def _change(candidate: Candidate, command: UpdateCandidate, tx: Transaction) -> Outcome:
    revision = revise(candidate.details, command.changes)
    if not isinstance(revision, Revision):
        return invalid(revision)
    if not revision.changed:
        return Discard("nothing changes")
    candidate.write(revision.details, tx.now)
    candidate.note_edits(revision.changed)
    tx.send(CandidateUpdated(candidate=candidate.state(), changed=revision.changed))
    return None


async def note_resume(document: Document, facts: ResumeFacts, tx: Transaction) -> Outcome:
    """A résumé becomes a candidate once; a newer reading changes what no person wrote."""
    candidate_id = candidate_id_for(document)
    candidates = CandidateRepository(tx.session, tx.workspace_id)
    candidate = await candidates.get_for_update(candidate_id)
    if candidate is not None:
        return _reread(candidate, document, facts, tx)
    candidate = Candidate.blank(candidate_id, tx.workspace_id, document.created_by, tx.now)
    candidate.write(facts.candidate, tx.now)
    candidate.note_document(document)
    if not await candidates.add(candidate):
        return Retry("something else took the candidate's id just now")
    tx.send(CandidateCreated(candidate=candidate.state()))
    return None


def _reread(
    candidate: Candidate, document: Document, facts: ResumeFacts, tx: Transaction
) -> Outcome:
    if candidate.status != "active":
        return Discard(f"the candidate is {candidate.status}")
    if candidate.holds(document):
        return Discard("an older reading than the one the candidate holds")
    revision = absorb(candidate.details, facts.candidate, candidate.edited)
    changed = revision.changed
    if candidate.document_id != document.id:
        changed = (*changed, "resume_file_id", "document_id")
    candidate.note_document(document)
    if not changed:
        return Discard("the newer reading says the same")
    candidate.write(revision.details, tx.now)
    tx.send(CandidateUpdated(candidate=candidate.state(), changed=changed))
    return None
