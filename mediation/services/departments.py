"""Which departments can be called, and who answers for them."""

from mediation.case.facts import Case
from mediation.law import calls as law
from mediation.services.directory import Directory
from mediation.store.outbox import Matter


def departments(directory: Directory, case: Case) -> list[tuple[str, str]]:
    """The departments that may be called for a case, as (id, name): those of its county or township, not its own."""
    own, county = set(case.orgs.values()), case.orgs.get("county")
    found = []
    for org in directory.orgs.values():
        there = law.is_department(person.roles for person in directory.staff.get(org.id, ()))
        near = county is None or org.id == county or org.parent_id in {county, *own}
        if there and near and (org.id not in own or org.id == county):
            found.append((str(org.id), str(org.name)))
    return found


def liaisons(directory: Directory, org: str) -> tuple[str, ...]:
    """Who answers for a department."""
    return tuple(person.id for person in directory.staff.get(org, ()) if law.LIAISON in person.roles)


def told_of_handing(directory: Directory, case: Case, case_id: int, org: str, at: int) -> list[Matter]:
    """What a department is told when a matter was handed to it."""
    no = len(case.calls)
    return [
        Matter(f"dept_handed:{case.id}:{no}:{person}", "dept_handed", case_id, person, "", str(no), at)
        for person in liaisons(directory, org)
    ]
