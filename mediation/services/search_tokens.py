"""What stands in the index for the words of a case: keyed digests, written in the transaction of what they are of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mediation.case.facts import Case
from mediation.services.search_words import words_of_number, words_of_parties, words_of_place
from mediation.store.search import TOKEN_BYTES
from mediation.store.vault import Vault


def anchor_of(case: Case) -> str:
    """The township whose people may look for a case."""
    return case.orgs.get("township") or case.registered_org


def token_set(vault: Vault, anchor: str, words: Iterable[str]) -> list[bytes]:
    """What stands in the index for words: keyed, and different in every township."""
    return [vault.blind_index(f"{anchor} {word}")[:TOKEN_BYTES] for word in dict.fromkeys(words)]


def tokens_of_people(vault: Vault, case: Case, parties: Sequence[Mapping[str, Any]], place: str) -> list[bytes]:
    """What a case is found by: its parties and where it happened."""
    return token_set(vault, anchor_of(case), sorted(words_of_parties(parties) | words_of_place(place)))


def tokens_of_numbers(vault: Vault, case: Case, numbers: Iterable[str | None]) -> list[bytes]:
    """What a case is found by: its serial numbers."""
    words = set[str]().union(*(words_of_number(number) for number in numbers))
    return token_set(vault, anchor_of(case), sorted(words))
