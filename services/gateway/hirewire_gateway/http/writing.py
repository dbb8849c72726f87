"""A write request: who asks, how long they wait, and under which key."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Context, Database

from hirewire_gateway.audit.journal import Origin
from hirewire_gateway.http.access import Token, WorkspaceId, admit, workspace_named
from hirewire_gateway.http.idempotency import Asked, IdempotencyHeader, Key, make_key
from hirewire_gateway.http.json_bodies import canonical_json, parse_json
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.preferences import Preference, preference
from hirewire_gateway.http.problems import id_of
from hirewire_gateway.http.tracing import TraceParent
from hirewire_gateway.identity.permissions import Actor, Permission
from hirewire_gateway.state import State, state_of

BUSY_GRACE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Writing:
    """``key_text`` is the header's value; ``key`` is made of it and of what was asked for."""

    actor: Actor
    state: State
    request_id: str
    preference: Preference
    origin: Origin
    traceparent: str | None = None
    key_text: str | None = None
    key: Key | None = None

    @property
    def database(self) -> Database:
        return self.state["database"]

    @property
    def busy(self) -> timedelta:
        """How long another request with the same key is told that this one is still running."""
        return timedelta(seconds=self.preference.wait_seconds) + BUSY_GRACE

    def context(self, operation_id: UUID) -> Context:
        """Everything that this write causes has the operation's id as its correlation."""
        return Context(
            workspace_id=self.actor.workspace_id,
            actor_id=self.actor.user_id,
            actor_roles=self.actor.told,
            correlation_id=operation_id,
            traceparent=self.traceparent,
        )


@dataclass(frozen=True, slots=True)
class Write:
    """A route's dependency: a write by somebody who may do ``action``.

    Without ``reads_body`` the route takes the body itself and calls ``keyed`` with its content.
    """

    action: Permission
    reads_body: bool = True

    async def __call__(
        self,
        request: Request,
        token: Token,
        wish: Annotated[Preference, Depends(preference)],
        traceparent: TraceParent,
        workspace_id: WorkspaceId = None,
        idempotency_key: IdempotencyHeader = None,
    ) -> Writing:
        where = workspace_named(request) or workspace_id
        actor = await admit(request, token, where, self.action)
        key_text = idempotency_key if request.method == "POST" else None
        writing = Writing(
            actor,
            state_of(request),
            id_of(request),
            wish,
            origin_of(request),
            traceparent,
            key_text,
        )
        if key_text is None or not self.reads_body:
            return writing
        return keyed(writing, request, await _content(request))


def keyed(writing: Writing, request: Request, content: bytes) -> Writing:
    """The same write under its key, if it has one, for this ``content``."""
    if writing.key_text is None:
        return writing
    asked = Asked(request.method, request.url.path, writing.actor.workspace_id, content)
    secret = writing.state["idempotency_secret"]
    return replace(writing, key=make_key(secret, writing.key_text, writing.actor.user_id, asked))


async def _content(request: Request) -> bytes:
    body = await request.body()
    return canonical_json(parse_json(body)) if body else b""
