"""Giving roles to people: what goes wrong, as problems and in the audit log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from hirewire_contracts.settlement import FieldError

from hirewire_gateway.http.access import note_denial
from hirewire_gateway.http.problems import fail, invalid
from hirewire_gateway.identity.membership import LastOwnerError, OwnersOnlyError
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.identity.roles.rules import (
    BeyondOwnError,
    CircularRoleError,
    UnknownRoleError,
)


@asynccontextmanager
async def granting(request: Request, actor: Actor, pointer: str) -> AsyncIterator[None]:
    """Stands around the transaction, for what was refused is told in one of its own.

    ``pointer`` is where the request names the role.
    """
    try:
        yield
    except UnknownRoleError as error:
        detail = f"There is no role {error} in this workspace."
        raise invalid(FieldError(pointer=pointer, detail=detail)) from None
    except CircularRoleError as error:
        detail = f"The role would inherit from itself, by {error}."
        raise invalid(FieldError(pointer=pointer, detail=detail)) from None
    except LastOwnerError:
        raise fail(409, "last_owner", "A workspace has at least one owner.") from None
    except OwnersOnlyError:
        await note_denial(request, actor, {"grant": "owner"})
        raise fail(403, "forbidden", "Only an owner makes and changes owners.") from None
    except BeyondOwnError:
        await note_denial(request, actor, {"grant": "beyond own"})
        detail = "You can't give, take or change more than you have yourself."
        raise fail(403, "forbidden", detail) from None
