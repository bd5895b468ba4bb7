"""Use case: an administrator looks at one account: what it is, whether it works, what was done to it."""

from dataclasses import dataclass
from typing import Any

from mediation import clock
from mediation.case.step import Actor
from mediation.law.codes import ROLES
from mediation.law.separation import SECURITY, SYSTEM
from mediation.services import sentences
from mediation.services.administering import ACTS, account, require_administrator
from mediation.services.office import Office, milliseconds
from mediation.services.people_page import term_words
from mediation.services.sign_in import is_locked
from mediation.store import accounts, credentials, failures, hands, people
from mediation.store.db import Connection, Row


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act of an administrator, as a sentence; refused ones say so."""

    at: str
    sentence: str
    refused: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """One account; `keeps` and `grants` say which half of an account's life is this administrator's.

    `at_work`: in how many running cases this person has a hand; a number, for administrators see no case.
    """

    id: str
    name: str
    org: str
    org_name: str
    note: str
    active: bool
    roles: frozenset[str]
    asked: frozenset[str]
    locked: bool
    second_factor: bool
    must_change: bool
    sessions: int
    term_from: str
    term_until: str
    term: str
    acts: list[ActLine]
    oneself: bool
    keeps: bool
    grants: bool
    orgs: list[tuple[str, str]]
    all_roles: list[tuple[str, str]]
    at_work: int = 0


def view_person(office: Office, actor: Actor, person_id: str) -> PersonView:
    """The page of one account.

    Raises:
        NotAllowed: this person is no administrator.
        NotFound: no such account.
    """
    require_administrator(office, actor, "see_people")
    with office.store.reading() as connection:
        return _view(office, connection, actor, person_id)


def _view(office: Office, connection: Connection, actor: Actor, person_id: str) -> PersonView:
    row, asked = account(connection, person_id), accounts.asked(connection).get(person_id, [])
    failed, last = failures.worst(connection, person_id)
    factor = credentials.second(connection, person_id)
    return PersonView(
        id=row.id,
        name=row.name,
        org=row.org_id,
        org_name=row.org_name,
        note=row.note or "",
        active=bool(row.active),
        roles=frozenset(people.roles_of(connection, person_id)),
        asked=frozenset(one.role for one in asked),
        locked=is_locked(failed, last, milliseconds(clock.now())),
        second_factor=factor is not None and factor.confirmed_at is not None,
        must_change=bool(row.must_change),
        sessions=len(people.sessions_of(connection, person_id)),
        term_from=row.term_from or "",
        term_until=row.term_until or "",
        term=term_words(row.term_until),
        acts=_lines(office, accounts.acts(connection, ACTS, person_id, 40)),
        oneself=actor.id == person_id,
        keeps=SYSTEM in actor.roles,
        grants=SECURITY in actor.roles,
        orgs=_orgs(connection),
        all_roles=list(ROLES.items()),
        at_work=len(hands.running_of(connection, person_id)),
    )


def _orgs(connection: Connection) -> list[tuple[str, str]]:
    return [(org.id, org.name) for org in sorted(people.organisations(connection).values(), key=lambda org: org.id)]


def view_acts(office: Office, actor: Actor, limit: int = 300) -> list[ActLine]:
    """What administrators did, the newest first: each of the three sees what the others do.

    Raises:
        NotAllowed: this person is no administrator.
    """
    require_administrator(office, actor, "see_acts")
    with office.store.reading() as connection:
        return _lines(office, accounts.acts(connection, ACTS, limit=limit))


def _lines(office: Office, rows: list[Row[Any]]) -> list[ActLine]:
    directory = office.directory()

    def called(name: str) -> str:
        if name == "shell":
            return "机房(命令行)"
        return directory.people[name].name if name in directory.people else directory.org_name(name)

    def line(row: Row[Any]) -> ActLine:
        whom, _, what = row.subject.partition(" ")
        refused = row.outcome == "refused"
        words = ROLES.get(what) or (directory.org_name(what) if row.action == "account_moved" else what)
        sentence = ACTS[row.action].format(who=called(row.actor_id), whom=called(whom) or "…", what=words)
        return ActLine(sentences.at_time(row.at), f"{sentence}(未被允许)" if refused else sentence, refused)

    return [line(row) for row in rows]
