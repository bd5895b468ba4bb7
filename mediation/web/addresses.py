"""How ids look in addresses; what looks otherwise is not found before anybody asks the database."""

from collections.abc import Mapping

from werkzeug.routing import BaseConverter, IntegerConverter, Map

# the largest number of a row that every database of ours can be asked for
LARGEST = 2**31 - 1


def row_number(text: str) -> int:
    """A number that some row might have, as an address or a form says it.

    Raises:
        ValueError: it is none.
    """
    number = int(text)
    if not 0 <= number <= LARGEST:
        raise ValueError(text)
    return number


class CaseId(BaseConverter):
    """A case's public id."""

    regex = "[0-9a-f]{16}"


class TaskKey(BaseConverter):
    """The key of a task within its case."""

    regex = "[0-9]{1,9}"


class Digest(BaseConverter):
    """The SHA-256 of a file."""

    regex = "[0-9a-f]{64}"


class PaperLabel(BaseConverter):
    """A paper of a case: its code and which of them, as D13-2."""

    regex = "[A-Z][0-9]{2}-[1-9][0-9]{0,2}"


class Token(BaseConverter):
    """The code on an agreement: a case's public id, a number of entries, the start of a hash."""

    regex = "[0-9a-f]{16}-[0-9]{1,6}-[0-9a-f]{16}"


class RowNumber(IntegerConverter):
    """Every `int` in an address: a number that some row might have."""

    def __init__(self, map: Map) -> None:  # noqa: A002  as its parent calls it
        """As a rule that says no bounds of its own."""
        super().__init__(map, max=LARGEST)


CONVERTERS: Mapping[str, type[BaseConverter]] = {
    "case": CaseId,
    "key": TaskKey,
    "digest": Digest,
    "paper": PaperLabel,
    "token": Token,
    "int": RowNumber,
}
