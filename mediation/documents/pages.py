"""Where a page may end: signatures never stand alone, and a table's heads come again on each page."""

from collections.abc import Sequence

from mediation.documents.paper import Block, Gap, Paper, Signs, Table, Text

_CLOSING = ("right", "note")
_BETWEEN = ("heading", "plain", "right", "note")


def held(paper: Paper) -> frozenset[int]:
    """The blocks that stay on the page of what comes after them, by their place.

    Those are headings, and the end of a paper from its last words to the seal and the day, with its proof.
    """
    blocks = paper.blocks
    found = {number for number, block in enumerate(blocks) if _is(block, ("heading",))}
    for number, block in enumerate(blocks):
        if isinstance(block, Signs) or _is(block, _CLOSING):
            found |= _words_before(blocks, number)
    if paper.proof:
        found |= _words_before(blocks, len(blocks))
    return frozenset(found)


def _words_before(blocks: Sequence[Block], number: int) -> set[int]:
    """From the block before one back to the last words of the text; a table may end a page."""
    found: set[int] = set()
    for at in range(number - 1, -1, -1):
        if isinstance(blocks[at], Signs | Gap) or _is(blocks[at], _BETWEEN):
            found.add(at)
        else:
            return found | ({at} if _is(blocks[at], ("body",)) else set())
    return found


def _is(block: Block, kinds: Sequence[str]) -> bool:
    return isinstance(block, Text) and block.kind in kinds


def headed(table: Table) -> bool:
    """Whether a table's first row names what stands below it."""
    return len(table.rows) > 1 and all(cell.head for cell in table.rows[0])
