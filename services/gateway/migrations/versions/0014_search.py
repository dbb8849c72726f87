"""Words by their weight, for searches: a title says more than a description."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LONGEST = 50_000
WORDS = {
    "view_jobs": {
        "A": ("state->'title'", "state->'skills_required'"),
        "B": ("state->'company'", "state->'department'", "state->'skills_preferred'"),
        "C": ("state->'locations'", "state->'tags'"),
        "D": ("state->'description'",),
    },
    "view_candidates": {
        "A": ("state->'headline'", "jsonb_path_query_array(state, '$.skills[*].name')"),
        "B": (
            "state->'first_name'",
            "state->'last_name'",
            "jsonb_path_query_array(state, '$.work[*].title')",
            "jsonb_path_query_array(state, '$.work[*].company')",
        ),
        "C": (
            "state->'location'",
            "state->'tags'",
            "jsonb_path_query_array(state, '$.languages[*].name')",
            "jsonb_path_query_array(state, '$.certificates[*].name')",
            "jsonb_path_query_array(state, '$.education[*].*')",
        ),
        "D": ("state->'summary'", "jsonb_path_query_array(state, '$.work[*].summary')"),
    },
}


def upgrade() -> None:
    for view, classes in WORDS.items():
        vectors = " || ".join(_weighted(weight, parts) for weight, parts in classes.items())
        words = sa.Computed(vectors, persisted=True)
        op.add_column(view, sa.Column("words", TSVECTOR, words, nullable=False))


def downgrade() -> None:
    for view in WORDS:
        op.drop_column(view, "words")


def _weighted(weight: str, parts: tuple[str, ...]) -> str:
    """As they are and by their English stems; parts are strings or arrays of strings in JSON."""
    text = " || ' ' || ".join(f"coalesce(left(({part})#>>'{{}}', {LONGEST}), '')" for part in parts)
    return " || ".join(
        f"setweight(to_tsvector('{config}', {text}), '{weight}')"
        for config in ("simple", "english")
    )
