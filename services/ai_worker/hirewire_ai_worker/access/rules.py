"""The hierarchy of roles and what each permission needs at least."""

from collections.abc import Iterable, Mapping

HIERARCHY = ("viewer", "interviewer", "hiring_manager", "recruiter", "admin", "owner")
"""Each may do what those before it may."""

NEEDS: Mapping[str, str] = {
    "matches:run": "hiring_manager",
    "documents:write": "recruiter",
    "knowledge:write": "recruiter",
}


def allows(roles: Iterable[str], permission: str) -> bool:
    """Whether one of the roles carries the permission; unknown roles carry nothing."""
    least = HIERARCHY.index(NEEDS[permission])
    return any(role in HIERARCHY[least:] for role in roles)
