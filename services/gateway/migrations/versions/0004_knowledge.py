"""Batches of documents, what was deleted, and ways through the knowledge graph."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_workspace
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ENDS = ("subject_id", "object_id")


def upgrade() -> None:
    _add_derived("view_documents", "deleted", sa.Boolean, _flag("deleted"))
    _add_derived("view_documents", "batch_id", sa.Uuid, "(state->>'batch_id')::uuid")
    _add_derived("view_entities", "retracted", sa.Boolean, _flag("retracted"))
    op.create_table(
        "view_document_batches",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("state", postgresql.JSONB, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
    )
    isolate_by_workspace(op, "view_document_batches")
    op.create_index("view_documents_batch", "view_documents", ["workspace_id", "batch_id"])
    for end in ENDS:
        op.create_index(
            f"view_relationships_from_{end}",
            "view_relationships",
            ["workspace_id", end, sa.text("confidence desc"), "id"],
            postgresql_where=sa.text("not retracted"),
        )


def downgrade() -> None:
    for end in ENDS:
        op.drop_index(f"view_relationships_from_{end}", "view_relationships")
    op.drop_index("view_documents_batch", "view_documents")
    op.drop_table("view_document_batches")
    op.drop_column("view_entities", "retracted")
    op.drop_column("view_documents", "batch_id")
    op.drop_column("view_documents", "deleted")


def _add_derived(table: str, name: str, kind: type, expression: str) -> None:
    op.add_column(table, sa.Column(name, kind, sa.Computed(expression, persisted=True)))


def _flag(field: str) -> str:
    return f"coalesce((state->>'{field}')::boolean, false)"
