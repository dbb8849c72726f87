"""The check that stands at the head of every command from outside."""

from hirewire_contracts.roles import allows

from hirewire_chassis.context import Context
from hirewire_chassis.errors import PoisonError
from hirewire_chassis.outcome import Reject, reject


def refusal(context: Context, permission: str) -> Reject | None:
    """What to answer a sender who may not do this; None when it may.

    ``permission`` is ``resource:action``. Raises PoisonError for a command that names no workspace
    or no actor.
    """
    if context.workspace_id is None or context.actor_id is None:
        raise PoisonError("a command must name its workspace and its actor")
    if allows(context.actor_roles, permission):
        return None
    resource, action = permission.split(":")
    detail = f"Your role in this workspace does not allow you to {action} {resource}."
    return reject(403, "forbidden", "Forbidden", detail)
