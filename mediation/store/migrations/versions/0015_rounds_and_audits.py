"""rounds and clues; samples, findings and what was said of them; the access log by whom and what"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("made_by", "key"),
    )
    op.create_table(
        "patrol",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.String(length=40), nullable=False),
        sa.Column("walked_on", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("actor_id", "key"),
    )
    op.create_index("ix_patrol_org", "patrol", ["org_id", "walked_on"], unique=False)
    op.create_table(
        "audit_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["mediation_case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_finding_case_id", "audit_finding", ["case_id"], unique=False)
    op.create_index("ix_audit_finding_state", "audit_finding", ["state", "case_id"], unique=False)
    op.create_table(
        "audit_pick",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["mediation_case.id"]),
        sa.ForeignKeyConstraint(["sample_id"], ["audit_sample.id"]),
        sa.PrimaryKeyConstraint("sample_id", "case_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_audit_pick_case", "audit_pick", ["case_id"], unique=False)
    op.create_table(
        "clue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patrol_id", sa.Integer(), nullable=True),
        sa.Column("org_id", sa.String(length=40), nullable=False),
        sa.Column("found_on", sa.String(length=10), nullable=False),
        sa.Column("dispute_type", sa.String(length=2), nullable=False),
        sa.Column("urgency", sa.String(length=8), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["mediation_case.id"]),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("actor_id", "key"),
    )
    op.create_index("ix_clue_org", "clue", ["org_id", "state", "found_on"], unique=False)
    op.create_index("ix_clue_patrol_id", "clue", ["patrol_id"], unique=False)
    op.create_table(
        "audit_remark",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["audit_finding.id"]),
        sa.PrimaryKeyConstraint("finding_id", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_access_log_actor", "access_log", ["actor_id", "at"], unique=False)
    op.create_index("ix_access_log_subject", "access_log", ["subject"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_access_log_subject", table_name="access_log")
    op.drop_index("ix_access_log_actor", table_name="access_log")
    op.drop_table("audit_remark")
    op.drop_index("ix_clue_patrol_id", table_name="clue")
    op.drop_index("ix_clue_org", table_name="clue")
    op.drop_table("clue")
    op.drop_index("ix_audit_pick_case", table_name="audit_pick")
    op.drop_table("audit_pick")
    op.drop_index("ix_audit_finding_state", table_name="audit_finding")
    op.drop_index("ix_audit_finding_case_id", table_name="audit_finding")
    op.drop_table("audit_finding")
    op.drop_index("ix_patrol_org", table_name="patrol")
    op.drop_table("patrol")
    op.drop_table("audit_sample")
