"""What a handler may answer. An exception is a surprise; these are not."""

from dataclasses import dataclass
from datetime import timedelta

from hirewire_contracts.settlement import FieldError, Problem


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now: handle this message again ``after`` a while. Nothing of this time is kept."""

    reason: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Discard:
    """There is nothing to do; what the handler wrote so far is kept."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reject:
    """The command breaks a rule: its sender is told ``problem``, nothing else is kept."""

    problem: Problem


Outcome = Retry | Discard | Reject | None


def not_found(what: str) -> Reject:
    return reject(404, "not_found", "Not found", f"There is no such {what}.")


def conflict(code: str, detail: str) -> Reject:
    return reject(409, code, "Conflict", detail)


def stale(expected: int, actual: int) -> Reject:
    """The sender decided on an older version than there is."""
    detail = f"You changed version {expected}, but version {actual} is the newest; read it again."
    return reject(412, "precondition_failed", "Precondition failed", detail)


def invalid(errors: tuple[FieldError, ...]) -> Reject:
    return reject(422, "invalid", "Unprocessable content", "Some fields are not valid.", errors)


def reject(
    status: int, code: str, title: str, detail: str, errors: tuple[FieldError, ...] = ()
) -> Reject:
    return Reject(Problem(code=code, title=title, status=status, detail=detail, errors=errors))
