"""digests of the history as bytes; the form of a submission stands in its history alone"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_HEX = ("bundle", "form")


def upgrade() -> None:
    _convert(sa.String(length=16), sa.LargeBinary(), "unhex(cast({0} as text))", "decode({0}, 'hex')")
    for table in ("submission", "event_form"):
        with op.batch_alter_table(table, recreate="never") as batch:
            batch.drop_column("form_digest")


def downgrade() -> None:
    for table in ("submission", "event_form"):
        with op.batch_alter_table(table, recreate="never") as batch:
            batch.add_column(sa.Column("form_digest", sa.String(length=64), nullable=True))
    _convert(sa.LargeBinary(), sa.String(length=16), "lower(hex({0}))", "encode({0}, 'hex')")


def _convert(was: sa.types.TypeEngine, becomes: sa.types.TypeEngine, sqlite: str, postgres: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in _HEX:
            op.alter_column("history", name, type_=becomes, existing_type=was, postgresql_using=postgres.format(name))
        return
    with op.batch_alter_table("history", table_kwargs={"sqlite_with_rowid": False}) as batch:
        for name in _HEX:
            batch.alter_column(name, type_=becomes, existing_type=was, existing_nullable=False)
    for name in _HEX:
        op.execute(sa.update(sa.table("history", sa.column(name))).values({name: sa.text(sqlite.format(name))}))
    # the table is another one now: it takes new entries only, as before
    for act in ("update", "delete"):
        op.execute(
            f"create trigger history_no_{act} before {act} on history begin "
            "select raise(abort, 'history is kept as it was written'); end"
        )
