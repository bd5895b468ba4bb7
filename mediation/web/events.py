"""Case events (案件事件): the short form behind a button on the case page, and raising it."""

from flask import Blueprint, request, url_for

from mediation.services.drafts import find_draft, keep_draft
from mediation.services.event_page import EventPage, open_event_page
from mediation.services.raise_case_event import raise_case_event
from mediation.web import screens
from mediation.web.actions import action
from mediation.web.conflicts import Keeping
from mediation.web.here import actor, office
from mediation.web.kept_words import bare_lines
from mediation.web.press import OURS, read_press, typed_words
from mediation.web.screens import Page, Screen
from mediation.web.submitting import Reply, put_aside, through

area = Blueprint("events", __name__)
ADDRESS = "/cases/<case:case_id>/events/<event>"


@area.get(ADDRESS)
@action("raise_case_event")
def show(case_id: str, event: str) -> Page:
    """The event's short form, or only its button where that says it all; with what was typed before."""
    screen = _screen(open_event_page(office(), actor(), case_id, event))
    return screens.opened(screen, find_draft(office(), actor(), case_id, event), aside="fresh" in request.args)


@area.post(ADDRESS)
@action("raise_case_event")
def submit(case_id: str, event: str) -> Reply:
    """Raise the event."""
    press = read_press()

    def screen() -> Screen:
        return _screen(open_event_page(office(), actor(), case_id, event))

    if press.adds_row:
        return screens.with_words(screen(), press.words, press.key, press.seen)

    def keep() -> int:
        return keep_draft(office(), actor(), case_id, event, press.form, press.words, OURS, press.page)

    if press.saves:
        return put_aside(press, keep, screen, "这张表", url_for("cases.show", case_id=case_id))
    typing = url_for("drafts.of_event", case_id=case_id, event=event)
    keeping = Keeping(keep, lambda: bare_lines(typed_words()), typing, case_id)
    return through(
        press,
        lambda: raise_case_event(office(), actor(), case_id, event, press.words, key=press.key),
        screen,
        keeping,
    )


def _screen(page: EventPage) -> Screen:
    after = f"确认后,接着填“{page.leads_to}”。"
    goes_on = f"“{page.leads_to}”交上以前,调解先停一停。" if page.suspends else "正在进行的调解不受影响。"
    stops = "正在进行的调解会停下来。" if page.interrupts else goes_on
    return Screen(
        address=url_for("events.submit", case_id=page.case_id, event=page.event),
        back=url_for("cases.show", case_id=page.case_id),
        title=page.name,
        verb="确认,接着办",
        definition=page.definition,
        context=page.context,
        about=page.case_title,
        help=f"{stops}{after}",
    )
