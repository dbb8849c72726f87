"""Roles as the REST API takes and shows them."""

from typing import Annotated

from hirewire_contracts.message import Value
from pydantic import Field

from hirewire_gateway.identity.permissions import Permission, inherited_by, permissions_of
from hirewire_gateway.identity.roles.models import WorkspaceRole
from hirewire_gateway.identity.roles.rules import Definitions, effective

Inherits = Annotated[tuple[str, ...], Field(max_length=20)]
Granted = Annotated[tuple[Permission, ...], Field(max_length=200)]
Description = Annotated[str, Field(max_length=500)]


class NewRole(Value):
    """``inherits`` names built-in roles or others of the workspace's own."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$", description="it never changes")
    description: Description = ""
    inherits: Inherits = ()
    permissions: Granted = ()


class RoleChanges(Value):
    """The fields to replace; what is not named stays."""

    description: Description = ""
    inherits: Inherits = ()
    permissions: Granted = ()


class Role(Value):
    """``effective`` is ``permissions``, what is inherited, and what every member has."""

    name: str
    built_in: bool
    description: str
    inherits: tuple[str, ...]
    permissions: tuple[str, ...]
    effective: tuple[str, ...]
    sequence: int


class RoleList(Value):
    items: tuple[Role, ...]
    next_cursor: None = None


def shown_role(role: WorkspaceRole, own: Definitions) -> Role:
    return Role(
        name=role.name,
        built_in=False,
        description=role.description,
        inherits=tuple(role.inherits),
        permissions=tuple(role.permissions),
        effective=tuple(sorted(effective(role.name, own))),
        sequence=role.sequence,
    )


def shown_built_in(name: str) -> Role:
    below = inherited_by(name)
    inherited = frozenset().union(*(permissions_of(each) for each in below))
    return Role(
        name=name,
        built_in=True,
        description="",
        inherits=below,
        permissions=tuple(sorted(permissions_of(name) - inherited)),
        effective=tuple(sorted(permissions_of(name))),
        sequence=1,
    )
