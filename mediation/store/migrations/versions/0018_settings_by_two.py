"""a setting and a subsidy scheme are asked for by one and approved by another; what there was is approved"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("setting_change", "subsidy_scheme")
COLUMNS = ("state", "decided_by", "decided_at", "answer")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, recreate="never") as batch:
            batch.add_column(sa.Column("state", sa.String(length=12), nullable=False, server_default="approved"))
            batch.add_column(sa.Column("decided_by", sa.String(length=40)))
            batch.add_column(sa.Column("decided_at", sa.BigInteger()))
            batch.add_column(sa.Column("answer", sa.Text()))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, recreate="never") as batch:
            for name in COLUMNS:
                batch.drop_column(name)
