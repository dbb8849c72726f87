"""The roles of a workspace, and which of them a command or a question needs at least.

The gateway asks first; every service that handles the command asks again, because any program may
have published it.
"""

from collections.abc import Iterable, Mapping

HIERARCHY = ("viewer", "interviewer", "hiring_manager", "recruiter", "admin", "owner")
"""Each may do what those before it may; ``candidate`` stands outside (own applications only)."""

OPERATOR = "operator"
"""Runs the instance: no role of a workspace, and outside of their hierarchy."""

NEEDS: Mapping[str, str] = {
    "jobs:read": "viewer",
    "candidates:read": "viewer",
    "jobs:write": "recruiter",
    "candidates:write": "recruiter",
    "documents:write": "recruiter",
    "knowledge:write": "recruiter",
    "matches:run": "hiring_manager",
}


def allows(roles: Iterable[str], permission: str) -> bool:
    """Whether one of the roles carries the permission; unknown roles carry nothing.

    A role of a workspace's own is told as the permissions that it gives.
    """
    least = HIERARCHY.index(NEEDS[permission])
    return any(role == permission or role in HIERARCHY[least:] for role in roles)
