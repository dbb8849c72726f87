"""Reading the knowledge graph: /v1/entities and /v1/relationships."""

from hirewire_contracts.knowledge import Entity, Relationship

from hirewire_gateway.http.collections import Collection, add_reads
from hirewire_gateway.http.reading import shown_by
from hirewire_gateway.http.routing import router
from hirewire_gateway.views import entities, relationships

entity_routes = router("/v1/entities", "knowledge")
relationship_routes = router("/v1/relationships", "knowledge")

add_reads(
    entity_routes,
    Collection(
        "entity",
        "knowledge:read",
        item=Entity,
        row=Entity,
        show=lambda _state, actor: shown_by(entities.get, actor),
        page=lambda session, actor, query: entities.page(session, actor.workspace_id, query),
    ),
)
add_reads(
    relationship_routes,
    Collection(
        "relationship",
        "knowledge:read",
        item=Relationship,
        row=Relationship,
        show=lambda _state, actor: shown_by(relationships.get, actor),
        page=lambda session, actor, query: relationships.page(session, actor.workspace_id, query),
    ),
)
