"""Programs that come with an API key instead of a login."""

from datetime import UTC, datetime
from uuid import UUID

from hirewire_chassis import Context

from hirewire_gateway.identity.api_keys import ApiKeyRepository, read_api_key
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.identity.roles.repository import RoleRepository
from hirewire_gateway.state import State


async def key_holder(state: State, text: str) -> Actor | None:
    """Who acts by this key, in the key's own workspace; None for a key that opens nothing."""
    presented = read_api_key(text)
    if presented is None:
        return None
    now = datetime.now(UTC)
    context = Context(actor_id=presented.user_id)
    async with state["database"].reading(context) as session:
        found = await ApiKeyRepository(session, presented.user_id).holder(presented.id)
    if found is None or not found[0].opens_with(presented.secret, now):
        return None
    key, role = found
    if not key.was_just_used(now):
        await _note_use(state, context, key.id, now)
    inside = Context(workspace_id=key.workspace_id, actor_id=key.user_id)
    async with state["database"].reading(inside) as session:
        granted = await RoleRepository(session, key.workspace_id).granted(role)
    scopes = frozenset(key.permissions)
    return Actor(key.user_id, key.workspace_id, key.id, (role,), scopes, granted)


async def _note_use(state: State, context: Context, key_id: UUID, now: datetime) -> None:
    if context.actor_id is None:
        return
    async with state["database"].transaction(context) as tx:
        await ApiKeyRepository(tx.session, context.actor_id).note_use(key_id, now)
