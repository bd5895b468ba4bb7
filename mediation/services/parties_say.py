"""What the parties said at the table, round by round: for who reads the record; private words for who presides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mediation.case.step import Actor
from mediation.law import visibility
from mediation.services import case_context, sentences
from mediation.services.work import Work
from mediation.store import cases
from mediation.store.db import Connection

# where in a task's form it stands → what it is called here
_BY_PARTY = {"statements": "", "private_statements": "背靠背说", "concessions": "让一步"}
_TOGETHER = {"undisputed_facts": "双方都认", "dispute_focus": "还在争", "unresolved_items": "没谈拢"}
# and in the short forms of case events
_IN_EVENTS = {
    "refused_by": "谁不愿意", "refusal_text": "原话", "withdrawn_by": "谁撤回的", "authority": "受理机关",
    "doc_no": "文书编号", "party": "哪一位", "change": "怎么了", "successor_name": "接着参加的人",
    "recusal_by": "谁要求换", "recusal_reason": "原因", "wanted": "要什么帮助", "seen": "看到什么",
    "asked_by": "谁提出的", "told_by": "谁来说的", "regretted_by": "谁反悔", "note": "说明",
}  # fmt: skip
PRIVATE = "private_statements"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said: whose it is, what it is, the words."""

    who: str
    words: str = field(repr=False)
    private: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """A step at which people talked."""

    title: str
    said: list[Said] = field(repr=False)


def talks(connection: Connection, work: Work, actor: Actor, names: dict[str, str]) -> list[Talk]:
    """The talks of a case as far as they are for this person, the latest first."""
    if not visibility.reads_record(actor, work.case):
        return []
    people = {number: str(row.get("name") or number) for number, row in case_context.party_names(work).items()}
    told: list[tuple[int, Talk]] = []
    for row in cases.event_forms(connection, work.row.id):
        said = list(_of_event(work.row.key.open(row.sealed), people))
        if said:
            told.append((row.at, Talk(f"{sentences.EVENTS[row.event]} · {sentences.at_time(row.at)}", said)))
    for row in cases.submissions(connection, work.row.id):
        private = visibility.reads_private(actor, work.case, row.seq)
        said = list(_said(work.row.key.open(row.sealed), people, private))
        if said:
            told.append((row.at, Talk(f"{sentences.task_name(row.task, names)} · {sentences.at_time(row.at)}", said)))
    return [talk for _, talk in sorted(told, key=lambda one: one[0], reverse=True)]


def _of_event(entered: Mapping[str, Any], people: Mapping[str, str]) -> Iterator[Said]:
    for key, what in _IN_EVENTS.items():
        words = entered.get(key)
        if words not in (None, "", [], False):
            yield Said(what, people.get(str(words), str(words)))


def _said(entered: Mapping[str, Any], people: Mapping[str, str], private: bool) -> Iterator[Said]:
    for key, what in _BY_PARTY.items():
        own = entered.get(key)
        if isinstance(own, dict) and (key != PRIVATE or private):
            for party, words in own.items():
                who = people.get(party, party)
                if words:
                    yield Said(f"{who}({what})" if what else who, str(words), key == PRIVATE)
    for key, what in _TOGETHER.items():
        words = entered.get(key)
        text = ";".join(map(str, words)) if isinstance(words, list) else str(words or "")
        if text:
            yield Said(what, text)
