"""the mediator's day: work items by person, hands, search tokens, what people are told"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _renew_work_items()
    op.create_table(
        "hand",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("mediation_case.id"), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "case_id"),
        sqlite_with_rowid=False,
    )
    _partial("ix_hand_running", "hand", ["person_id", "case_id"], "running = 1", "running")
    op.create_table(
        "search_token",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("mediation_case.id"), nullable=False),
        sa.PrimaryKeyConstraint("token", "case_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mediation_case_registered", "mediation_case", ["registered_org_id", "registered_at"])
    _partial("ix_mediation_case_deadline", "mediation_case", ["deadline_on"], "status = 'open'")
    _tell_people()


def _partial(name: str, table: str, columns: list[str], where: str, postgresql: str = "") -> None:
    op.create_index(
        name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(postgresql or where)
    )  # fmt: skip


def _work_items(*columns: Any, key: list[str]) -> None:
    op.create_table(
        "work_item",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("mediation_case.id"), nullable=False),
        sa.Column("task_key", sa.String(length=40), nullable=False),
        sa.Column("org_id", sa.String(length=40), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("task", sa.String(length=40), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        *columns,
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(*key),
        sqlite_with_rowid=False,
    )


def _renew_work_items() -> None:
    """A row that named several people becomes one for each of them."""
    rows = op.get_bind().execute(sa.text("select * from work_item")).mappings().all()
    op.drop_table("work_item")
    _work_items(
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        key=["case_id", "task_key", "org_id", "person_id"],
    )
    _partial("ix_work_item_free", "work_item", ["org_id", "opened_at"], "person_id = ''")
    _partial("ix_work_item_person", "work_item", ["person_id", "opened_at"], "person_id <> ''")
    for row in rows:
        for person in row["people"].split() or [""]:
            op.get_bind().execute(
                sa.text(
                    "insert into work_item (case_id, task_key, org_id, person_id, task, roles, claimed, opened_at, due_at)"
                    " values (:case_id, :task_key, :org_id, :person_id, :task, :roles, :claimed, :opened_at, :due_at)"
                ),
                {**row, "person_id": person, "claimed": False},
            )


def _tell_people() -> None:
    op.drop_table("outbox")  # nothing was ever put into it
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        *_matter(),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    _partial("ix_outbox_waiting", "outbox", ["created_at"], "delivered_at is null")
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        *_matter(),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_notification_person", "notification", ["person_id", "at"])
    _partial("ix_notification_unread", "notification", ["person_id"], "read_at is null")


def _matter() -> list[Any]:
    return [
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("mediation_case.id"), nullable=True),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("task_key", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
    ]


def downgrade() -> None:
    op.drop_table("notification")
    op.drop_table("outbox")
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("mediation_case.id"), nullable=True),
        sa.Column("org_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.drop_index("ix_mediation_case_deadline", "mediation_case")
    op.drop_index("ix_mediation_case_registered", "mediation_case")
    op.drop_table("search_token")
    op.drop_table("hand")
    op.drop_table("work_item")
    _work_items(
        sa.Column("people", sa.String(length=400), nullable=False), key=["case_id", "task_key", "org_id"]
    )  # fmt: skip
    op.create_index("ix_work_item_org", "work_item", ["org_id", "opened_at"])
