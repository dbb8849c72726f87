"""Who may do what: one pure function over roles that inherit from each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from hirewire_contracts.roles import NEEDS, OPERATOR

Role = Literal[
    "owner", "admin", "recruiter", "hiring_manager", "interviewer", "viewer", "candidate"
]
ROLES: tuple[Role, ...] = get_args(Role)
"""What a member of a workspace can be."""

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
    "knowledge:write",
    "contacts:read",
    "salaries:read",
    "matches:read",
    "matches:run",
    "searches:write",
    "search_analytics:read",
    "synonyms:write",
    "self_declarations:write",
    "impact_ratios:read",
    "notifications:read",
    "notifications:write",
    "operations:read",
    "operations:read_all",
    "realtime:open",
    "profile:read",
    "profile:write",
    "account:manage",
    "members:read",
    "members:write",
    "roles:write",
    "audit:read",
    "admin:read",
    "admin:write",
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
PERSONAL: tuple[Permission, ...] = (
    "profile:read",
    "profile:write",
    "account:manage",
    "notifications:read",
    "notifications:write",
    "operations:read",
    "realtime:open",
)
"""What everybody has who is anything in a workspace."""
_GRANTS: Mapping[Role, tuple[Permission, ...]] = {
    "owner": (),
    "admin": (
        "operations:read_all",
        "members:write",
        "roles:write",
        "audit:read",
        "search_analytics:read",
        "synonyms:write",
        "self_declarations:write",
        "impact_ratios:read",
    ),
    "recruiter": (
        "jobs:write",
        "candidates:write",
        "files:write",
        "documents:write",
        "knowledge:write",
    ),
    "hiring_manager": ("matches:run", "contacts:read", "salaries:read"),
    "interviewer": (),
    "viewer": (
        *PERSONAL,
        "jobs:read",
        "candidates:read",
        "files:read",
        "documents:read",
        "knowledge:read",
        "matches:read",
        "searches:write",
        "members:read",
    ),
    "candidate": PERSONAL,
}


OPERATORS_ONLY: frozenset[Permission] = frozenset({"admin:read", "admin:write"})
"""What concerns all workspaces at once: for whoever runs the instance, whatever their roles."""

PERSONS_ONLY: frozenset[Permission] = OPERATORS_ONLY | {"account:manage", "realtime:open"}
"""What an API key can't be granted."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is logged in and acts in one workspace, with the roles they have there.

    ``granted`` is what a role of the workspace's own gives. ``scopes`` narrows both for an API
    key, whose id then stands for the session's.
    """

    user_id: UUID
    workspace_id: UUID
    session_id: UUID
    roles: tuple[str, ...]
    scopes: frozenset[str] | None = None
    granted: frozenset[Permission] = frozenset()

    @property
    def told(self) -> tuple[str, ...]:
        """How other services are told: they know built-in roles, and the permissions they need."""
        return (*self.roles, *sorted(self.granted.intersection(NEEDS)))


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
    if actor.scopes is not None and action not in actor.scopes - PERSONS_ONLY:
        return False
    return action in actor.granted or any(action in permissions_of(role) for role in actor.roles)


def inherited_by(role: str) -> tuple[Role, ...]:
    """The built-in roles right below a built-in one."""
    return _INHERITS[role] if role in ROLES else ()


def permissions_of(role: str) -> frozenset[Permission]:
    """The permissions of a role and of all below it; of an unknown role, none."""
    if role == OPERATOR:
        return OPERATORS_ONLY
    if role not in ROLES:
        return frozenset()
    inherited = (permissions_of(below) for below in _INHERITS[role])
    return frozenset(_GRANTS[role]).union(*inherited)
