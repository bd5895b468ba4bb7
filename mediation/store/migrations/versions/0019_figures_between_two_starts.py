"""what cases add to the statistics, written down between two starts"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_page",
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("page"),
    )


def downgrade() -> None:
    op.drop_table("figure_page")
