"""Users, workspaces, sessions, files, operations and idempotency keys."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import (
    create_chassis_tables,
    drop_chassis_tables,
    isolate_by_user,
    isolate_by_workspace,
)
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSONB = postgresql.JSONB
CURRENT_USER = "(select nullif(current_setting('app.user_id', true), '')::uuid)"
CURRENT_WORKSPACE = "(select nullif(current_setting('app.workspace_id', true), '')::uuid)"
TABLES = (
    "realtime_tickets",
    "idempotency_keys",
    "operations",
    "files",
    "sessions",
    "members",
    "workspaces",
    "users",
)


def upgrade() -> None:
    create_chassis_tables(op)
    _create_identity()
    _create_sessions()
    _create_files()
    _create_operations()
    _create_idempotency_keys()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    drop_chassis_tables(op)


def _stamps() -> tuple[sa.Column, ...]:
    return (
        sa.Column("sequence", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
    )


def _create_identity() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("personal_workspace", sa.Uuid, nullable=False),
        sa.Column("disabled_at", MOMENT),
        *_stamps(),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("owner_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("personal", sa.Boolean, nullable=False),
        *_stamps(),
    )
    op.create_table(
        "members",
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id"), primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("members_user", "members", ["user_id"])
    # A person finds their own workspaces before a request has chosen one.
    _isolate("members", f"workspace_id = {CURRENT_WORKSPACE} or user_id = {CURRENT_USER}")
    _isolate("workspaces", f"id = {CURRENT_WORKSPACE} or owner_id = {CURRENT_USER}")


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("refresh_salt", sa.LargeBinary, nullable=False),
        sa.Column("rotation", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("rotated_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("end_reason", sa.Text),
        sa.Column("user_agent", sa.Text),
    )
    op.create_index("sessions_user", "sessions", ["user_id"])
    isolate_by_user(op, "sessions")
    op.create_table(
        "realtime_tickets",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
    )
    op.create_index("realtime_tickets_expiry", "realtime_tickets", ["user_id", "expires_at"])
    isolate_by_user(op, "realtime_tickets")
    _let_expire("realtime_tickets")


def _create_files() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("created_by", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("blob", sa.Text, nullable=False, unique=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("refusal", JSONB),
        *_stamps(),
    )
    op.create_index("files_workspace", "files", ["workspace_id", "id"])
    isolate_by_workspace(op, "files")


def _create_operations() -> None:
    op.create_table(
        "operations",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("status", sa.Text, nullable=False, server_default="pending"),
        sa.Column("resource_kind", sa.Text, nullable=False),
        sa.Column("resource_id", sa.Uuid, nullable=False),
        sa.Column("resource_href", sa.Text, nullable=False),
        sa.Column("success_status", sa.Integer, nullable=False),
        sa.Column("problem", JSONB),
        sa.Column("dead_letter", JSONB),
        sa.Column("timeline", JSONB, nullable=False, server_default="[]"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.CheckConstraint(
            "status in ('pending', 'succeeded', 'rejected', 'failed')", name="operations_status"
        ),
    )
    op.create_index("operations_workspace", "operations", ["workspace_id", "id"])
    isolate_by_workspace(op, "operations")


def _create_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("user_id", sa.Uuid),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("operation_id", sa.Uuid),
        sa.Column("workspace_id", sa.Uuid),
        sa.Column("busy_until", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("headers", JSONB),
        sa.Column("body", sa.LargeBinary),
        sa.UniqueConstraint(
            "user_id",
            "key",
            name="idempotency_keys_once",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("idempotency_keys_expiry", "idempotency_keys", ["expires_at"])
    # Nobody's keys are those of requests that come before a login.
    _isolate("idempotency_keys", f"user_id is not distinct from {CURRENT_USER}")
    _let_expire("idempotency_keys")


def _let_expire(table: str) -> None:
    """The sweep acts for nobody, and sees what is of no use to anybody."""
    for right in ("select", "delete"):
        op.execute(
            f"create policy {table}_expired_{right} on {table} for {right}"
            " using (expires_at < now())"
        )


def _isolate(table: str, own: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy {table}_own on {table} using ({own}) with check ({own})")
