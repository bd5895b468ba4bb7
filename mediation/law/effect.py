"""When an agreement takes effect and what it is worth: computed, never typed in (人民调解法 29, 30)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from mediation.case.facts import Agreement, money
from mediation.law.values import day_of, rows


def effective_on(task: str, values: Mapping[str, Any], at: date) -> date:
    """An oral agreement binds on the day it is reached; a written one when the last signature or the seal is on it.

    `at` is the day of submission; a seal without a day of its own counts as put on that day.
    """
    if task == "A_oral":
        return at
    days = [day for row in rows(values.get("signatures")) if (day := day_of(row.get("at"))) is not None]
    return max([*days, day_of(values.get("seal_at")) or at])


def total(terms: Any) -> Decimal:
    """The sum of the terms' amounts, in yuan; a periodic term counts one period."""
    return sum((money(row.get("amount")) for row in rows(terms)), Decimal("0.00"))


def total_after_change(agreement: Agreement | None, changed: Any) -> Decimal:
    """The sum of an agreement's terms in yuan once the changed ones replace those of their number."""
    amounts = {term.no: money(term.amount) for term in agreement.terms} if agreement else {}
    for place, row in enumerate(rows(changed), start=1):
        amounts[int(row.get("no") or place)] = money(row.get("amount"))
    return sum(amounts.values(), Decimal("0.00"))


def yuan(amount: Decimal) -> str:
    """Yuan with two decimals, as facts and exports keep them."""
    return f"{amount:.2f}"
