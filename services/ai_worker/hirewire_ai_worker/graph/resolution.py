"""Which entity a name means: the exact key first, then an alias, else a new one.

A new one that is but another spelling of a known one is merged into it from the start, which can be
undone like any merge.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hirewire_chassis import Transaction, TransientError, new_id
from hirewire_contracts.knowledge import EntityType
from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from hirewire_ai_worker.graph.account import EntityKey, Thing
from hirewire_ai_worker.graph.forms import form_of
from hirewire_ai_worker.graph.models import Alias, Entity

Form = tuple[EntityType, str]


@dataclass(frozen=True, slots=True)
class Resolved:
    """``by_key`` and ``by_id`` are locked; ``stated`` are the ids before any merge."""

    by_key: Mapping[EntityKey, Entity]
    by_id: Mapping[UUID, Entity]
    stated: Mapping[EntityKey, UUID]


class Resolver:
    """Finds, makes and locks the entities of one workspace.

    Every transaction creates its entities in the order of their keys and then locks all that it
    touches in that same order, so that two of them never wait for each other.
    """

    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session
        self._workspace_id = tx.workspace_id
        self._created_by = tx.context.actor_id
        self._now = tx.now

    async def resolve(self, things: Collection[Thing], others: Collection[UUID]) -> Resolved:
        """The entity of each thing's key; and by id all of these and ``others``.

        Those that were merged stay locked until the end too, so that none is merged meanwhile.
        """
        keys = sorted({thing.key for thing in things})
        known = await self._by_key(keys)
        known |= await self._by_alias([key for key in keys if key not in known])
        await self._create(_first_of(things, known))
        known |= await self._by_key([key for key in keys if key not in known])
        roots = await self.roots_of({*known.values(), *others})
        entities = await self.lock({*roots, *roots.values()})
        roots = await self.roots_of(roots)
        if not {*roots.values()} <= entities.keys():
            raise TransientError("an entity has just been merged or deleted")
        by_key = {key: entities[roots[known[key]]] for key in keys}
        return Resolved(by_key, entities, known)

    async def roots_of(self, ids: Iterable[UUID]) -> Mapping[UUID, UUID]:
        """Who stands for each of these entities, after all merges."""
        walk = (
            select(Entity.id.label("stated"), Entity.id, Entity.merged_into)
            .where(Entity.workspace_id == self._workspace_id, Entity.id.in_(sorted(ids)))
            .cte("walk", recursive=True)
        )
        step = select(walk.c.stated, Entity.id, Entity.merged_into).join(
            Entity, Entity.id == walk.c.merged_into
        )
        walk = walk.union_all(step)
        ends = select(walk.c.stated, walk.c.id).where(walk.c.merged_into.is_(None))
        return dict((await self._session.execute(ends)).all())

    async def _by_key(self, keys: Sequence[EntityKey]) -> dict[EntityKey, UUID]:
        statement = select(Entity.type, Entity.key, Entity.id).where(
            Entity.workspace_id == self._workspace_id, tuple_(Entity.type, Entity.key).in_(keys)
        )
        rows = await self._session.execute(statement)
        return {EntityKey(kind, key): entity_id for kind, key, entity_id in rows}

    async def _by_alias(self, keys: Sequence[EntityKey]) -> dict[EntityKey, UUID]:
        statement = select(Alias.type, Alias.key, Alias.entity_id).where(
            Alias.workspace_id == self._workspace_id,
            tuple_(Alias.type, Alias.key).in_(keys),
            Alias.refused.is_(False),
        )
        rows = await self._session.execute(statement)
        return {EntityKey(kind, key): entity_id for kind, key, entity_id in rows}

    async def _create(self, things: Iterable[Thing]) -> None:
        new = list(things)
        spelled = await self._by_form({form for thing in new if (form := _form(thing))})
        values = [self._values(thing, spelled.get(_form(thing))) for thing in new]
        if values:
            await self._session.execute(insert(Entity).on_conflict_do_nothing(), values)

    async def _by_form(self, forms: Collection[Form]) -> Mapping[Form | None, UUID]:
        """The only entity of each form; of several, which people keep apart, it is none."""
        statement = select(Entity.type, Entity.form, Entity.id).where(
            Entity.workspace_id == self._workspace_id,
            tuple_(Entity.type, Entity.form).in_(sorted(forms)),
            Entity.merged_into.is_(None),
            Entity.retracted.is_(False),
            Entity.status != "rejected",
        )
        found: dict[Form | None, list[UUID]] = defaultdict(list)
        for kind, form, entity_id in await self._session.execute(statement):
            if form is not None:
                found[kind, form].append(entity_id)
        return {form: ids[0] for form, ids in found.items() if len(ids) == 1}

    def _values(self, thing: Thing, into: UUID | None) -> dict[str, object]:
        return {
            "id": new_id(),
            "workspace_id": self._workspace_id,
            "sequence": 0,
            "created_by": self._created_by,
            "created_at": self._now,
            "updated_at": self._now,
            "type": thing.key.type,
            "key": thing.key.key,
            "form": form_of(thing.key.type, thing.canonical_name),
            "merged_into": into,
            "name": thing.canonical_name,
            "canonical_name": thing.canonical_name,
            "external_ids": dict(thing.external_ids),
            "confidence": 0.0,
            "status": "suggested",
            "mention_count": 0,
            "named_by_person": False,
            "retracted": False,
        }

    async def lock(self, ids: Collection[UUID]) -> dict[UUID, Entity]:
        statement = (
            select(Entity)
            .where(Entity.workspace_id == self._workspace_id, Entity.id.in_(sorted(ids)))
            .order_by(Entity.type, Entity.key)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return {entity.id: entity for entity in await self._session.scalars(statement)}


def _first_of(things: Iterable[Thing], known: Collection[EntityKey]) -> list[Thing]:
    """One thing per unknown key, in the order of the keys."""
    missing = {thing.key: thing for thing in things if thing.key not in known}
    return [missing[key] for key in sorted(missing)]


def _form(thing: Thing) -> Form | None:
    form = form_of(thing.key.type, thing.canonical_name)
    return (thing.key.type, form) if form else None
