"""The product without a guard, for the controls: a test that cannot fail proves nothing."""

import pytest

from mediation.services import case_work
from mediation.store import cases, history


def without_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save over whatever is there, as if nobody else could have written."""

    def save(connection, row):
        now = "select version from process_instance where case_id = ?"
        row.version = connection.exec_driver_sql(now, (row.id,)).scalar_one()
        return real(connection, row)

    real = cases.save
    monkeypatch.setattr(cases, "save", save)


def without_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Number submissions as they come, keep neither history nor worklist: nothing clashes any more."""

    def add_submission(connection, values):
        last = "select coalesce(max(seq), 0) + 1 from submission where case_id = ?"
        seq = connection.exec_driver_sql(last, (values["case_id"],)).scalar_one()
        real(connection, {**values, "seq": seq})

    real = cases.add_submission
    monkeypatch.setattr(cases, "add_submission", add_submission)
    monkeypatch.setattr(history, "append", lambda connection, case_id, public_id, seq, head, entries: (seq, head))
    monkeypatch.setattr(case_work, "write_projections", lambda *given: None)
    monkeypatch.setattr(cases, "save_archived", lambda *given: None)
