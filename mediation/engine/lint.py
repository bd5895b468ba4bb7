"""The model gate: what is wrong with a bundle, in plain words, before anybody can run it."""

from collections.abc import Mapping

from mediation.errors import Finding


def check_files(files: Mapping[str, bytes], known_forms: set[str] | None = None) -> list[Finding]:
    """The findings of the cheap checks."""
    return []
