"""The articles of law in a draft, which dispute brings which along, and the office's own rules."""

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for

from mediation.errors import ModelRefused, NotFound
from mediation.forms import side_document
from mediation.forms.beside import Article
from mediation.law import codes
from mediation.services import save_texts, text_workshop
from mediation.services.judging import factory_forms, factory_texts, flag_words
from mediation.services.text_workshop import Desk
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.model_texts import TEXTS, Reply, Wrong, attempt, kept, lines_of, unreadable, word

area = Blueprint("model_articles", __name__)
area.errorhandler(ModelRefused)(unreadable)


@area.get(f"{TEXTS}/articles/<article>")
@action("see_models")
def article(draft: int, article: str) -> str:
    """One article of law, word for word."""
    desk = text_workshop.open_desk(office(), actor(), draft)
    found = desk.texts.articles().get(article)
    if found is None:
        raise NotFound("没有这一条。")
    return _article(desk, found, save_texts.article_part(desk.texts, article))


@area.get(f"{TEXTS}/new-article")
@action("see_models")
def new_article(draft: int) -> str:
    """A page for one more article."""
    return _article(text_workshop.open_desk(office(), actor(), draft), Article("", "", ()), "", new=True)


@area.post(f"{TEXTS}/new-article")
@action("edit_models")
def add_article(draft: int) -> Reply:
    """Keep one more article."""
    desk = text_workshop.open_desk(office(), actor(), draft, to_write=True)
    made = Article(word("name", 80), word("about", 80), lines_of("text"), word("source", 300))
    seen, ticked = side_document.mark(None), "compared" in request.form
    keep = lambda: save_texts.save_article(office(), actor(), desk, made, seen, ticked, new=True)  # noqa: E731
    wrong, refused, status = attempt(keep)
    if status != 200:
        return _article(desk, made, seen, wrong, refused, new=True), status
    flash(f"“{made.name}”已存进草稿。到要用它的步骤或纠纷类型里选它,办案人才看得到。", "good")
    return redirect(url_for("model_texts.index", draft=draft) + "#law", 303)


@area.post(f"{TEXTS}/articles/<article>")
@action("edit_models")
def write_article(draft: int, article: str) -> Reply:
    """Keep it, or take it out (`act=remove`); a text that the product brings along is put back as it was."""
    desk = text_workshop.open_desk(office(), actor(), draft, to_write=True)
    if article not in desk.texts.articles():
        raise NotFound("没有这一条。")
    seen, removing = word("seen", 40), word("act") == "remove"
    made = Article(article, word("about", 80), lines_of("text"), word("source", 300))
    acts: dict[bool, Callable[[], None]] = {
        True: lambda: save_texts.remove_article(office(), actor(), desk, article, seen),
        False: lambda: save_texts.save_article(
            office(), actor(), desk, made, seen, "compared" in request.form, new=False
        ),
    }  # fmt: skip
    wrong, refused, status = attempt(acts[removing])
    if status != 200:
        shown = desk.texts.articles()[article] if removing else made
        return _article(desk, shown, seen, wrong, refused), status
    if removing:
        flash(f"“{article}”已从草稿里删去。", "good")
        return redirect(url_for("model_texts.index", draft=draft) + "#law", 303)
    return kept(f"“{article}”")


def _step_title(task: str) -> str:
    form = factory_forms().get(task)
    return form.title if form is not None else codes.TASKS.get(task, task)


def _article(
    desk: Desk, article: Article, seen: str, wrong: Wrong = {}, refused: str = "", new: bool = False  # noqa: B006
) -> str:  # fmt: skip
    names = {"by_dispute": codes.DISPUTE_TYPES, "by_flag": flag_words()}
    used = [
        (which, key, _step_title(key) if which == "step" else names[which].get(key, key))
        for which, key in save_texts.uses(desk.texts, article.name)
    ]
    own = factory_texts().articles.get(article.name)
    return render_template(
        "texts_article.html", desk=desk, article=article, own=own, seen=seen, wrong=wrong, refused=refused, new=new,
        used=used, compared="compared" in request.form or bool(article.source and not new),
    )  # fmt: skip


@area.get(f"{TEXTS}/lists/<which>/<key>")
@action("see_models")
def listed(draft: int, which: str, key: str) -> str:
    """Which articles a kind of dispute or a flag brings along."""
    desk = text_workshop.open_desk(office(), actor(), draft)
    names = desk.texts.listed(which, key)
    return _listed(desk, which, key, names, side_document.mark(names))


@area.post(f"{TEXTS}/lists/<which>/<key>")
@action("edit_models")
def write_list(draft: int, which: str, key: str) -> Reply:
    """Keep them."""
    desk = text_workshop.open_desk(office(), actor(), draft, to_write=True)
    title, seen = _title(which, key), word("seen", 40)
    chosen = [*request.form.getlist("article"), word("more", 60)]
    names = [one for one in dict.fromkeys(chosen) if one in desk.texts.articles()]
    save = lambda: save_texts.save_list(office(), actor(), desk, which, key, names, seen)  # noqa: E731
    _, refused, status = attempt(save)
    if status == 200:
        return kept(f"“{title}”常用的法条")
    return _listed(desk, which, key, names, seen, refused), status


def _title(which: str, key: str) -> str:
    names: Mapping[str, Mapping[str, str]] = {
        "by_dispute": codes.DISPUTE_TYPES, "by_flag": flag_words()
    }  # fmt: skip
    title = names.get(which, {}).get(key)
    if title is None:
        raise NotFound("没有这一类。")
    return title


def _listed(desk: Desk, which: str, key: str, names: Sequence[str], seen: str, refused: str = "") -> str:
    return render_template(
        "texts_list.html", desk=desk, title=_title(which, key), flag=which == "by_flag", names=names, seen=seen,
        refused=refused, articles=desk.texts.articles(),
    )  # fmt: skip


@area.get(f"{TEXTS}/customs")
@action("see_models")
def customs(draft: int) -> str:
    """The office's own rules."""
    desk = text_workshop.open_desk(office(), actor(), draft)
    title, lines = desk.texts.customs()
    return render_template(
        "texts_customs.html", desk=desk, title=title, lines=lines, seen=side_document.mark([title, lines]), wrong={}
    )


@area.post(f"{TEXTS}/customs")
@action("edit_models")
def write_customs(draft: int) -> Reply:
    """Keep them."""
    desk = text_workshop.open_desk(office(), actor(), draft, to_write=True)
    title, lines, seen = word("title", 80), lines_of("lines"), word("seen", 40)
    save = lambda: save_texts.save_customs(office(), actor(), desk, title, lines, seen)  # noqa: E731
    wrong, refused, status = attempt(save)
    if status == 200:
        return kept("村规民约")
    page = render_template(
        "texts_customs.html", desk=desk, title=title, lines=lines, seen=seen, wrong=wrong, refused=refused
    )
    return page, status
