"""how people like it: preferences, and phrases of one's own"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "preference",
        sa.Column("person_id", sa.String(40), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "own_phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(40), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_own_phrase_person_id", "own_phrase", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_own_phrase_person_id", "own_phrase")
    op.drop_table("own_phrase")
    op.drop_table("preference")
