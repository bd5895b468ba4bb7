"""drafts of the method, who released which bundle from when, trials, moved cases, settings with their days"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# what was in force becomes the last release; what was before it an earlier one
_CARRY = """
insert into model_release (digest, title, why, state, asked_by, asked_at, effective_at)
select digest, '', '', 'approved', published_by, published_at, 0 from model_bundle where {}in_force order by published_at
"""


def upgrade() -> None:
    op.create_table(
        "model_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("effective_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["model_bundle.digest"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_model_release_effective_at", "model_release", ["effective_at"])
    op.execute(_CARRY.format("not "))
    op.execute(_CARRY.format(""))
    op.drop_column("model_bundle", "in_force")
    op.create_table(
        "model_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["base"], ["model_bundle.digest"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "model_edit",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["model_draft.id"]),
        sa.PrimaryKeyConstraint("draft_id", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "model_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("begun_by", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["model_bundle.digest"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_model_trial_digest", "model_trial", ["digest"])
    op.create_table(
        "case_migration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("from_bundle", sa.String(length=64), nullable=False),
        sa.Column("to_bundle", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("archives", sa.LargeBinary(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["mediation_case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_migration_case_id", "case_migration", ["case_id"])
    op.create_table(
        "setting_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_setting_change_key", "setting_change", ["key", "effective_on"])


def downgrade() -> None:
    for table in ("setting_change", "case_migration", "model_trial", "model_edit", "model_draft"):
        op.drop_table(table)
    op.add_column("model_bundle", sa.Column("in_force", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "update model_bundle set in_force = true where digest in (select digest from model_release "
        "where state = 'approved' order by effective_at desc, id desc limit 1)"
    )
    op.drop_index("ix_model_release_effective_at", "model_release")
    op.drop_table("model_release")
