"""Two sides of one form, answer by answer: what somebody wrote, and what stands there now."""

from typing import NamedTuple

from mediation.forms.build import encode, proposals
from mediation.forms.context import FormContext
from mediation.forms.spec import FormDefinition
from mediation.forms.words import FormData
from mediation.services.done_meanwhile import Done
from mediation.web.kept_words import Line, lines_of
from mediation.web.screens import Screen


class Pair(NamedTuple):
    """One answer on both sides; `name` and `words` put what is there now into the form by script."""

    label: str
    mine: str
    now: str
    name: str = ""
    words: tuple[str, ...] = ()


def with_fresh(screen: Screen, words: FormData) -> list[Pair]:
    """What was written, beside what the form proposes now; only where it proposes something else."""
    now = encode(screen.definition, screen.context, proposals(screen.definition, screen.context))
    pairs = _pairs(screen.definition, screen.context, words, now)
    return [pair._replace(words=tuple(now.getlist(pair.name))) for pair in pairs if pair.now and pair.now != pair.mine]


def with_done(done: Done, words: FormData) -> list[Pair]:
    """What was written, beside what somebody else entered; nothing where that is not for this person."""
    if not done.values:
        return []
    now = encode(done.definition, done.context, done.values)
    return [pair for pair in _pairs(done.definition, done.context, words, now) if pair.mine != pair.now]


def _pairs(definition: FormDefinition, context: FormContext, mine: FormData, now: FormData) -> list[Pair]:
    left = {line.name: line for line in lines_of(definition, context, mine)}
    right = {line.name: line for line in lines_of(definition, context, now)}
    # in the order of the form: what only one side has stands where that side has it
    order: dict[str, Line] = {**left, **right}
    nothing = Line("", "")
    return [
        Pair(line.label, left.get(name, nothing).text, right.get(name, nothing).text, name)
        for name, line in order.items()
    ]
