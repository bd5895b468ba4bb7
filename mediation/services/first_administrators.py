"""Use case: a new office gets its three administrators, from the shell, once: nobody is there yet to create them."""

from collections.abc import Mapping

from mediation import clock
from mediation.law.codes import ROLES
from mediation.law.separation import AUDIT, SECURITY, SYSTEM, THREE
from mediation.services.administering import ActRefused, account, note
from mediation.services.import_tables import SHELL
from mediation.services.manage_people import NewAccount, create, put_one_time
from mediation.services.office import Office, milliseconds
from mediation.store import accounts, failures, people

ACCOUNTS = {SYSTEM: "sysadmin", SECURITY: "secadmin", AUDIT: "auditadmin"}


def begin(office: Office, names: Mapping[str, str], org: str, org_name: str) -> list[tuple[NewAccount, str]]:
    """Create three accounts for three different people (role → name); gives their passwords for one time.

    `org` is made, as a township's committee, where there is none.

    Raises:
        ActRefused: there are administrators already, or one person is to be two of them.
    """
    if len({names[role].strip() for role in THREE}) < len(THREE):
        raise ActRefused("三位管理员要是三个不同的人。")
    slips = []
    with office.store.writing() as connection:
        if any(accounts.holders(connection, role) for role in THREE):
            raise ActRefused("已经有管理员了,以后的账号在网页上建。")
        if org not in people.organisations(connection):
            values = {"id": org, "name": org_name, "tier": "township", "parent_id": None, "has_seal": True}
            people.add_organisations(connection, [values])
            note(connection, SHELL, "org_added", org)
        for role, person in ACCOUNTS.items():
            wanted = NewAccount(person, names[role].strip(), org, frozenset(), ROLES[role])
            slips.append((wanted, create(connection, SHELL, wanted)))
            accounts.give_roles(connection, person, [role], SHELL, milliseconds(clock.now()))
            note(connection, SHELL, "role_granted", person, role)
    office.forget_settings()
    return slips


def rescue(office: Office, person_id: str) -> str:
    """A fresh password for one time from the shell: for an administrator whom no other one can help.

    Raises:
        NotFound.
    """
    with office.store.writing() as connection:
        account(connection, person_id)
        failures.forget(connection, person_id)
        return put_one_time(connection, SHELL, person_id)
