"""Jobs and candidates."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import (
    create_chassis_tables,
    drop_chassis_tables,
    isolate_by_workspace,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_chassis_tables(op)
    _create_jobs()
    _create_candidates()
    isolate_by_workspace(op, "jobs")
    isolate_by_workspace(op, "candidates")


def downgrade() -> None:
    op.drop_table("candidates")
    op.drop_table("jobs")
    drop_chassis_tables(op)


def _stamp() -> tuple[sa.Column, ...]:
    return (
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def _reading() -> tuple[sa.Column, ...]:
    return (
        sa.Column("document_id", sa.Uuid),
        sa.Column("document_at", sa.DateTime(timezone=True)),
        sa.Column("document_sequence", sa.BigInteger),
        sa.Column("edited", ARRAY(sa.Text), nullable=False),
        sa.Column("origin", sa.Text),
    )


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        *_stamp(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("company", "department")),
        *(sa.Column(name, sa.Text) for name in ("employment_type", "workplace_type")),
        sa.Column("locations", JSONB, nullable=False),
        sa.Column("salary", JSONB),
        sa.Column("skills_required", JSONB, nullable=False),
        sa.Column("skills_preferred", JSONB, nullable=False),
        sa.Column("seniority", sa.Text),
        sa.Column("headcount", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("external_id", "source", "url")),
        sa.Column("tags", JSONB, nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("close_reason", sa.Text),
        *_reading(),
        sa.CheckConstraint(
            "status in ('draft', 'open', 'on_hold', 'closed', 'archived')", name="jobs_status"
        ),
    )


def _create_candidates() -> None:
    lists = ("emails", "phone_numbers", "urls", "skills", "work", "education")
    more_lists = ("languages", "certificates", "tags")
    op.create_table(
        "candidates",
        *_stamp(),
        *(sa.Column(name, sa.Text) for name in ("first_name", "last_name", "headline")),
        *(sa.Column(name, sa.Text) for name in ("location", "summary", "source")),
        *(sa.Column(name, JSONB, nullable=False) for name in lists + more_lists),
        sa.Column("years_of_experience", sa.Float),
        sa.Column("consent", JSONB),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("merged_into", sa.Uuid),
        sa.Column("resume_file_id", sa.Uuid),
        *_reading(),
        sa.CheckConstraint("status in ('active', 'merged', 'erased')", name="candidates_status"),
    )
