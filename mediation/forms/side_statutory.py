"""What an office may not do with the texts beside the forms: take away what must be told, or show law that nobody read.

Compares a draft's texts with those the product brings along. Must not know any case's data.
"""

from collections.abc import Iterator, Mapping

from mediation.errors import Finding
from mediation.forms.beside import Beside
from mediation.forms.side_files import ARTICLES, BESIDE
from mediation.forms.spec import FormDefinition

SOURCE_LEAST = 4  # 字
Told = Mapping[str, tuple[tuple[str, ...], str]]


def check_texts(edited: Beside, factory: Beside, forms: Mapping[str, FormDefinition], told: Told) -> list[Finding]:
    """What of the texts cannot stand; `told` says by step which articles must lie ready there, and why."""
    return [*_articles(edited, factory), *_places(edited, forms), *_untold(edited, forms, told)]


def _articles(edited: Beside, factory: Beside) -> Iterator[Finding]:
    for name, article in edited.articles.items():
        own = factory.articles.get(name)
        if own is not None and own.text != article.text:
            message = f"“{name}”的原文被改动了:随产品带来的法条是逐字核对过的,不能改。"
            yield Finding("side-article-changed", message, "请按“放回原文”。", ARTICLES, name)
        elif own is None and len(article.source.strip()) < SOURCE_LEAST:
            message = f"“{name}”没有写明原文是从哪里核对来的,不能给办案人当依据。"
            yield Finding("side-article-unread", message, "请打开这一条,写上出处;没有核对过的就删去。", ARTICLES, name)


def _places(edited: Beside, forms: Mapping[str, FormDefinition]) -> Iterator[Finding]:
    for task, entries in edited.entries.items():
        for entry in entries:
            if task in forms and entry.at not in forms[task].paths:
                message = f"“{forms[task].title}”里没有“{entry.title}”要放在前面的那个问题({entry.at}),谁也看不到它。"
                yield Finding("side-place", message, "请另选一个问题,或删去这一块。", BESIDE, task)


def _untold(edited: Beside, forms: Mapping[str, FormDefinition], told: Told) -> Iterator[Finding]:
    for task, (names, why) in told.items():
        if task not in forms:
            continue
        for name in names:
            if name not in shown(edited, task, forms[task]):
                message = f"“{forms[task].title}”要念给当事人听的{name}不在了:{why}。"
                yield Finding("side-untold", message, "请在这一步的一块文字里放回这一条。", BESIDE, task)


def shown(edited: Beside, task: str, form: FormDefinition) -> frozenset[str]:
    """The articles that always lie ready in a step's form."""
    found = (entry.articles for entry in edited.entries.get(task, ()) if entry.at in form.paths)
    return frozenset(name for names in found for name in names)
