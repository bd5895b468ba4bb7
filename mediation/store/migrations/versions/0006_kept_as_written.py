"""kept as written: history, checkpoints and the access log take new entries only, whoever asks"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("history", "checkpoint", "access_log")
SAYS = "is kept as it was written"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for act in ("update", "delete"):
                op.execute(
                    f"create trigger {table}_no_{act} before {act} on {table} begin "
                    f"select raise(abort, '{table} {SAYS}'); end"
                )
        return
    op.execute(
        "create function kept_as_written() returns trigger language plpgsql as $$ begin "
        f"raise exception '% {SAYS}', tg_table_name; end $$"
    )
    for table in TABLES:
        # for the statement, not for each row: TRUNCATE has no rows to ask about
        op.execute(
            f"create trigger {table}_kept before update or delete or truncate on {table} "
            "for each statement execute function kept_as_written()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for act in ("update", "delete"):
                op.execute(f"drop trigger {table}_no_{act}")
        return
    for table in TABLES:
        op.execute(f"drop trigger {table}_kept on {table}")
    op.execute("drop function kept_as_written()")
