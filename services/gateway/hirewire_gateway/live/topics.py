"""What can be listened to, and who may."""

from collections.abc import Iterable, Mapping

from hirewire_gateway.identity.permissions import Actor, Permission, Resource, can

TOPICS: Mapping[str, Permission] = {
    "jobs": "jobs:read",
    "candidates": "candidates:read",
    "candidate-imports": "candidates:read",
    "documents": "documents:read",
    "document-batches": "documents:read",
    "entities": "knowledge:read",
    "relationships": "knowledge:read",
    "matches": "matches:read",
    "notifications": "notifications:read",
    "operations": "operations:read",
}
"""``jobs:<id>`` is one of ``jobs`` and needs the same permission."""


def may_hear(actor: Actor, topic: str) -> bool:
    permission = TOPICS.get(topic.partition(":")[0])
    return permission is not None and can(actor, permission, Resource(actor.workspace_id))


def allowed(actor: Actor, topics: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """These topics without repetition: those that are open to the actor, and those that are not."""
    wanted = tuple(dict.fromkeys(topics))
    granted = tuple(topic for topic in wanted if may_hear(actor, topic))
    return granted, tuple(topic for topic in wanted if topic not in granted)
