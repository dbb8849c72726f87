"""What people say of the graph, merges that can be undone, and batches of documents."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SPEAKING = sa.text("retracted_at is null")
STATED = {"mentions": ("entity",), "assertions": ("subject", "object")}


def upgrade() -> None:
    op.add_column("documents", sa.Column("batch_id", sa.Uuid))
    _add_flag("entities", "named_by_person")
    _add_flag("entities", "retracted")
    _add_flag("aliases", "refused")
    op.add_column("edges", sa.Column("status", sa.Text, nullable=False, server_default="suggested"))
    op.create_index("entities_merged", "entities", ["merged_into"])
    for table, ends in STATED.items():
        for end in ends:
            _add_stated(table, end)
    op.drop_index("mentions_once", "mentions")
    place = ["document_id", "entity_id", "stated_entity_id", "start_at", "end_at"]
    op.create_index("mentions_once", "mentions", place, unique=True, postgresql_where=SPEAKING)
    op.create_index("assertions_object", "assertions", ["object_id"], postgresql_where=SPEAKING)
    op.create_index("mentions_document", "mentions", ["document_id"])
    op.create_index("assertions_mention", "assertions", ["mention_id"])
    op.alter_column("assertions", "document_id", nullable=True)


def downgrade() -> None:
    op.execute("delete from assertions where document_id is null")
    op.alter_column("assertions", "document_id", nullable=False)
    for table, name in (
        ("assertions", "assertions_mention"),
        ("mentions", "mentions_document"),
        ("assertions", "assertions_object"),
        ("mentions", "mentions_once"),
        ("entities", "entities_merged"),
    ):
        op.drop_index(name, table)
    for table, ends in STATED.items():
        for end in ends:
            op.drop_column(table, f"stated_{end}_id")
    place = ["document_id", "entity_id", "start_at", "end_at"]
    op.create_index("mentions_once", "mentions", place, unique=True, postgresql_where=SPEAKING)
    for table, column in (
        ("edges", "status"),
        ("aliases", "refused"),
        ("entities", "retracted"),
        ("entities", "named_by_person"),
        ("documents", "batch_id"),
    ):
        op.drop_column(table, column)


def _add_flag(table: str, name: str) -> None:
    op.add_column(table, sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))


def _add_stated(table: str, end: str) -> None:
    """The entity that was meant before any merge."""
    name = f"stated_{end}_id"
    op.add_column(table, sa.Column(name, sa.Uuid, sa.ForeignKey("entities.id")))
    op.execute(f"alter table {table} no force row level security")
    rows = sa.table(table, sa.column(name), sa.column(f"{end}_id"))
    op.execute(rows.update().values({name: rows.c[f"{end}_id"]}))
    op.execute(f"alter table {table} force row level security")
    op.alter_column(table, name, nullable=False)
    op.create_index(f"{table}_{name}", table, [name])
