"""What others see of a user, changed by the user or by whoever runs the instance."""

from collections.abc import Mapping
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_contracts.users import UserChanged

from hirewire_gateway.audit.journal import Deed, Origin, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.identity.models import User
from hirewire_gateway.identity.registration import public_user


async def change_profile(
    tx: Transaction, user: User, changes: Mapping[str, str], by: UUID | None, origin: Origin
) -> None:
    """``changes`` are of ``name`` and ``locale``; the audit log tells which, not to what."""
    before = state_hash(user)
    user.revise(changes, tx.now)
    tx.send(UserChanged(user=public_user(user)))
    deed = Deed(
        "user.changed",
        by,
        origin,
        resource=("user", user.id),
        details={"fields": " ".join(sorted(changes))},
        before_hash=before,
        after_hash=state_hash(user),
    )
    await record(tx, user.personal_workspace, deed)
