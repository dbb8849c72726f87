"""Rebuilds of views: those that are under way, and the rows that they have gathered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NOBODY = "00000000-0000-0000-0000-000000000000"
OWN = (
    "workspace_id = (select nullif(current_setting('app.workspace_id', true), '')::uuid)"
    f" and (user_id = '{NOBODY}'"
    " or user_id = (select nullif(current_setting('app.user_id', true), '')::uuid))"
)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "view_rebuilds",
        *_place(),
        sa.Column("id", sa.Uuid, nullable=False, unique=True),
        sa.Column("page_size", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False, server_default="0"),
        sa.Column("states", sa.Integer, nullable=False, server_default="0"),
        sa.Column("started_at", MOMENT, nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "view_shadow",
        *_place(),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
    )
    for table in ("view_rebuilds", "view_shadow"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_own on {table} using ({OWN}) with check ({OWN})")
    # Whoever rebuilds has to know where: the ids of workspaces and members, nothing else of them.
    op.execute(
        "create policy members_watch on members for select"
        " using ((select current_setting('app.watch', true)) = 'views')"
    )


def downgrade() -> None:
    op.execute("drop policy members_watch on members")
    op.drop_table("view_shadow")
    op.drop_table("view_rebuilds")


def _place() -> tuple[sa.Column, ...]:
    return (
        sa.Column("view", sa.Text, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, primary_key=True),
    )
