"""Who may do what: one pure function over roles that inherit from each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

Role = Literal[
    "owner", "admin", "recruiter", "hiring_manager", "interviewer", "viewer", "candidate"
]
ROLES: tuple[Role, ...] = get_args(Role)

Permission = Literal[
    "jobs:read",
    "jobs:write",
    "candidates:read",
    "candidates:write",
    "files:read",
    "files:write",
    "documents:read",
    "documents:write",
    "knowledge:read",
    "matches:read",
    "matches:run",
    "notifications:read",
    "notifications:write",
    "operations:read",
    "operations:read_all",
    "realtime:open",
    "profile:read",
    "profile:write",
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

_INHERITS: Mapping[Role, tuple[Role, ...]] = {
    "owner": ("admin",),
    "admin": ("recruiter",),
    "recruiter": ("hiring_manager",),
    "hiring_manager": ("interviewer",),
    "interviewer": ("viewer",),
    "viewer": (),
    "candidate": (),
}
_PERSONAL: tuple[Permission, ...] = (
    "profile:read",
    "profile:write",
    "notifications:read",
    "notifications:write",
    "operations:read",
    "realtime:open",
)
_GRANTS: Mapping[Role, tuple[Permission, ...]] = {
    "owner": (),
    "admin": ("operations:read_all",),
    "recruiter": ("jobs:write", "candidates:write", "files:write", "documents:write"),
    "hiring_manager": ("matches:run",),
    "interviewer": (),
    "viewer": (
        *_PERSONAL,
        "jobs:read",
        "candidates:read",
        "files:read",
        "documents:read",
        "knowledge:read",
        "matches:read",
    ),
    "candidate": _PERSONAL,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is logged in and acts in one workspace, with the roles they have there."""

    user_id: UUID
    workspace_id: UUID
    session_id: UUID
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """What an action touches: something in a workspace, personal when it has a ``user_id``."""

    workspace_id: UUID
    user_id: UUID | None = None


def can(actor: Actor, action: Permission, resource: Resource) -> bool:
    """Whether ``actor`` may do ``action`` to ``resource``. Every route asks this."""
    if actor.workspace_id != resource.workspace_id:
        return False
    if resource.user_id not in (None, actor.user_id):
        return False
    return any(action in permissions_of(role) for role in actor.roles)


def permissions_of(role: str) -> frozenset[Permission]:
    """The permissions of a role and of all below it; of an unknown role, none."""
    if role not in ROLES:
        return frozenset()
    inherited = (permissions_of(below) for below in _INHERITS[role])
    return frozenset(_GRANTS[role]).union(*inherited)
