"""Which fields of a resource its reader does not get to see: one pure function."""

from collections.abc import Mapping

from hirewire_gateway.identity.permissions import Actor, Permission, Resource, can

FIELDS: Mapping[str, Mapping[Permission, tuple[str, ...]]] = {
    "candidate": {"contacts:read": ("emails", "phone_numbers", "urls")},
    "resume": {"contacts:read": ("text",)},
    "job": {"salaries:read": ("salary",)},
}
"""Kind of resource -> permission -> the fields that need it beside the one of the route."""

FILTERS: Mapping[str, Permission] = {"email": "contacts:read"}
"""Filters that would tell what is in such a field."""


def hidden_fields(actor: Actor, kind: str) -> frozenset[str]:
    """The fields that this actor sees empty in resources of this kind."""
    return frozenset(
        field
        for permission, fields in FIELDS.get(kind, {}).items()
        if not can(actor, permission, Resource(actor.workspace_id))
        for field in fields
    )


def hidden_filters(actor: Actor) -> frozenset[str]:
    """The filters that this actor may not use."""
    here = Resource(actor.workspace_id)
    return frozenset(name for name, needed in FILTERS.items() if not can(actor, needed, here))
