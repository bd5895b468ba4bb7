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


CONVERTERS: Mapping[str, type[BaseConverter]] = {"case": CaseId, "key": TaskKey, "digest": Digest}
