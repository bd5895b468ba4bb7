"""people and access: appointments, proposed roles, second factor; three administrators kept apart"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# An administrator of one of the three kinds is nothing else, and nobody has granted himself anything.
ADMINS = "('system_admin', 'security_admin', 'audit_admin')"
APART = f"""
    exists (select 1 from person_role where person_role.person_id = new.person_id and person_role.role <> new.role
            and (new.role in {ADMINS} or person_role.role in {ADMINS}))
"""  # noqa: S608  our own words
SELF = "new.granted_by = new.person_id"


def upgrade() -> None:
    op.add_column("person", sa.Column("must_change", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("person", sa.Column("password_at", sa.BigInteger(), nullable=True))
    op.add_column("person", sa.Column("term_from", sa.String(length=10), nullable=True))
    op.add_column("person", sa.Column("term_until", sa.String(length=10), nullable=True))
    op.add_column("person_role", sa.Column("granted_by", sa.String(length=40), nullable=True))
    op.add_column("person_role", sa.Column("granted_at", sa.BigInteger(), nullable=True))
    op.add_column("login_session", sa.Column("whole", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("login_session", sa.Column("device", sa.String(length=80), server_default="", nullable=False))
    op.create_table(
        "role_request",
        sa.Column("person_id", sa.String(length=40), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "role"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "password_past",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_password_past_person_id", "password_past", ["person_id"])
    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.String(length=40), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("person_id", sa.String(length=40), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "digest"),
    )
    _keep_apart()


def _keep_apart() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "update"):
            op.execute(
                f"create trigger person_role_apart_{event} before {event} on person_role begin "
                f"select raise(abort, 'three administrators are kept apart') where {APART}; "
                f"select raise(abort, 'nobody grants himself') where {SELF}; end"
            )
        return
    op.execute(
        "create function person_role_apart() returns trigger language plpgsql as $$ begin "
        # two grants to one person at once wait for each other here
        "perform 1 from person where id = new.person_id for update; "
        f"if {APART} then raise exception 'three administrators are kept apart'; end if; "
        f"if {SELF} then raise exception 'nobody grants himself'; end if; return new; end $$"
    )
    op.execute(
        "create trigger person_role_apart before insert or update on person_role "
        "for each row execute function person_role_apart()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("drop trigger person_role_apart_insert")
        op.execute("drop trigger person_role_apart_update")
    else:
        op.execute("drop trigger person_role_apart on person_role")
        op.execute("drop function person_role_apart()")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    op.drop_table("password_past")
    op.drop_table("role_request")
    for table, column in (
        ("login_session", "device"), ("login_session", "whole"), ("person_role", "granted_at"),
        ("person_role", "granted_by"), ("person", "term_until"), ("person", "term_from"),
        ("person", "password_at"), ("person", "must_change"),
    ):  # fmt: skip
        op.drop_column(table, column)
