"""Account tokens, API keys and the audit log."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_user, isolate_by_workspace
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSONB = postgresql.JSONB
LOGIN = "hirewire_gateway"
_REFUSE = """
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$
"""


def upgrade() -> None:
    op.add_column("users", sa.Column("email_verified_at", MOMENT))
    _create_account_tokens()
    _create_api_keys()
    _create_audit_log()


def downgrade() -> None:
    op.drop_table("audit_log")
    op.execute("drop function refuse_audit_change()")
    op.drop_table("api_keys")
    op.drop_table("account_tokens")
    op.drop_column("users", "email_verified_at")


def _create_account_tokens() -> None:
    op.create_table(
        "account_tokens",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
    )
    op.create_index("account_tokens_expiry", "account_tokens", ["user_id", "expires_at"])
    isolate_by_user(op, "account_tokens")
    # The sweep acts for nobody, and sees what is of no use to anybody.
    for right in ("select", "delete"):
        op.execute(
            f"create policy account_tokens_expired_{right} on account_tokens for {right}"
            " using (expires_at < now())"
        )


def _create_api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("workspace_id", sa.Uuid, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("permissions", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("previous_hash", sa.LargeBinary),
        sa.Column("previous_until", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
    )
    op.create_index("api_keys_user", "api_keys", ["user_id", "workspace_id"])
    isolate_by_user(op, "api_keys")


def _create_audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("workspace_id", sa.Uuid, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("resource_kind", sa.Text),
        sa.Column("resource_id", sa.Uuid),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("user_agent", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("before_hash", sa.Text),
        sa.Column("after_hash", sa.Text),
        sa.Column("previous", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("decision in ('allowed', 'denied')", name="audit_log_decision"),
    )
    isolate_by_workspace(op, "audit_log")
    op.execute(f"revoke update, delete, truncate on audit_log from {LOGIN}")
    op.execute(_REFUSE)
    op.execute(
        "create trigger audit_log_append_only before update or delete or truncate on audit_log"
        " for each statement execute function refuse_audit_change()"
    )
