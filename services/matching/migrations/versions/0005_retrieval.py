"""Ways to candidates that do not look at all of them (docs/adr/0087).

Texts of profiles are kept apart from what filters read, so that a count reads narrow rows.
"""

import sqlalchemy as sa
from alembic import op
from hirewire_chassis.migrations import isolate_by_workspace

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "candidate_skills",
        sa.Column("workspace_id", sa.Uuid, primary_key=True),
        sa.Column("skill_key", sa.Text, primary_key=True),
        sa.Column("candidate_id", sa.Uuid, primary_key=True),
    )
    op.create_index("candidate_skills_candidate", "candidate_skills", ["candidate_id"])
    op.execute("alter table candidate_profiles no force row level security")
    op.execute(
        "insert into candidate_skills (workspace_id, skill_key, candidate_id)"
        " select distinct workspace_id, unnest(skill_keys), candidate_id from candidate_profiles"
    )
    op.execute("alter table candidate_profiles force row level security")
    isolate_by_workspace(op, "candidate_skills")
    _index_profiles()
    _index_vectors()


def _index_profiles() -> None:
    op.execute("alter table candidate_profiles set (toast_tuple_target = 128)")
    op.execute(
        "create index candidate_profiles_filters on candidate_profiles"
        " (workspace_id, country, city, years, candidate_id) where profile is not null"
    )
    op.execute(
        "alter table candidate_profiles add column title_words tsvector generated always as"
        " (to_tsvector('simple', jsonb_path_query_array(profile, '$.titles[*].name'))) stored"
    )
    op.execute(
        "create index candidate_profiles_words on candidate_profiles using gin (title_words)"
    )


def _index_vectors() -> None:
    for kind in ("title", "text"):
        op.execute(
            f"create index candidate_vectors_{kind} on candidate_vectors"
            f" using hnsw (embedding halfvec_cosine_ops) where kind = '{kind}'"
        )


def downgrade() -> None:
    op.execute("drop index candidate_vectors_text")
    op.execute("drop index candidate_vectors_title")
    op.execute("alter table candidate_profiles drop column title_words")
    op.execute("drop index candidate_profiles_filters")
    op.execute("alter table candidate_profiles reset (toast_tuple_target)")
    op.drop_table("candidate_skills")
