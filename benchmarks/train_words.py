"""Makes the dictionary that stored JSON is packed with: keys, codes and choices, but nothing that people wrote.

Free words of the worked (fictional) cases are scrambled first, so that neither a name nor a phrase gets into the
product, nor into its figures. `python -m benchmarks.train_words OUT` writes it; a new one is a new file and a new
version in `store/packing.py`.
"""

import random
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import orjson
import zstandard

from benchmarks.crowd import SCENARIO, open_office
from mediation.config import shipped
from mediation.services.replay import play
from mediation.store import cases

SIZE = 32_768
BOOKS = sorted(SCENARIO.parent.glob("*_cases.json"))
CHARACTERS = "的一是不了人在有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后"


def known_words() -> set[str]:
    """Every choice that a form offers: what may stay as it is."""
    found: set[str] = set()
    for path in shipped("forms").glob("*.form"):
        found |= set(re.findall(r'"(?:value|label)":\s*"([^"]+)"', path.read_text(encoding="utf8")))
    return found


def scrambled(value: Any, words: set[str], randomness: random.Random) -> Any:
    """A JSON value with everything people wrote made meaningless; keys and choices stay."""
    if isinstance(value, dict):
        return {key: scrambled(item, words, randomness) for key, item in value.items()}
    if isinstance(value, list):
        return [scrambled(item, words, randomness) for item in value]
    if not isinstance(value, str) or value in words or value.isascii() and value.isidentifier():
        return value
    return "".join(_other(character, randomness) for character in value)


def _other(character: str, randomness: random.Random) -> str:
    if character.isdigit():
        return randomness.choice("0123456789")
    return character if character.isascii() else randomness.choice(CHARACTERS)


def samples() -> list[bytes]:
    """What the product stores of the worked cases at every stage: facts, submissions, parties."""
    found: list[Any] = []
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder))
        for case in [case for book in BOOKS for case in orjson.loads(book.read_bytes())["cases"]]:
            for steps in range(1, len(case["steps"]) + 1):
                played = play(office, case, steps)
                with office.store.reading() as connection:
                    row = cases.find(connection, office.store.vault, played.public_id)
                    if row is None:
                        continue
                    found.append(orjson.loads(row.facts))
                    if steps == len(case["steps"]):
                        sealed = [item.sealed for item in cases.submissions(connection, row.id)]
                        sealed += [item for _, item in cases.parties_of(connection, row.id)]
                        found += [row.key.open(item) for item in sealed] * 6
    words, randomness = known_words(), random.Random(1)
    return [orjson.dumps(scrambled(value, words, randomness)) for value in found]


def main() -> None:
    """Train and write."""
    words = zstandard.train_dictionary(SIZE, [*samples()], level=3)
    Path(sys.argv[1]).write_bytes(words.as_bytes())


if __name__ == "__main__":
    main()
