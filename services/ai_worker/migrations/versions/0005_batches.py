"""Batches of documents, which so far were only told; states in the order in which they are told."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_workspace
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TOLD = ("document_batches", "documents", "entities", "edges")
FORMER = """
insert into document_batches
select batch_id, workspace_id, 1, (array_agg(created_by))[1], min(created_at), min(created_at),
    array_agg(id order by id)
from documents where batch_id is not null group by batch_id, workspace_id
"""


def upgrade() -> None:
    op.create_table(
        "document_batches",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("documents", ARRAY(sa.Uuid), nullable=False),
    )
    op.execute("alter table documents no force row level security")
    op.execute(FORMER)
    op.execute("alter table documents force row level security")
    isolate_by_workspace(op, "document_batches")
    for table in TOLD:
        op.create_index(f"{table}_told", table, ["workspace_id", "id"])


def downgrade() -> None:
    for table in TOLD:
        op.drop_index(f"{table}_told", table)
    op.drop_table("document_batches")
