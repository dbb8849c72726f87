"""What may become of a job, decided over plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from hirewire_contracts.documents import JobFacts, Requirement
from hirewire_contracts.jobs import JobAction, JobDetails, JobStatus
from hirewire_contracts.settlement import FieldError
from pydantic import JsonValue

from hirewire_jobs.revision import Revision, revise


@dataclass(frozen=True, slots=True)
class Transition:
    """The statuses in which an action makes sense, and where it leads."""

    sources: frozenset[JobStatus]
    target: JobStatus


TRANSITIONS: Mapping[JobAction, Transition] = {
    "publish": Transition(frozenset({"draft"}), "open"),
    "hold": Transition(frozenset({"open"}), "on_hold"),
    "close": Transition(frozenset({"open", "on_hold"}), "closed"),
    "reopen": Transition(frozenset({"on_hold", "closed"}), "open"),
    "archive": Transition(frozenset({"draft", "on_hold", "closed"}), "archived"),
}

_INSTEAD: Mapping[tuple[JobAction, JobStatus], str] = {
    ("publish", "on_hold"): "Reopen it instead.",
    ("publish", "closed"): "Reopen it instead.",
    ("hold", "draft"): "Publish it first.",
    ("close", "draft"): "Archive it instead.",
    ("archive", "open"): "Close it first.",
}
_DONE: Mapping[JobAction, str] = {
    "publish": "published",
    "hold": "put on hold",
    "close": "closed",
    "reopen": "reopened",
    "archive": "archived",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that was broken: a stable code and a sentence for the reader."""

    code: str
    sentence: str


def move(
    status: JobStatus, action: JobAction, closes_at: datetime | None, now: datetime
) -> JobStatus | Refusal:
    """The status after the action. Where it leads nowhere new, the status stays as it is."""
    transition = TRANSITIONS[action]
    if status == transition.target:
        return status
    if status not in transition.sources:
        return Refusal("invalid_transition", _sentence(status, action))
    if transition.target == "open" and is_past(closes_at, now):
        sentence = "The job's closing date has passed; change closes_at first."
        return Refusal("closing_date_passed", sentence)
    return transition.target


def is_past(closes_at: datetime | None, now: datetime) -> bool:
    return closes_at is not None and closes_at <= now


def _sentence(status: JobStatus, action: JobAction) -> str:
    words = "on hold" if status == "on_hold" else status
    article = "An" if words[0] in "aeiou" else "A"
    sentence = f"{article} {words} job cannot be {_DONE[action]}."
    return " ".join(filter(None, (sentence, _INSTEAD.get((action, status)))))


def faults(details: JobDetails) -> tuple[FieldError, ...]:
    """What no single field shows."""
    salary = details.salary
    if salary and salary.min is not None and salary.max is not None and salary.min > salary.max:
        return (FieldError(pointer="/salary/max", detail="Must not be less than the minimum."),)
    return ()


def revise_job(
    current: JobDetails, changes: Mapping[str, JsonValue]
) -> Revision[JobDetails] | tuple[FieldError, ...]:
    """The details after a person's changes, or what is wrong with these."""
    revision = revise(current, changes)
    if isinstance(revision, Revision):
        return faults(revision.details) or revision
    return revision


def details_from(facts: JobFacts, file_name: str | None) -> JobDetails:
    """A draft's details from what its ad says; without a title the file's name has to do."""
    details = facts.job or JobDetails(title=title_from(file_name))
    found: dict[str, object] = {}
    if not details.skills_required:
        found["skills_required"] = _skills(facts.requirements, required=True)
    if not details.skills_preferred:
        found["skills_preferred"] = _skills(facts.requirements, required=False)
    if faults(details):
        found["salary"] = None
    return details.model_copy(update=found)


def title_from(file_name: str | None) -> str:
    stem = PurePath(file_name or "").stem.replace("_", " ").replace("-", " ")
    return " ".join(stem.split())[:300] or "Untitled job"


def _skills(requirements: tuple[Requirement, ...], *, required: bool) -> tuple[str, ...]:
    names = (
        requirement.name
        for requirement in requirements
        if requirement.kind == "skill" and requirement.required == required
    )
    return tuple(dict.fromkeys(names))[:100]
