"""Documents, and the knowledge graph that they make."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import (
    create_chassis_tables,
    drop_chassis_tables,
    isolate_by_workspace,
)
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("documents", "entities", "aliases", "mentions", "assertions", "edges")
SPEAKING = sa.text("retracted_at is null")


def upgrade() -> None:
    create_chassis_tables(op)
    _create_documents()
    _create_entities()
    _create_aliases()
    _create_mentions()
    _create_assertions()
    _create_edges()
    for table in TABLES:
        isolate_by_workspace(op, table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    drop_chassis_tables(op)


def _time(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _stamp() -> tuple[sa.Column, ...]:
    return (
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("created_by", sa.Uuid),
        _time("created_at"),
        _time("updated_at"),
    )


def _create_documents() -> None:
    op.create_table(
        "documents",
        *_stamp(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("source", JSONB, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("file_id", sa.Uuid),
        sa.Column("name", sa.Text),
        sa.Column("about", JSONB),
        sa.Column("about_id", sa.Uuid),
        sa.Column("about_sequence", sa.BigInteger),
        sa.Column("failure", JSONB),
        *(sa.Column(name, sa.Text) for name in ("media_type", "language")),
        sa.Column("pages", sa.Integer),
        sa.Column("characters", sa.Integer),
        *(sa.Column(name, sa.Text) for name in ("text_blob", "extractor")),
        sa.Column("flags", JSONB, nullable=False),
        sa.Column("timings", JSONB, nullable=False),
        sa.Column("entity_count", sa.Integer, nullable=False),
        sa.Column("relationship_count", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "status in ('queued', 'parsing', 'extracting', 'done', 'failed')",
            name="documents_status",
        ),
    )
    op.create_index(
        "documents_job_texts",
        "documents",
        ["about_id", "about_sequence"],
        postgresql_where=sa.text("about_sequence is not null"),
    )


def _create_entities() -> None:
    op.create_table(
        "entities",
        *_stamp(),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("canonical_name", sa.Text, nullable=False),
        sa.Column("external_ids", JSONB, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("merged_into", sa.Uuid, sa.ForeignKey("entities.id")),
        sa.Column("mention_count", sa.Integer, nullable=False),
        sa.UniqueConstraint("workspace_id", "type", "key", name="entities_key"),
        sa.CheckConstraint(
            "status in ('suggested', 'confirmed', 'rejected')", name="entities_status"
        ),
    )


def _create_aliases() -> None:
    op.create_table(
        "aliases",
        sa.Column("workspace_id", sa.Uuid, primary_key=True),
        sa.Column("type", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("entity_id", sa.Uuid, sa.ForeignKey("entities.id"), nullable=False),
    )
    op.create_index("aliases_entity", "aliases", ["entity_id"])


def _create_mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("entity_id", sa.Uuid, sa.ForeignKey("entities.id"), nullable=False),
        sa.Column("document_id", sa.Uuid, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("section", sa.Text),
        sa.Column("page", sa.Integer),
        sa.Column("start_at", sa.Integer, nullable=False),
        sa.Column("end_at", sa.Integer, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("extractor", sa.Text, nullable=False),
        _time("recorded_at"),
        _time("retracted_at", nullable=True),
    )
    op.create_index(
        "mentions_once",
        "mentions",
        ["document_id", "entity_id", "start_at", "end_at"],
        unique=True,
        postgresql_where=SPEAKING,
    )
    op.create_index(
        "mentions_best",
        "mentions",
        ["entity_id", sa.text("confidence desc"), "document_id", "start_at"],
        postgresql_where=SPEAKING,
    )


def _create_assertions() -> None:
    op.create_table(
        "assertions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("subject_id", sa.Uuid, sa.ForeignKey("entities.id"), nullable=False),
        sa.Column("predicate", sa.Text, nullable=False),
        sa.Column("object_id", sa.Uuid, sa.ForeignKey("entities.id"), nullable=False),
        sa.Column("negated", sa.Boolean, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("attributes", JSONB, nullable=False),
        sa.Column("document_id", sa.Uuid, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("mention_id", sa.Uuid, sa.ForeignKey("mentions.id")),
        sa.Column("witness", sa.Text, nullable=False),
        sa.Column("extractor", sa.Text, nullable=False),
        sa.Column("calibrator", sa.Text, nullable=False),
        _time("recorded_at"),
        _time("retracted_at", nullable=True),
    )
    triple = ["subject_id", "predicate", "object_id"]
    op.create_index("assertions_document", "assertions", ["document_id"], postgresql_where=SPEAKING)
    op.create_index("assertions_edge", "assertions", triple, postgresql_where=SPEAKING)


def _create_edges() -> None:
    op.create_table(
        "edges",
        *_stamp(),
        sa.Column("subject_id", sa.Uuid, sa.ForeignKey("entities.id"), nullable=False),
        sa.Column("predicate", sa.Text, nullable=False),
        sa.Column("object_id", sa.Uuid, sa.ForeignKey("entities.id"), nullable=False),
        sa.Column("attributes", JSONB, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("retracted", sa.Boolean, nullable=False),
        sa.UniqueConstraint("subject_id", "predicate", "object_id", name="edges_triple"),
    )
    op.create_index("edges_object", "edges", ["object_id", "predicate"])
