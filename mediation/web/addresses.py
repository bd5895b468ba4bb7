"""How ids look in addresses; what looks otherwise is not found before anybody asks the database."""

from collections.abc import Mapping

from werkzeug.routing import BaseConverter


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


CONVERTERS: Mapping[str, type[BaseConverter]] = {
    "case": CaseId,
    "key": TaskKey,
    "digest": Digest,
    "paper": PaperLabel,
    "token": Token,
}
