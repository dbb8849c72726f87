"""Ways through the knowledge graph, over the views of its entities and relationships.

Walks go by recursive queries that are bounded twice: from each entity only its surest
relationships are followed, fewer the farther away it is, and no path meets itself (CYCLE).
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from hirewire_contracts.knowledge import Entity, Relationship
from hirewire_contracts.message import Value
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

MAX_DEPTH = 3
FAN_OUT = (100, 25, 5)
"""How many relationships of one entity are followed, by its distance from the start."""
PATH_FAN_OUT = (200, 50)
LONGEST_PATH = 2 * len(PATH_FAN_OUT)

_STEPS = """
    lateral (
        select * from (
            (select object_id as next, id as edge, confidence from view_relationships
             where workspace_id = :workspace and subject_id = walk.id and not retracted
             order by confidence desc, id limit (:fan_out ::int[])[walk.depth + 1])
            union all
            (select subject_id, id, confidence from view_relationships
             where workspace_id = :workspace and object_id = walk.id and not retracted
             order by confidence desc, id limit (:fan_out ::int[])[walk.depth + 1])
        ) both_ways order by confidence desc, edge limit (:fan_out ::int[])[walk.depth + 1]
    ) step
"""
_WALK = f"""
    (id, depth, edge, sure, edges) as (
        select cast(:start as uuid), 0, cast(null as uuid), cast(1 as float8), array[]::uuid[]
        union all
        select step.next, walk.depth + 1, step.edge, walk.sure * step.confidence,
            walk.edges || step.edge
        from walk cross join {_STEPS} where walk.depth < :depth
    ) cycle id set looped using path
"""  # noqa: S608 - put together from constants
_NEIGHBORS = text(f"""
    with recursive walk {_WALK},
    nearest as (
        select distinct on (id) id, depth, edge, sure from walk
        where depth > 0 and not looped order by id, depth, sure desc, edge
    ),
    chosen as (
        select n.*, e.state as entity, row_number() over (
            partition by n.depth order by n.sure desc, n.id) as place
        from nearest n join view_entities e on e.id = n.id and e.workspace_id = :workspace
        where not e.retracted and n.id <> :start
    )
    select c.depth, c.entity, r.state as relationship from chosen c
    join view_relationships r on r.id = c.edge and r.workspace_id = :workspace
    where c.place <= :limit order by c.depth, c.sure desc, c.id
""")  # noqa: S608 - put together from constants
_PATH = text(f"""
    with recursive walk {_WALK}
    select distinct on (id) id, depth, edges, sure from walk
    where not looped order by id, depth, sure desc, edges
""")  # noqa: S608 - put together from constants
_STATES = {
    "entities": text(
        "select state from view_entities where workspace_id = :workspace and id = any(:ids)"
    ),
    "relationships": text(
        "select state from view_relationships where workspace_id = :workspace and id = any(:ids)"
    ),
}
_COUNTS = {
    "entities": text(
        "select type, count(*) from view_entities"
        " where workspace_id = :workspace and not retracted group by type order by type"
    ),
    "entity_statuses": text(
        "select status, count(*) from view_entities"
        " where workspace_id = :workspace and not retracted group by status order by status"
    ),
    "relationships": text(
        "select predicate, count(*) from view_relationships"
        " where workspace_id = :workspace and not retracted group by predicate order by predicate"
    ),
}


class Neighbor(Value):
    """``relationship`` is the last step of the surest way to it."""

    depth: int
    entity: Entity
    relationship: Relationship


class Neighborhood(Value):
    """Nearer ones first, then the surer ones; at most ``limit`` at each depth."""

    items: tuple[Neighbor, ...]


class GraphPath(Value):
    """``length`` is null when there is no path of at most LONGEST_PATH steps among the surest."""

    length: int | None
    entities: tuple[Entity, ...] = ()
    relationships: tuple[Relationship, ...] = ()


class GraphStats(Value):
    """How many there are, by type, status and predicate."""

    entities: dict[str, int]
    entity_statuses: dict[str, int]
    relationships: dict[str, int]


async def neighbors(
    session: AsyncSession, workspace_id: UUID, entity_id: UUID, depth: int, limit: int
) -> Neighborhood:
    asked = {"workspace": workspace_id, "start": entity_id, "depth": min(depth, MAX_DEPTH)}
    rows = await session.execute(_NEIGHBORS, {**asked, "limit": limit, "fan_out": list(FAN_OUT)})
    return Neighborhood(
        items=tuple(
            Neighbor(
                depth=row.depth,
                entity=Entity.model_validate(row.entity, extra="ignore"),
                relationship=Relationship.model_validate(row.relationship, extra="ignore"),
            )
            for row in rows
        )
    )


async def path(session: AsyncSession, workspace_id: UUID, start: UUID, end: UUID) -> GraphPath:
    """The shortest way, of equally short ones the surest; searched from both ends."""
    here = await _reached(session, workspace_id, start)
    there = await _reached(session, workspace_id, end)
    meetings = [
        (len(edges) + len(there[place][0]), -sure * there[place][1], place)
        for place, (edges, sure) in here.items()
        if place in there
    ]
    if not meetings:
        return GraphPath(length=None)
    _, _, middle = min(meetings)
    edges = (*here[middle][0], *reversed(there[middle][0]))
    found = await _states(session, workspace_id, "relationships", edges)
    steps = [Relationship.model_validate(state, extra="ignore") for state in found]
    places = await _states(session, workspace_id, "entities", _places(start, steps))
    entities = tuple(Entity.model_validate(state, extra="ignore") for state in places)
    return GraphPath(length=len(steps), entities=entities, relationships=tuple(steps))


async def stats(session: AsyncSession, workspace_id: UUID) -> GraphStats:
    counts: dict[str, dict[str, int]] = {}
    for name, statement in _COUNTS.items():
        rows = await session.execute(statement, {"workspace": workspace_id})
        counts[name] = dict(rows.all())
    return GraphStats.model_validate(counts)


Reached = dict[UUID, tuple[tuple[UUID, ...], float]]


async def _reached(session: AsyncSession, workspace_id: UUID, start: UUID) -> Reached:
    """Where half a path leads from here: by which relationships, and how sure that is."""
    asked = {
        "workspace": workspace_id,
        "start": start,
        "depth": len(PATH_FAN_OUT),
        "fan_out": list(PATH_FAN_OUT),
    }
    rows = await session.execute(_PATH, asked)
    return {row.id: (tuple(row.edges), row.sure) for row in rows}


async def _states(
    session: AsyncSession, workspace_id: UUID, table: str, ids: Sequence[UUID]
) -> list[dict[str, object]]:
    """In the order of ``ids``."""
    statement: TextClause = _STATES[table]
    rows = await session.scalars(statement, {"workspace": workspace_id, "ids": list(ids)})
    found = {UUID(str(state["id"])): state for state in rows}
    return [found[each] for each in ids]


def _places(start: UUID, steps: Iterable[Relationship]) -> list[UUID]:
    places = [start]
    for step in steps:
        is_forward = step.subject_id == places[-1]
        places.append(step.object_id if is_forward else step.subject_id)
    return places
