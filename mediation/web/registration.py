"""Taking in a dispute: the registration form, for a case that is not there yet."""

from flask import Blueprint, request, url_for

from mediation.forms.words import FormData
from mediation.services.register_case import register_case
from mediation.services.register_page import open_register_page
from mediation.web import screens
from mediation.web.actions import action
from mediation.web.conflicts import Keeping
from mediation.web.here import actor, office
from mediation.web.kept_words import Line, lines_of
from mediation.web.press import read_press
from mediation.web.screens import Page, Screen
from mediation.web.submitting import Reply, through
from mediation.web.wording import verb_for

area = Blueprint("registration", __name__)


@area.get("/cases/new")
@action("register_case")
def show() -> Page:
    """The form as one opens it."""
    return screens.fresh(_screen())


@area.post("/cases/new")
@action("register_case")
def submit() -> Reply:
    """Register the dispute; or add a row to its form."""
    press = read_press()
    if press.adds_row:
        return screens.with_words(_screen(), press.words, press.key)

    def lines() -> list[Line]:
        screen = _screen()
        return lines_of(screen.definition, screen.context, press.words)

    keeping = Keeping(lambda: None, lines, request.path)
    return through(press, lambda: register_case(office(), actor(), press.words, key=press.key), _screen, keeping)


def show_again(words: FormData) -> Page:
    """The form with words that were typed before signing in anew."""
    return screens.with_words(_screen(), words)


def _screen() -> Screen:
    page = open_register_page(office(), actor())
    return Screen(
        address=url_for("registration.submit"),
        back=url_for("worklist.show"),
        title=page.definition.title,
        verb=verb_for("T_register"),
        definition=page.definition,
        context=page.context,
        help="" if page.definition.intro else page.help,
        way=page.way,
    )
