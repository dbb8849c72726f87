"""Names that people give: who bears one, and which are an entity's aliases."""

from collections.abc import Collection
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_contracts.knowledge import CreateEntity, EntityType
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import Insert, insert

from hirewire_ai_worker.graph.forms import form_of
from hirewire_ai_worker.graph.models import Alias, Entity
from hirewire_ai_worker.graph.rules import SUBJECT_TYPES
from hirewire_ai_worker.taxonomy.names import key_of


class Naming:
    """The names in one workspace."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._session = tx.session
        self._workspace_id = tx.workspace_id

    async def bearer(self, entity_type: EntityType, name: str) -> UUID | None:
        """Whose key or alias this is. People and jobs may share a name."""
        if entity_type in SUBJECT_TYPES:
            return None
        own = select(Entity.id).where(
            Entity.workspace_id == self._workspace_id,
            Entity.type == entity_type,
            Entity.key == _key(name),
            Entity.retracted.is_(False),
        )
        by_alias = (
            select(Alias.entity_id)
            .join(Entity, Entity.id == Alias.entity_id)
            .where(
                Alias.workspace_id == self._workspace_id,
                Alias.type == entity_type,
                Alias.key == _key(name),
                Alias.refused.is_(False),
                Entity.retracted.is_(False),
            )
        )
        return await self._session.scalar(own) or await self._session.scalar(by_alias)

    async def create(self, command: CreateEntity) -> bool:
        """False when the id is taken. A deleted entity gives its name away."""
        said, at = command.entity, self._tx.now
        is_subject = command.entity_type in SUBJECT_TYPES
        key = f"entity:{command.entity_id}" if is_subject else _key(said.name)
        await self._free(command.entity_type, key)
        values = {
            "id": command.entity_id,
            "workspace_id": self._workspace_id,
            "sequence": 0,
            "created_by": self._tx.context.actor_id,
            "created_at": at,
            "updated_at": at,
            "type": command.entity_type,
            "key": key,
            "form": form_of(command.entity_type, said.canonical_name or said.name),
            "name": said.name,
            "canonical_name": said.canonical_name or said.name,
            "external_ids": dict(said.external_ids),
            "confidence": 1.0,
            "status": "confirmed",
            "mention_count": 0,
            "named_by_person": True,
            "retracted": False,
        }
        made = insert(Entity).values(values).on_conflict_do_nothing().returning(Entity.id)
        return await self._session.scalar(made) is not None

    async def replace_aliases(self, entity: Entity, names: Collection[str]) -> UUID | None:
        """Makes these the entity's aliases; documents do not bring others of today's back.

        Says who bears one of the names already; then it has to be undone.
        """
        wanted = {_key(name): name for name in names if _key(name) != entity.key}
        for key, name in sorted(wanted.items()):
            bearer = await self.bearer(entity.type, name)
            if bearer not in (None, entity.id):
                return bearer
            await self._session.execute(self._alias(entity, key, name))
        others = update(Alias).where(
            Alias.workspace_id == self._workspace_id,
            Alias.entity_id == entity.id,
            Alias.key.not_in(wanted),
        )
        await self._session.execute(others.values(refused=True))
        return None

    def _alias(self, entity: Entity, key: str, name: str) -> Insert:
        values = {
            "workspace_id": self._workspace_id,
            "type": entity.type,
            "key": key,
            "name": name,
            "entity_id": entity.id,
            "refused": False,
        }
        statement = insert(Alias).values(values)
        return statement.on_conflict_do_update(
            index_elements=[Alias.workspace_id, Alias.type, Alias.key],
            set_={"name": name, "entity_id": entity.id, "refused": False},
        )

    async def _free(self, entity_type: EntityType, key: str) -> None:
        former = select(Entity).where(
            Entity.workspace_id == self._workspace_id,
            Entity.type == entity_type,
            Entity.key == key,
            Entity.retracted,
        )
        entity = await self._session.scalar(former.with_for_update())
        if entity is not None:
            entity.key = f"{key}#{entity.id}"
            await self._session.flush()


def _key(name: str) -> str:
    return key_of(name) or name.strip().lower()
