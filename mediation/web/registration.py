"""Taking in a dispute: the registration form, for a case that is not there yet."""

from flask import Blueprint, request, url_for

from mediation.forms.words import FormData
from mediation.services.drafts import find_registration, keep_registration
from mediation.services.register_case import register_case
from mediation.services.register_page import open_register_page, words_of_clue
from mediation.web import screens
from mediation.web.actions import action
from mediation.web.conflicts import Keeping
from mediation.web.here import actor, office
from mediation.web.kept_words import Line, lines_of
from mediation.web.press import OURS, read_press
from mediation.web.screens import Page, Screen
from mediation.web.submitting import Reply, put_aside, through
from mediation.web.wording import verb_for

area = Blueprint("registration", __name__)


@area.get("/cases/new")
@action("register_case")
def show() -> Page:
    """The form, with what this person had typed before (`?fresh` leaves that aside), or with what a clue says."""
    number = _clue()
    if number is not None:
        page = open_register_page(office(), actor())
        return screens.with_words(_screen(), words_of_clue(office(), actor(), page, number))
    return screens.opened(_screen(), find_registration(office(), actor()), aside="fresh" in request.args)


@area.post("/cases/new")
@action("register_case")
def submit() -> Reply:
    """Register the dispute; or add a row to its form."""
    press = read_press()
    if press.adds_row:
        return screens.with_words(_screen(), press.words, press.key, press.seen)

    def keep() -> int:
        return keep_registration(office(), actor(), press.form, press.words, OURS, press.page)

    if press.saves:
        return put_aside(press, keep, _screen, "“登记”", url_for("worklist.show"))

    def lines() -> list[Line]:
        screen = _screen()
        return lines_of(screen.definition, screen.context, press.words)

    keeping = Keeping(keep, lines, url_for("drafts.of_registration"))
    return through(
        press,
        lambda: register_case(office(), actor(), press.words, key=press.key, seen=press.seen, clue=_clue()),
        _screen,
        keeping,
    )


def show_again(words: FormData, seen: int) -> Page:
    """The form with words that were typed before signing in anew."""
    return screens.with_words(_screen(), words, seen=seen)


def _clue() -> int | None:
    """The clue that becomes a case; None for a quarrel that somebody came with."""
    number = request.args.get("clue", "")
    return int(number) if number.isdecimal() and len(number) < 10 else None


def _screen() -> Screen:
    page = open_register_page(office(), actor())
    return Screen(
        address=url_for("registration.submit", clue=_clue()),
        back=url_for("worklist.show"),
        title=page.definition.title,
        verb=verb_for("T_register"),
        definition=page.definition,
        context=page.context,
        help="" if page.definition.intro else page.help,
        way=page.way,
    )
