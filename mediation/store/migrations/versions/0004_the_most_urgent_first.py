"""the most urgent first: work items in the order in which they press, by kind"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# what is due at no time comes after what is, in the order in which it opened
LATER = 10 * 365 * 86_400_000


def upgrade() -> None:
    op.add_column("work_item", sa.Column("urgent_at", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(f"update work_item set urgent_at = coalesce(due_at, opened_at + {LATER})")  # noqa: S608  a number of ours
    op.drop_index("ix_work_item_free", "work_item")
    op.drop_index("ix_work_item_person", "work_item")
    _index("ix_work_item_free", ["org_id", "roles", "task", "urgent_at"], "person_id = ''")
    _index("ix_work_item_person", ["person_id", "task", "urgent_at"], "person_id <> ''")
    restricted = sa.text("confidential_level <> 'normal'")
    op.create_index(
        "ix_mediation_case_restricted", "mediation_case", ["registered_at"],
        sqlite_where=restricted, postgresql_where=restricted,
    )  # fmt: skip


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "work_item", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_index("ix_mediation_case_restricted", "mediation_case")
    op.drop_index("ix_work_item_free", "work_item")
    op.drop_index("ix_work_item_person", "work_item")
    _index("ix_work_item_free", ["org_id", "opened_at"], "person_id = ''")
    _index("ix_work_item_person", ["person_id", "opened_at"], "person_id <> ''")
    op.drop_column("work_item", "urgent_at")
