"""Where an answer stands, in words, so that a person finds it: 第 2 位当事人的电话, 张德厚的情绪.

Must not judge what was answered.
"""

from collections.abc import Iterator

from mediation.forms.fields import Answer
from mediation.forms.sections import ContainerAnswer, Section

SINGLE = ("strings", "party_map")  # whose only value carries its row in its own title


def placed(section: Section, row: str = "") -> Iterator[tuple[str, Answer]]:
    """All fields of a section and of those inside it, in order, each with the words that say which one it is."""
    for answer in section.answers.values():
        yield f"{row}的{answer.title}" if row else answer.title, answer
        if isinstance(answer, ContainerAnswer):
            for at, inner in enumerate(answer.sections.values(), start=1):
                yield from placed(inner, _row(answer, inner, at) or row)


def said(place: str, answer: Answer, text: str) -> str:
    """An error as a list of errors says it: what to do, and where, neither of them twice."""
    if answer.title not in text:
        return f"{place}:{text}"
    row = place.removesuffix(answer.title).removesuffix("的")
    return f"{row}:{text}" if row else text


def _row(answer: ContainerAnswer, inner: Section, at: int) -> str:
    """What a row is called; nothing for a group, and where the value's own title says it."""
    if not answer.spec.repeats or answer.kind in SINGLE:
        return ""
    return inner.party.name if inner.party else f"第 {at} {answer.spec.counted}"
