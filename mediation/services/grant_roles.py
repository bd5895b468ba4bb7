"""Use cases of the security administrator: grant and take roles, unlock, drop a lost second factor, password rules."""

from collections.abc import Collection

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import NotAllowed
from mediation.law import passwords
from mediation.law.codes import ROLES
from mediation.law.separation import SECURITY, THREE
from mediation.services.administering import ActRefused, account, not_oneself, note, require
from mediation.services.manage_people import check_roles
from mediation.services.office import Office, milliseconds
from mediation.services.sign_in import required_roles
from mediation.store import accounts, credentials, failures, people
from mediation.store.db import Connection


def grant_roles(office: Office, actor: Actor, person_id: str, roles: frozenset[str]) -> None:
    """Decide what somebody is: exactly these roles; what was proposed is settled by it, all sessions end.

    Raises:
        NotAllowed: not the security administrator, or for himself.
        NotFound, ActRefused.
    """
    require(office, actor, "role_granted", SECURITY)
    _refuse_own(office, actor, person_id)
    with office.store.writing() as connection:
        _grant(connection, actor, person_id, roles)
    office.forget_settings()


def grant_asked(office: Office, actor: Actor, persons: Collection[str]) -> int:
    """Grant what was proposed to each of these people, besides what they are; gives to how many. All or nothing.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "role_granted", SECURITY)
    if actor.id in persons:
        _refuse_own(office, actor, actor.id)
    with office.store.writing() as connection:
        asked = accounts.asked(connection)
        chosen = [person for person in asked if person in persons]
        for person in chosen:
            roles = people.roles_of(connection, person) | {row.role for row in asked[person]}
            _grant(connection, actor, person, frozenset(roles))
    office.forget_settings()
    return len(chosen)


def _grant(connection: Connection, actor: Actor, person_id: str, roles: frozenset[str]) -> None:
    row, held = account(connection, person_id), people.roles_of(connection, person_id)
    check_roles(connection, roles, row.org_id)
    for role in (held - roles) & THREE:
        if accounts.holders(connection, role) == {person_id}:
            raise ActRefused("这是最后一位这样的管理员,请先授权另一位。")
    _settle_asked(connection, actor, person_id, roles)
    accounts.take_roles(connection, person_id, held - roles)
    accounts.give_roles(connection, person_id, roles - held, actor.id, milliseconds(clock.now()))
    for action, changed in (("role_taken", held - roles), ("role_granted", roles - held)):
        for role in sorted(changed):
            note(connection, actor.id, action, person_id, role)
    if held != roles:
        people.end_sessions(connection, person_id)


def _refuse_own(office: Office, actor: Actor, person_id: str) -> None:
    if actor.id == person_id:
        with office.store.writing() as connection:
            note(connection, actor.id, "role_granted", person_id, outcome="refused")
        raise NotAllowed("谁也不能给自己授权,请另一位安全管理员来办。")


def _settle_asked(connection: Connection, actor: Actor, person_id: str, roles: frozenset[str]) -> None:
    asked = {row.role for row in accounts.asked(connection).get(person_id, [])}
    if asked and not asked & roles:
        note(connection, actor.id, "request_refused", person_id)
    accounts.forget_asked(connection, person_id)


def unlock(office: Office, actor: Actor, person_id: str) -> None:
    """Let somebody try again who has mistyped too often.

    Raises:
        NotAllowed, NotFound.
    """
    require(office, actor, "account_unlocked", SECURITY)
    with office.store.writing() as connection:
        account(connection, person_id)
        failures.forget(connection, person_id)
        note(connection, actor.id, "account_unlocked", person_id)


def drop_second_factor(office: Office, actor: Actor, person_id: str) -> None:
    """Somebody has lost telephone and recovery codes: the password alone is asked for again.

    Raises:
        NotAllowed, NotFound, ActRefused.
    """
    require(office, actor, "code_dropped", SECURITY)
    not_oneself(actor, person_id)
    with office.store.writing() as connection:
        account(connection, person_id)
        credentials.drop_second(connection, person_id)
        people.end_sessions(connection, person_id)
        note(connection, actor.id, "code_dropped", person_id)


def require_codes(office: Office, actor: Actor, roles: frozenset[str]) -> None:
    """Say which roles need a second factor; who has none sets one up at the next sign-in.

    Raises:
        NotAllowed, ActRefused.
    """
    require(office, actor, "codes_required", SECURITY)
    if roles - set(ROLES):
        raise ActRefused("请从列出的角色里选。")
    with office.store.writing() as connection:
        people.set_settings(connection, {"code_required": sorted(roles)})
        note(connection, actor.id, "codes_required", "", "、".join(sorted(roles)) or "none")
    office.forget_settings()


def code_for(office: Office) -> frozenset[str]:
    """The roles that need a second factor now."""
    with office.store.reading() as connection:
        return required_roles(people.settings(connection))


def set_password_rules(office: Office, actor: Actor, name: str) -> None:
    """Choose the profile of password rules.

    Raises:
        NotAllowed, ActRefused.
    """
    require(office, actor, "rules_set", SECURITY)
    if name not in passwords.PROFILES:
        raise ActRefused("请从列出的规则里选一个。")
    with office.store.writing() as connection:
        people.set_settings(connection, {"password_rules": name})
        note(connection, actor.id, "rules_set", "", name)
    office.forget_settings()
