"""Read models and the events that WebSockets replay."""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_user, isolate_by_workspace
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LONGEST_SEARCHED = 50_000
TABLES = (
    "live_events",
    "view_document_entities",
    "view_notifications",
    "view_matches",
    "view_relationships",
    "view_entities",
    "view_documents",
    "view_candidates",
    "view_jobs",
)


def upgrade() -> None:
    _create_recruiting()
    _create_documents()
    _create_knowledge()
    _create_notifications()
    _create_live_events()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _create_recruiting() -> None:
    _create_view(
        "view_jobs",
        *map(_text, ("status", "employment_type", "workplace_type", "seniority", "source")),
        *map(_text, ("external_id", "department")),
        *map(_sortable, ("title", "company")),
        _uuid("document_id"),
        _search("title", "company", "department", "locations", "skills_required", "description"),
    )
    op.create_index("view_jobs_status", "view_jobs", ["workspace_id", "status", "created_at"])
    _create_view(
        "view_candidates",
        *map(_text, ("status", "source")),
        _derived("name", sa.Text, f"lower({_joined('first_name', 'last_name')})", nullable=False),
        _number("years_of_experience"),
        _uuid("document_id"),
        _search("first_name", "last_name", "headline", "location", "skills", "summary", "work"),
    )
    _create_view("view_matches", _derived("job_id", sa.Uuid, "(state->>'job_id')::uuid"))
    op.create_index("view_matches_job", "view_matches", ["workspace_id", "job_id", "created_at"])


def _create_documents() -> None:
    _create_view(
        "view_documents",
        *map(_text, ("kind", "status", "language")),
        _sortable("name"),
        _uuid("file_id"),
        _derived("about_id", sa.Uuid, "(state->'about'->>'id')::uuid"),
        _search("name"),
    )
    op.create_table(
        "view_document_entities",
        sa.Column("document_id", sa.Uuid, primary_key=True),
        sa.Column("entity_id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("mentioned", sa.Boolean, nullable=False),
    )
    isolate_by_workspace(op, "view_document_entities")


def _create_knowledge() -> None:
    _create_view(
        "view_entities",
        *map(_text, ("type", "status")),
        *map(_sortable, ("name", "canonical_name")),
        *map(_number, ("confidence", "mention_count")),
        _search("name", "canonical_name", "aliases"),
    )
    _create_view(
        "view_relationships",
        *map(_uuid, ("subject_id", "object_id")),
        _text("predicate"),
        _number("confidence"),
        _derived("retracted", sa.Boolean, "coalesce((state->>'retracted')::boolean, false)"),
    )
    for end in ("subject_id", "object_id"):
        op.create_index(f"view_relationships_{end}", "view_relationships", ["workspace_id", end])


def _create_notifications() -> None:
    _create_table(
        "view_notifications",
        _uuid("user_id"),
        _text("category"),
        _derived("unread", sa.Boolean, "(state->>'read_at') is null", nullable=False),
    )
    op.create_index("view_notifications_user", "view_notifications", ["user_id", "created_at"])
    isolate_by_user(op, "view_notifications")


def _create_live_events() -> None:
    op.create_table(
        "live_events",
        sa.Column("position", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("id", sa.Uuid, nullable=False, unique=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("resource", postgresql.JSONB, nullable=False),
        sa.Column("at", MOMENT, nullable=False, server_default=sa.func.clock_timestamp()),
    )
    op.create_index("live_events_order", "live_events", ["workspace_id", "position"])
    isolate_by_workspace(op, "live_events")


def _create_view(name: str, *derived: sa.Column) -> None:
    _create_table(name, *derived)
    isolate_by_workspace(op, name)


def _create_table(name: str, *derived: sa.Column) -> None:
    """All columns but the first six follow from the state, so that they cannot differ from it."""
    op.create_table(
        name,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("state", postgresql.JSONB, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        *derived,
    )
    for moment in ("created_at", "updated_at"):
        op.create_index(f"{name}_{moment}", name, ["workspace_id", moment, "id"])


def _derived(name: str, kind: type, expression: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, kind, sa.Computed(expression, persisted=True), nullable=nullable)


def _text(field: str) -> sa.Column:
    return _derived(field, sa.Text, f"state->>'{field}'")


def _uuid(field: str) -> sa.Column:
    return _derived(field, sa.Uuid, f"(state->>'{field}')::uuid")


def _number(field: str) -> sa.Column:
    return _derived(field, sa.Double, f"(state->>'{field}')::float8")


def _sortable(field: str) -> sa.Column:
    return _derived(field, sa.Text, f"lower({_joined(field)})", nullable=False)


def _search(*fields: str) -> sa.Column:
    """Found by its words as they are and, for English, by their stems."""
    words = f"left({_joined(*fields)}, {LONGEST_SEARCHED})"
    both = f"to_tsvector('simple', {words}) || to_tsvector('english', {words})"
    return _derived("search", postgresql.TSVECTOR, both, nullable=False)


def _joined(*fields: str) -> str:
    return " || ' ' || ".join(f"coalesce(state->>'{field}', '')" for field in fields)
