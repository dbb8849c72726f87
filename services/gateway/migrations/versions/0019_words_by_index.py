"""Words where a search may look them up by an index, under row-level security (docs/adr/0059)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = {"view_jobs": "job_words", "view_candidates": "candidate_words"}
OWN = "workspace_id = (select nullif(current_setting('app.workspace_id', true), '')::uuid)"
ASKED = "words @@ (select nullif(current_setting('app.words', true), '')::tsquery)"
KEEP = """
create function keep_words() returns trigger language plpgsql as $$
declare
    asked text := coalesce(current_setting('app.words', true), '');
begin
    if tg_op = 'UPDATE' and new.words = old.words and new.workspace_id = old.workspace_id then
        return null;
    end if;
    -- A row that is written has to be one that may be read: all of a workspace have its id.
    perform set_config('app.words', quote_literal(new.workspace_id), true);
    execute format(
        'insert into %I.%I (id, workspace_id, words)'
        ' values ($1, $2, $3 || array_to_tsvector(array[$2::text]))'
        ' on conflict (id) do update'
        ' set workspace_id = excluded.workspace_id, words = excluded.words',
        tg_table_schema, tg_argv[0]
    ) using new.id, new.workspace_id, new.words;
    perform set_config('app.words', asked, true);
    return null;
end $$
"""


def upgrade() -> None:
    op.execute(KEEP)
    for view, table in TABLES.items():
        _create(view, table)
        _fill(view, table)
        _isolate(table)
        op.execute(
            f"create trigger {view}_words after insert or update on {view}"
            f" for each row execute function keep_words('{table}')"
        )


def downgrade() -> None:
    for view, table in TABLES.items():
        op.execute(f"drop trigger {view}_words on {view}")
        op.drop_table(table)
    op.execute("drop function keep_words()")


def _create(view: str, table: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Uuid, sa.ForeignKey(f"{view}.id", ondelete="cascade"), primary_key=True),
        sa.Column("workspace_id", sa.Uuid, nullable=False),
        sa.Column("words", TSVECTOR, nullable=False),
    )


def _fill(view: str, table: str) -> None:
    """The owner is bound by the view's policy too, and may lift it within this transaction."""
    op.execute(f"alter table {view} no force row level security")
    op.execute(
        f"insert into {table} (id, workspace_id, words)"  # noqa: S608 - names of our own
        " select id, workspace_id, words || array_to_tsvector(array[workspace_id::text])"
        f" from {view}"
    )
    op.execute(f"alter table {view} force row level security")
    op.create_index(f"{table}_words", table, ["words"], postgresql_using="gin")


def _isolate(table: str) -> None:
    """The policy itself asks for the words: what a policy asks for may be looked up by an index."""
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy {table}_found on {table} for select using ({OWN} and {ASKED})")
    op.execute(f"create policy {table}_new on {table} for insert with check ({OWN})")
    op.execute(
        f"create policy {table}_changed on {table} for update using ({OWN}) with check ({OWN})"
    )
