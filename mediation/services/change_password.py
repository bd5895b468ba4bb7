"""Use case: somebody changes the own password, by the rules of the office."""

from mediation import clock
from mediation.case.step import Actor
from mediation.errors import FormInvalid
from mediation.law import passwords
from mediation.services.administering import account, note
from mediation.services.hashing import hash_password, matches
from mediation.services.office import Office, milliseconds
from mediation.services.sign_in import hash_token
from mediation.store import credentials, people


def rules_of(office: Office) -> passwords.Profile:
    """The rules in force."""
    with office.store.reading() as connection:
        return passwords.profile(people.settings(connection).get("password_rules"))


def change_password(office: Office, actor: Actor, token: str, old: str, new: str, again: str) -> None:
    """Put a new password in force; every other session of this person ends.

    Raises:
        FormInvalid: what to mend, by field (`old`, `new`, `again`).
    """
    rules = rules_of(office)
    with office.store.reading() as connection:
        row = account(connection, actor.id)
        past = credentials.past_passwords(connection, actor.id, rules.barred - 1)
    if not row.password_hash or not matches(row.password_hash, old):
        raise FormInvalid({"old": ["现在的密码不对。"]})
    wrong = passwords.troubles(new, rules, (actor.name, actor.id))
    if not wrong and any(matches(hashed, new) for hashed in [row.password_hash, *past]):
        wrong = ["用过的密码不能马上再用,请换一个新的。"]
    if wrong:
        raise FormInvalid({"new": wrong})
    if new != again:
        raise FormInvalid({"again": ["两次写的不一样。"]})
    hashed = hash_password(new)
    with office.store.writing() as connection:
        credentials.set_password(connection, actor.id, hashed, milliseconds(clock.now()), must_change=False)
        credentials.forget_past(connection, actor.id, keep=5)
        people.end_sessions(connection, actor.id, but=hash_token(token))
        note(connection, actor.id, "password_changed", actor.id)
