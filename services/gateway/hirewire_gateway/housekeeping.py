"""What the gateway forgets, and when. Row-level policies let the sweep see nothing else."""

from datetime import timedelta

from hirewire_chassis.blobs import BlobStore
from hirewire_chassis.claims import Claims
from hirewire_chassis.retention import claims_duty
from hirewire_chassis.sweeping import Duty, deletion

from hirewire_gateway.settings import GatewaySettings

_EXPIRING = ("idempotency_keys", "pair_scores", "realtime_tickets", "account_tokens")
_AT_ONCE = timedelta(0)


def duties(settings: GatewaySettings) -> tuple[Duty, ...]:
    """Messages' data in the blob store is kept for as long as dead letters are, for replays."""
    shown = timedelta(days=settings.operation_days)
    kept = timedelta(days=settings.dead_letter_days)
    searched = timedelta(days=settings.search_days)
    return (
        *(deletion(table, table, "expires_at < now() - :age", _AT_ONCE) for table in _EXPIRING),
        deletion("operations", "operations", "finished_at < now() - :age", shown, "operations"),
        deletion("searches", "search_queries", "at < now() - :age", searched, "search_queries"),
        claims_duty(Claims(BlobStore(settings.blobs_url)), kept),
    )
