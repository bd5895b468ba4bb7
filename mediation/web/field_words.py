"""The small pieces of markup that every field of a form needs, for the templates.

They are Python, not macros: a form draws hundreds of them, and a macro's call costs several times what it says.
"""

from flask import Flask
from markupsafe import Markup, escape

from mediation.forms.fields import Answer

NEEDED_AT_TIMES = ' <span class="optional">需要时填</span>'
OPTIONAL = ' <span class="optional">选填</span>'


def states(answer: Answer) -> Markup:
    """What a single input says to a screen reader: what describes it, and whether it must be mended or filled."""
    invalid = ' aria-invalid="true"' if answer.errors else ""
    required = ' aria-required="true"' if answer.required else ""
    return Markup(f"{described(answer)}{invalid}{required}")  # noqa: S704 - put together of escaped pieces


def described(answer: Answer) -> Markup:
    """What describes a field; a group says no more, for its role knows neither "required" nor "invalid"."""
    ids = answer.described_by
    return Markup(f' aria-describedby="{escape(ids)}"' if ids else "")  # noqa: S704 - escaped


def title(answer: Answer) -> Markup:
    """What a field asks for, and whether it may be left out.

    Inside a row of one value the legend above has said what it is: only whose or which it is remains to be said.
    """
    if answer.row_title:
        return escape(answer.row_title)
    return Markup(f"{escape(answer.title)}{_mark(answer)}")  # noqa: S704 - escaped


def label(answer: Answer) -> Markup:
    """The label of a single input."""
    return Markup(f'<label for="{escape(answer.id)}">{title(answer)}</label>')  # noqa: S704 - escaped


def _mark(answer: Answer) -> str:
    spec = answer.spec
    if spec.hide_when or (spec.required_when and not answer.required):
        return NEEDED_AT_TIMES
    return OPTIONAL if not answer.required or spec.hint_only else ""


PIECES = {"field_states": states, "field_described": described, "field_title": title, "field_label": label}


def init_app(app: Flask) -> None:
    """Give the templates these pieces."""
    app.jinja_env.globals.update(PIECES)
