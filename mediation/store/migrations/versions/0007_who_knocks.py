"""who knocks: failed sign-ins are counted by account and device; a session may owe the setting up of a second factor"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # what was counted before is forgotten: a lock holds for half an hour only
    op.drop_table("login_failure")
    op.create_table(
        "login_failure",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "device"),
    )
    op.add_column("login_session", sa.Column("owes_factor", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("login_session", "owes_factor")
    op.drop_table("login_failure")
    op.create_table(
        "login_failure",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
    )
