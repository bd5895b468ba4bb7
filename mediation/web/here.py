"""What a request needs of the place it came to: the office it serves, the person it is from."""

from urllib.parse import urlsplit

from flask import current_app, g, request, url_for

from mediation.case.step import Actor
from mediation.law.policy import ADMINS, OUTSIDE
from mediation.services.office import Office

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def office() -> Office:
    """The office of this application."""
    found: Office = current_app.extensions["office"]
    return found


def org_names() -> dict[str, str]:
    """What every organisation is called."""
    return {org: str(row.name) for org, row in office().directory().orgs.items()}


def actor() -> Actor:
    """The signed-in person of this request."""
    found: Actor = g.actor
    return found


def first_page() -> str:
    """Where somebody begins: at the worklist; who has none at their own work: administrators, departments, auditors."""
    roles = actor().roles
    if roles == OUTSIDE:
        return url_for("calls.index")
    return url_for("people.index" if roles & ADMINS else "audit.index" if roles == {"auditor"} else "worklist.show")


def is_loopback() -> bool:
    """Whether the browser runs on this very machine, by the name it called us."""
    try:
        return (urlsplit(f"//{request.host}").hostname or "") in LOOPBACK
    except ValueError:
        return False


def to_keep() -> bool:
    """Whether the device fetches this page by itself, to have it when there is no network; nobody looks at it now."""
    return "X-To-Keep" in request.headers
