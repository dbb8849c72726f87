"""How login sessions end: their tokens are refused at once, their sockets are closed."""

from uuid import UUID

from hirewire_chassis import Transaction

from hirewire_gateway.audit.journal import Deed, Origin, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.identity.models import LoginSession, User
from hirewire_gateway.identity.repository import IdentityRepository
from hirewire_gateway.live.wake import tell_session_ended


async def end_session(
    tx: Transaction, user: User, session: LoginSession, reason: str, origin: Origin
) -> None:
    """``reason`` is a stable word; a session that has ended stays as it is."""
    if session.ended_at is not None:
        return
    before = state_hash(session)
    session.end(tx.now, reason)
    await tell_session_ended(tx, session.id)
    deed = Deed(
        "session.ended",
        user.id,
        origin,
        resource=("session", session.id),
        details={"reason": reason},
        before_hash=before,
        after_hash=state_hash(session),
    )
    await record(tx, user.personal_workspace, deed)


async def end_sessions(
    tx: Transaction, user: User, reason: str, origin: Origin, kept: UUID | None = None
) -> None:
    """All of the user's sessions but ``kept``."""
    for session in await IdentityRepository(tx.session).live_sessions(user.id, lock=True):
        if session.id != kept:
            await end_session(tx, user, session, reason, origin)
