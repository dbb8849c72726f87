"""Who may have candidates ranked."""

from hirewire_chassis import Context, PoisonError, Reject, reject

_MAY_RUN = frozenset({"owner", "admin", "recruiter", "hiring_manager"})


def refusal(context: Context) -> Reject | None:
    """What to answer a sender who may not do this; None when it may.

    Raises PoisonError for a command that names no workspace or no actor.
    """
    if context.workspace_id is None or context.actor_id is None:
        raise PoisonError("a command must name its workspace and its actor")
    if _MAY_RUN.intersection(context.actor_roles):
        return None
    detail = "Your role in this workspace does not allow you to run matches."
    return reject(403, "forbidden", "Forbidden", detail)
