"""What a row was like before and after a deed: a hash that tells whether it is the same."""

import json
from datetime import UTC, datetime
from hashlib import sha256

from hirewire_gateway.identity.api_keys import ApiKey
from hirewire_gateway.identity.invitations.models import Invitation
from hirewire_gateway.identity.models import LoginSession, Member, User, Workspace
from hirewire_gateway.identity.roles.models import WorkspaceRole

Hashed = User | Workspace | Member | LoginSession | ApiKey | Invitation | WorkspaceRole
_PUBLIC: dict[type[Hashed], tuple[str, ...]] = {
    User: ("id", "email", "name", "locale", "email_verified_at", "disabled_at", "is_operator"),
    Workspace: ("id", "owner_id", "name", "personal"),
    Member: ("workspace_id", "user_id", "role"),
    LoginSession: ("id", "user_id", "created_at", "ended_at", "end_reason"),
    ApiKey: ("id", "user_id", "name", "permissions", "previous_until", "expires_at", "revoked_at"),
    Invitation: ("id", "email", "role", "invited_by", "expires_at", "settled_at", "outcome"),
    WorkspaceRole: ("workspace_id", "name", "description", "inherits", "permissions"),
}
"""No secret, nor the hash of one: whoever reads the log could try values against it."""


def state_hash(row: Hashed) -> str:
    """SHA-256, in hex, of what others may know of the row as it is now, as canonical JSON."""
    state = {name: getattr(row, name) for name in _PUBLIC[type(row)]}
    text = json.dumps(state, sort_keys=True, separators=(",", ":"), default=_text)
    return sha256(text.encode()).hexdigest()


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)
