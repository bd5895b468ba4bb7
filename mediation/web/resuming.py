"""Puts words back where they were typed, after the person had to sign in again in the middle."""

import re

from flask import flash, redirect, url_for
from werkzeug.datastructures import MultiDict

from mediation.errors import NewerDraft, NotFound
from mediation.services.drafts import Page, keep_draft
from mediation.web import registration, tasks
from mediation.web.here import actor, office
from mediation.web.press import OURS, seen_in
from mediation.web.submitting import Reply

_TASK = re.compile(r"/tasks/([0-9a-f]{16})-([0-9]{1,9})")


def resume(address: str, words: MultiDict[str, str]) -> Reply:
    """Go on at an address of ours with these words in its form."""
    if address == url_for("registration.submit"):
        return registration.show_again(words, seen_in(words))
    task = _TASK.fullmatch(address)
    if task is not None:
        page = Page("", seen_in(words))
        try:
            keep_draft(office(), actor(), task[1], task[2], words.get("form", ""), words, OURS, page)
        except NewerDraft:
            # what was kept elsewhere stays; these words are on the page to be kept or sent
            return tasks.show_again(task[1], task[2], words, page.seen or 0)
        except NotFound:
            flash("刚才填的那件纠纷不归您办,内容没有保留。", "hint")
            return redirect(url_for("worklist.show"), 303)
    return redirect(address or url_for("worklist.show"), 303)
