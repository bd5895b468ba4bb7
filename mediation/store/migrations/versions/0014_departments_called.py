"""呼叫单: departments that were called to a case or handed a matter"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_order",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("org_id", sa.String(length=40), nullable=False),
        sa.Column("caller_org_id", sa.String(length=40), nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("rating", sa.String(length=8), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["mediation_case.id"]),
        sa.PrimaryKeyConstraint("case_id", "no"),
    )
    op.create_index("ix_call_order_org", "call_order", ["org_id", "called_at"])
    op.create_index("ix_call_order_caller", "call_order", ["caller_org_id", "called_at"])


def downgrade() -> None:
    op.drop_table("call_order")
