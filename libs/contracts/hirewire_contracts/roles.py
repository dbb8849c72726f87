"""The roles of a workspace, and which of them a command needs at least.

The gateway asks first; every service that handles the command asks again, because any program may
have published it.
"""

from collections.abc import Iterable, Mapping

HIERARCHY = ("viewer", "interviewer", "hiring_manager", "recruiter", "admin", "owner")
"""Each may do what those before it may; ``candidate`` stands outside (own applications only)."""

NEEDS: Mapping[str, str] = {
    "jobs:write": "recruiter",
    "candidates:write": "recruiter",
    "documents:write": "recruiter",
    "knowledge:write": "recruiter",
    "matches:run": "hiring_manager",
}


def allows(roles: Iterable[str], permission: str) -> bool:
    """Whether one of the roles carries the permission; unknown roles carry nothing."""
    least = HIERARCHY.index(NEEDS[permission])
    return any(role in HIERARCHY[least:] for role in roles)
