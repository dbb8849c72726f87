"""Writing the audit log, in the transaction of what it tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from hirewire_chassis import Context, Database, Transaction
from sqlalchemy import func, select, text

from hirewire_gateway.audit.chain import GENESIS, digest_of
from hirewire_gateway.audit.models import AuditEntry

NOWHERE = UUID(int=0)
"""The chain of what concerns no workspace: attempts at accounts that are not there."""

_ENTER = text("select set_config('app.workspace_id', :workspace, true)")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from."""

    address: str = ""
    user_agent: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did or was not let do. The hashes are of the resource's state, in hex."""

    action: str
    actor_id: UUID | None
    origin: Origin
    decision: Literal["allowed", "denied"] = "allowed"
    resource: tuple[str, UUID] | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    before_hash: str | None = None
    after_hash: str | None = None


async def record(tx: Transaction, workspace_id: UUID, deed: Deed) -> None:
    """Append to the workspace's chain; best done last, for others wait until ``tx`` ends."""
    await tx.flush()
    is_elsewhere = tx.context.workspace_id != workspace_id
    if is_elsewhere:
        await _enter(tx, workspace_id)
    last = await _last(tx, workspace_id)
    kind, resource_id = deed.resource or (None, None)
    entry = AuditEntry(
        workspace_id=workspace_id,
        position=1 if last is None else last.position + 1,
        at=tx.now,
        actor_id=deed.actor_id,
        action=deed.action,
        decision=deed.decision,
        resource_kind=kind,
        resource_id=resource_id,
        address=deed.origin.address,
        user_agent=deed.origin.user_agent,
        request_id=deed.origin.request_id,
        details=dict(deed.details),
        before_hash=deed.before_hash,
        after_hash=deed.after_hash,
        previous=GENESIS if last is None else last.digest,
    )
    entry.digest = digest_of(entry)
    tx.session.add(entry)
    await tx.session.flush()
    if is_elsewhere:
        await _enter(tx, tx.context.workspace_id)


async def record_alone(database: Database, workspace_id: UUID, deed: Deed) -> None:
    """In a transaction of its own: what was asked for is not done, or does not write."""
    context = Context(workspace_id=workspace_id, actor_id=deed.actor_id)
    async with database.transaction(context) as tx:
        await record(tx, workspace_id, deed)


async def _enter(tx: Transaction, workspace_id: UUID | None) -> None:
    workspace = "" if workspace_id is None else str(workspace_id)
    await tx.session.execute(_ENTER, {"workspace": workspace})


async def _last(tx: Transaction, workspace_id: UUID) -> AuditEntry | None:
    """The end of the chain, which stays the end until ``tx`` does."""
    lock = func.hashtextextended(f"audit {workspace_id}", 0)
    await tx.session.execute(select(func.pg_advisory_xact_lock(lock)))
    return await tx.session.scalar(
        select(AuditEntry)
        .where(AuditEntry.workspace_id == workspace_id)
        .order_by(AuditEntry.position.desc())
        .limit(1)
    )
