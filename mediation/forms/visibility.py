"""Decides which fields are shown and which must be filled, from the conditions of the form.

Must not judge what was answered.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mediation.forms.fields import Answer
from mediation.forms.rows import PartyMapAnswer, PartyRowsAnswer, RowsAnswer, StringsAnswer
from mediation.forms.sections import ContainerAnswer, Section

Scope = Mapping[str, Any]

_ROUNDS = 8


def settle(section: Section, outer: Scope) -> dict[str, Any]:
    """Hide and show fields until nothing changes; gives back what conditions inside may ask."""
    scope = scope_of(section, outer)
    hidable = [(answer, when) for answer in section.answers.values() if (when := answer.spec.hide_when) is not None]
    for _ in range(_ROUNDS):
        before = [answer.hidden for answer, _ in hidable]
        for answer, when in hidable:
            answer.hidden = when.holds(scope)
        if before == [answer.hidden for answer, _ in hidable]:
            break
        scope = scope_of(section, outer)
    for answer in section.answers.values():
        answer.required = _must(answer, scope)
        if isinstance(answer, ContainerAnswer):
            for inner in answer.sections.values():
                settle(inner, {**scope, **(inner.party.facts if inner.party else {})})
    return scope


def scope_of(section: Section, outer: Scope) -> dict[str, Any]:
    """The names conditions may ask: the case's facts, what is answered here, and columns of rows.

    A field always stands before a fact of the same name: unfilled or hidden it is null, not what once was answered.
    """
    scope = dict(outer)
    for key, answer in section.answers.items():
        scope[key] = None if answer.hidden else answer.value
        scope.update(_columns(key, answer) if not answer.hidden else ())
    return scope


def _columns(key: str, answer: Answer) -> Iterator[tuple[str, list[Any]]]:
    """Rows column by column (`parties_role`), a map's values (`attendance_values`): for `contains`."""
    if isinstance(answer, PartyMapAnswer):
        yield f"{key}_values", list(answer.value.values())
    elif isinstance(answer, RowsAnswer | PartyRowsAnswer) and not isinstance(answer, StringsAnswer):
        rows = answer.value
        for child in answer.spec.children:
            yield f"{key}_{child.key}", [row[child.key] for row in rows if child.key in row]


def _must(answer: Answer, scope: Scope) -> bool:
    spec = answer.spec
    return spec.required or (spec.required_when is not None and spec.required_when.holds(scope))
