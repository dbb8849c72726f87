"""How a Hirewire service talks and stores: transaction, outbox, inbox, consumers, dead letters."""

from hirewire_chassis.context import Context
from hirewire_chassis.errors import OutageError, OversizedError, PoisonError, TransientError
from hirewire_chassis.ids import new_id
from hirewire_chassis.outcome import (
    Discard,
    Outcome,
    Reject,
    Retry,
    conflict,
    invalid,
    not_found,
    reject,
    stale,
)
from hirewire_chassis.process import Decision, Process, Timeout, advancing
from hirewire_chassis.schedules import Schedule
from hirewire_chassis.subscription import Desk, Prepared, Subscription
from hirewire_chassis.transaction import Database, Transaction

__all__ = [
    "Context",
    "Database",
    "Decision",
    "Desk",
    "Discard",
    "OutageError",
    "Outcome",
    "OversizedError",
    "PoisonError",
    "Prepared",
    "Process",
    "Reject",
    "Retry",
    "Schedule",
    "Subscription",
    "Timeout",
    "Transaction",
    "TransientError",
    "advancing",
    "conflict",
    "invalid",
    "new_id",
    "not_found",
    "reject",
    "stale",
]
