"""What a kind of paper is: a code, and how its values come of a case's record. Every module in `papers` lists its own.

Names with an underscore are not for templates: `_head` (what the history proves), `_draft` (it has not taken
effect), `_pending` (it is to be printed and signed, and not in the file yet), `_pictures` (digests).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mediation.documents.paper import Values
from mediation.documents.record import Record
from mediation.law.codes import PAPERS


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper. `make` gives the values of each paper of this kind in a case, in order: none means there is
    none, and none is made up. `bound` papers belong in the file, `numbered` ones count in its pages; `closing` ones
    exist once the file is bound.
    """

    code: str
    make: Callable[[Record], Iterable[Values]]
    own_name: str = ""
    bound: bool = True
    numbered: bool = True
    closing: bool = False

    @property
    def name(self) -> str:
        """What it is called in the contents."""
        return self.own_name or PAPERS[self.code]
