"""Who acts, where, and because of what: travels with every message and every transaction."""

from dataclasses import dataclass, field
from uuid import UUID

from hirewire_contracts import Envelope

from hirewire_chassis.errors import PoisonError
from hirewire_chassis.ids import new_id


@dataclass(frozen=True, slots=True)
class Context:
    """What a message inherits from the one that caused it.

    ``workspace_id`` is the tenant; ``actor_id`` is the user on whose behalf things happen, None
    for the system itself. ``correlation_id`` is one from the first request to the last effect.
    """

    workspace_id: UUID | None = None
    actor_id: UUID | None = None
    actor_roles: tuple[str, ...] = ()
    correlation_id: UUID = field(default_factory=new_id)
    causation_id: UUID | None = None
    traceparent: str | None = None

    @classmethod
    def caused_by(cls, envelope: Envelope) -> "Context":
        return cls(
            workspace_id=envelope.workspaceid,
            actor_id=envelope.actorid,
            actor_roles=envelope.actorroles,
            correlation_id=envelope.correlation,
            causation_id=envelope.id,
            traceparent=envelope.traceparent,
        )

    @property
    def workspace(self) -> UUID:
        """The tenant, where a message without one makes no sense."""
        if self.workspace_id is None:
            raise PoisonError("the message names no workspace")
        return self.workspace_id
