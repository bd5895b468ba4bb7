"""The migrations lead to the tables that the code knows, and may be run again and again."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from house import WORKED_CASES, House
from sound import all_ailments
from sqlalchemy import create_engine, inspect

from mediation.store import schema
from mediation.store.db import engine_options
from mediation.store.tables import db

C11 = WORKED_CASES["C11"]


@pytest.fixture
def engine(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/fresh.db"
    made = create_engine(url, **engine_options(url))
    yield made
    made.dispose()


def differences(engine):
    """What Alembic would still change to come to the code's tables (defaults that old rows were given do not count)."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, schema.target_metadata())


def shape(engine):
    """Every table with its columns, keys and indexes, in whatever order, as the database itself tells them."""
    looked = inspect(engine)
    return {table: shape_of(looked, table) for table in looked.get_table_names() if table != "alembic_version"}


def shape_of(looked, table):
    columns, foreign = looked.get_columns(table), looked.get_foreign_keys(table)
    return {
        "columns": sorted((one["name"], str(one["type"]), one["nullable"]) for one in columns),
        "key": looked.get_pk_constraint(table)["constrained_columns"],
        "foreign": sorted((one["constrained_columns"], one["referred_table"]) for one in foreign),
        "indexes": sorted((one["name"], one["column_names"]) for one in looked.get_indexes(table)),
        "unique": sorted(str(one["column_names"]) for one in looked.get_unique_constraints(table)),
    }


def test_a_new_database_has_exactly_the_tables_of_the_code(engine):
    schema.upgrade(engine)
    assert differences(engine) == []


def test_migrated_and_made_at_once_are_the_same(engine, tmp_path):
    """Not only in Alembic's eyes: what the database says of itself is equal, column by column."""
    schema.upgrade(engine)
    url = f"sqlite:///{tmp_path}/made.db"
    made = create_engine(url, **engine_options(url))
    db.metadata.create_all(made)
    assert shape(engine) == shape(made)
    made.dispose()


def options_of(engine):
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("select name, sql from sqlite_master where type = 'table'")
        return {name: "WITHOUT ROWID" in sql.upper() for name, sql in rows if name != "alembic_version"}


def test_tables_kept_by_their_key_are_so_after_the_migrations_too(engine, tmp_path):
    """An option of SQLite that Alembic does not compare."""
    schema.upgrade(engine)
    url = f"sqlite:///{tmp_path}/made.db"
    made = create_engine(url, **engine_options(url))
    db.metadata.create_all(made)
    assert options_of(engine) == options_of(made)
    made.dispose()


def test_running_the_migrations_again_changes_nothing(engine):
    schema.upgrade(engine)
    before = shape(engine)
    for _ in range(2):
        schema.upgrade(engine)
    assert shape(engine) == before and differences(engine) == []
    with engine.connect() as connection:
        assert schema.is_current(connection)


def test_migrations_are_one_line_from_the_first_to_the_newest():
    scripts = ScriptDirectory.from_config(schema._config())
    assert len(scripts.get_heads()) == 1 and len(scripts.get_bases()) == 1
    names = [path.name for path in sorted((schema.MIGRATIONS / "versions").glob("*.py"))]
    assert all(re.match(r"\d{4}_\w+\.py", name) for name in names) and len(names) == len(list(scripts.walk_revisions()))


def test_an_office_at_work_is_unharmed_by_migrating_again(house: House):
    house.stage(C11, 4)
    before = house.ask("select * from process_instance")
    schema.upgrade(house.office.store.engine)
    assert house.ask("select * from process_instance") == before
    assert all_ailments(house) == {}


def test_a_history_kept_before_digests_became_bytes_still_proves_itself(house: House):
    """0016: hexadecimal text of bundles and forms is halved into bytes, and can be read as it was."""
    engine, columns = house.office.store.engine, "select hex(bundle), hex(form), hex(hash) from history order by seq"
    house.stage(C11, 4)
    before = house.ask(columns)
    config = schema._config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0015")
    text = house.ask("select bundle, form, hex(hash) from history order by seq")
    assert all(re.fullmatch("[0-9a-f]{16}", bundle) for bundle, _, _ in text), "the control: it was text"
    schema.upgrade(engine)
    assert house.ask(columns) == before and all_ailments(house) == {}


def test_a_database_of_an_older_schema_is_noticed(engine):
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '0001'")
        connection.exec_driver_sql("delete from alembic_version where 0")
    with engine.connect() as connection:
        newest = ScriptDirectory.from_config(schema._config()).get_current_head()
        assert schema.is_current(connection) == (newest == "0001")


def test_control_a_column_that_is_missing_is_noticed(engine):
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("alter table access_log drop column outcome")
    assert differences(engine) != []
