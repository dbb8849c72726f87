"""What all spellings of an entity's name have in common."""

import sqlalchemy as sa
from alembic import op
from hirewire_ai_worker.graph.forms import form_of

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KNOWN = sa.text("select id, type, canonical_name from entities")
FORM = sa.text("update entities set form = :form where id = :id")


def upgrade() -> None:
    op.add_column("entities", sa.Column("form", sa.Text))
    op.execute("alter table entities no force row level security")
    connection = op.get_bind()
    forms = [
        {"id": row.id, "form": form}
        for row in connection.execute(KNOWN)
        if (form := form_of(row.type, row.canonical_name))
    ]
    if forms:
        connection.execute(FORM, forms)
    op.execute("alter table entities force row level security")
    op.create_index("entities_form", "entities", ["workspace_id", "type", "form"])


def downgrade() -> None:
    op.drop_index("entities_form", "entities")
    op.drop_column("entities", "form")
