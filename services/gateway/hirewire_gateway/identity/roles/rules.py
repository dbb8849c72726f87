"""What a workspace's own roles are worth: pure decisions over their definitions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hirewire_contracts.roles import OPERATOR

from hirewire_gateway.identity.permissions import (
    OPERATORS_ONLY,
    PERSONAL,
    ROLES,
    Actor,
    Permission,
    permissions_of,
)

RESERVED = frozenset({*ROLES, OPERATOR})


class UnknownRoleError(Exception):
    """A role that is neither built in nor one of the workspace's own; the text is its name."""


class CircularRoleError(Exception):
    """A role would inherit from itself; the text is the name it inherits it by."""


class BeyondOwnError(Exception):
    """Nobody gives, takes or changes more than they have themselves."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A role of a workspace's own; what it inherits may be built in."""

    name: str
    inherits: tuple[str, ...] = ()
    permissions: frozenset[Permission] = frozenset()


Definitions = Mapping[str, Definition]


def effective(name: str, own: Definitions) -> frozenset[Permission]:
    """The permissions of a role and of all that it inherits; of an unknown one, none."""
    if name in RESERVED:
        return permissions_of(name)
    if name not in own:
        return frozenset()
    reached = [own[each] for each in (name, *_above(name, own)) if each in own]
    inherited = [permissions_of(parent) for each in reached for parent in each.inherits]
    granted = frozenset().union(*(each.permissions for each in reached), *inherited)
    return (granted | frozenset(PERSONAL)) - OPERATORS_ONLY


def check_definition(wanted: Definition, own: Definitions) -> None:
    """Raises UnknownRoleError, CircularRoleError."""
    after = {**own, wanted.name: wanted}
    for parent in wanted.inherits:
        if parent not in ROLES and parent not in after:
            raise UnknownRoleError(parent)
        if parent == wanted.name or wanted.name in _above(parent, after):
            raise CircularRoleError(parent)


def check_grant(actor: Actor, *granted: Iterable[Permission]) -> None:
    """Raises BeyondOwnError unless ``actor`` has all of these permissions.

    What everybody has is nothing to give; an API key gives no more than its scopes.
    """
    held = actor.granted.union(*(permissions_of(role) for role in actor.roles))
    given = held if actor.scopes is None else held & actor.scopes
    if not given.union(PERSONAL).issuperset(frozenset().union(*granted)):
        raise BeyondOwnError


def heirs(name: str, own: Definitions) -> list[str]:
    """The roles that inherit from this one directly."""
    return sorted(each.name for each in own.values() if name in each.inherits)


def _above(name: str, own: Definitions) -> set[str]:
    """All that a role inherits, however it is wound."""
    seen: set[str] = set()
    waiting = list(own[name].inherits) if name in own else []
    while waiting:
        parent = waiting.pop()
        if parent not in seen:
            seen.add(parent)
            waiting += own[parent].inherits if parent in own else ()
    return seen
