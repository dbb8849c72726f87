"""Lists and searches of jobs and candidates look into the same words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LONGEST = 50_000
SEARCHED = {
    "view_jobs": (
        "title",
        "company",
        "department",
        "locations",
        "skills_required",
        "description",
    ),
    "view_candidates": (
        "first_name",
        "last_name",
        "headline",
        "location",
        "skills",
        "summary",
        "work",
    ),
}


def upgrade() -> None:
    for view in SEARCHED:
        op.drop_column(view, "search")


def downgrade() -> None:
    for view, fields in SEARCHED.items():
        text = " || ' ' || ".join(f"coalesce(state->>'{field}', '')" for field in fields)
        words = f"left({text}, {LONGEST})"
        both = f"to_tsvector('simple', {words}) || to_tsvector('english', {words})"
        column = sa.Column("search", TSVECTOR, sa.Computed(both, persisted=True), nullable=False)
        op.add_column(view, column)
