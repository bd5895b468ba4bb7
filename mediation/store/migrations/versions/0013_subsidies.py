"""以案定补: schemes, claims with their shares, reviews, and marks of texts"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subsidy_scheme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "subsidy_claim",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.String(length=40), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("flags", sa.String(length=120), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.Column("published_on", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["mediation_case.id"]),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["scheme_id"], ["subsidy_scheme.id"]),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("ix_subsidy_claim_org", "subsidy_claim", ["org_id", "quarter"])
    op.create_table(
        "subsidy_share",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["subsidy_claim.case_id"]),
        sa.PrimaryKeyConstraint("case_id", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subsidy_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["subsidy_claim.case_id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_subsidy_review_case_id", "subsidy_review", ["case_id"])
    op.create_table(
        "subsidy_text",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["subsidy_claim.case_id"]),
        sa.PrimaryKeyConstraint("mark", "case_id"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("subsidy_text", "subsidy_review", "subsidy_share", "subsidy_claim", "subsidy_scheme"):
        op.drop_table(table)
