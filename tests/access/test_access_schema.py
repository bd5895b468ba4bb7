"""The database itself: migrations and tables say the same, and the three administrators are kept apart."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from house import WORKED_CASES, House

from mediation.services.keep_history import checkpoint
from mediation.services.office import Office
from mediation.store import schema
from mediation.store.db import sqlite_module

DRIVER: ModuleType | type = sqlite_module()


@pytest.fixture
def raw(house: House) -> Iterator[sqlite3.Connection]:
    """The database as anybody with a shell has it."""
    connection = DRIVER.connect(house.database, isolation_level=None)
    yield connection
    connection.close()


def test_the_migrations_make_the_tables_that_the_code_has(office: Office) -> None:
    with office.store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.target_metadata()) == []
        assert schema.is_current(connection)


def test_every_migration_can_be_taken_back_and_made_again(tmp_path: Path) -> None:
    from alembic import command

    house = House.at(tmp_path)
    schema.upgrade(house.office.store.engine)
    config = schema._config()
    with house.office.store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        command.upgrade(config, "head")
        assert compare_metadata(MigrationContext.configure(connection), schema.target_metadata()) == []
    house.office.store.engine.dispose()


@pytest.mark.parametrize("first", ["system_admin", "security_admin", "audit_admin"])
@pytest.mark.parametrize("second", ["system_admin", "security_admin", "audit_admin", "village_mediator", "auditor"])
def test_no_account_holds_an_administrators_role_and_another(first: str, second: str, raw: sqlite3.Connection) -> None:
    if first == second:
        return
    for one, other in ((first, second), (second, first)):
        raw.execute("delete from person_role where person_id = 'u_grid1'")
        raw.execute("insert into person_role (person_id, role) values ('u_grid1', ?)", [one])
        with pytest.raises(DRIVER.IntegrityError, match="kept apart"):
            raw.execute("insert into person_role (person_id, role) values ('u_grid1', ?)", [other])
    raw.execute("delete from person_role where person_id = 'u_grid1'")
    raw.executemany(
        "insert into person_role (person_id, role) values ('u_grid1', ?)", [["grid_worker"], ["village_mediator"]]
    )
    with pytest.raises(DRIVER.IntegrityError, match="kept apart"):
        raw.execute("update person_role set role = ? where person_id = 'u_grid1' and role = 'grid_worker'", [first])


def test_nobody_grants_himself_even_past_the_program(raw: sqlite3.Connection) -> None:
    with pytest.raises(DRIVER.IntegrityError, match="grants himself"):
        raw.execute("insert into person_role (person_id, role, granted_by) values ('u_grid1', 'reviewer', 'u_grid1')")


# --- what is written once stays as it was written

KEPT = ("history", "checkpoint", "access_log")


@pytest.mark.parametrize("table", KEPT)
def test_what_is_kept_takes_new_entries_only(table: str, house: House, raw: sqlite3.Connection) -> None:
    house.stage(WORKED_CASES["C11"], 2)
    checkpoint(house.office)
    raw.execute("insert into access_log (at, actor_id, action, subject, outcome) values (1, 'u', 'x', '', 'done')")
    rows = raw.execute(f"select * from {table}").fetchall()
    key = {"history": "seq"}.get(table, "id")
    for change in (f"update {table} set at = at + 1", f"delete from {table} where {key} > 0", f"delete from {table}"):
        with pytest.raises(DRIVER.IntegrityError, match="kept as it was written"):
            raw.execute(change)
    assert rows and raw.execute(f"select * from {table}").fetchall() == rows


def test_control_without_its_trigger_an_entry_could_be_changed(raw: sqlite3.Connection) -> None:
    raw.execute("insert into access_log (at, actor_id, action, subject, outcome) values (1, 'u', 'x', '', 'done')")
    raw.execute("drop trigger access_log_no_update")
    assert raw.execute("update access_log set outcome = 'refused'").rowcount == 1
