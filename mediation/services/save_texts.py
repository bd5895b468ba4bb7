"""Use case: an administrator writes the texts beside the forms in a draft: read out, law, phrases, local custom.

Two people may write at different steps of one draft; who writes at the same one is told.
"""

from collections.abc import Callable, Mapping, Sequence

from mediation.case.step import Actor
from mediation.errors import FormInvalid, NotFound
from mediation.forms import side_document
from mediation.forms.beside import Article, Entry
from mediation.forms.phrases import PHRASE_LIMIT
from mediation.forms.side_document import Texts, read_texts
from mediation.forms.side_files import LINE_LIMIT, SIDE_FILES
from mediation.forms.side_statutory import SOURCE_LEAST
from mediation.services.administering import ActRefused
from mediation.services.judging import factory_texts
from mediation.services.model_drafts import clash, files_of_draft, newest, save_files
from mediation.services.office import Office
from mediation.services.text_workshop import Desk, step_part, texts_changed

MOST_TITLE, MOST_SOURCE = 60, 200


def save_step(
    office: Office, actor: Actor, desk: Desk, task: str, entries: Sequence[Entry],
    phrases: Mapping[str, Sequence[str]], seen: str,
) -> None:  # fmt: skip
    """Keep what is read out and the phrases of one step; `seen` marks what was opened.

    Raises:
        NotAllowed, NotFound, ActRefused, ModelRefused.
        FormInvalid: by field, what must be mended.
        EditClash: somebody else has written at this step since.
    """
    wrong = {**_wrong_folds(entries), **_wrong_phrases(phrases)}
    if wrong:
        raise FormInvalid(wrong)

    def write(texts: Texts) -> None:
        texts.set_entries(task, entries)
        texts.set_phrases(task, phrases)

    _save(office, actor, desk.draft, lambda texts: step_part(texts, task), seen, write)


def _wrong_folds(entries: Sequence[Entry]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place, entry in enumerate(entries):
        if not 1 <= len(entry.title) <= MOST_TITLE:
            found[f"fold-{place}-title"] = [f"第 {place + 1} 块要有标题(不超过 {MOST_TITLE} 字)。"]
        if not (entry.lines or entry.articles or entry.suggested or entry.customs):
            found[f"fold-{place}-lines"] = [f"第 {place + 1} 块里什么也没有:写几句话,或选一条法条;不要就删去这一块。"]
        if any(len(line) > LINE_LIMIT for line in entry.lines):
            found[f"fold-{place}-lines"] = [f"第 {place + 1} 块有一行太长(超过 {LINE_LIMIT} 字),请分成几行。"]
    return found


def _wrong_phrases(phrases: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    long = {path: [one for one in said if len(one) > PHRASE_LIMIT] for path, said in phrases.items()}
    words = "常用语每句不超过 {most} 个字,这一句长了:{start}…"
    return {
        f"phrases-{path}": [words.format(most=PHRASE_LIMIT, start=said[0][:12])] for path, said in long.items() if said
    }


def save_article(
    office: Office, actor: Actor, desk: Desk, article: Article, seen: str, compared: bool, new: bool
) -> None:  # fmt: skip
    """Keep an article of law; of one that the product brings along only what it is on may be changed.

    Raises:
        NotAllowed, NotFound, ActRefused, ModelRefused, EditClash.
        FormInvalid: by field; among them that nobody says to have compared it with the official text.
    """
    own = factory_texts().articles.get(article.name)
    wrong = _wrong_article(article, compared, own is not None)
    if new and article.name in desk.texts.articles():
        wrong["name"] = ["已经有这一条了。"]
    if wrong:
        raise FormInvalid(wrong)
    kept = article if own is None else Article(article.name, article.about, own.text)
    _save(
        office, actor, desk.draft, lambda texts: article_part(texts, article.name), seen,
        lambda texts: texts.set_article(kept.name, kept),
    )  # fmt: skip


def _wrong_article(article: Article, compared: bool, own: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not 1 <= len(article.name) <= MOST_TITLE:
        found["name"] = [f"请写明是哪部法的第几条(不超过 {MOST_TITLE} 字)。"]
    if not 1 <= len(article.about) <= MOST_TITLE:
        found["about"] = [f"请用一句话说它讲什么(不超过 {MOST_TITLE} 字)。"]
    if own:
        return found
    if not article.text or any(len(line) > LINE_LIMIT for line in article.text):
        found["text"] = ["请把原文逐字抄进来,一款一行。"]
    if not SOURCE_LEAST <= len(article.source) <= MOST_SOURCE:
        found["source"] = ["请写明原文从哪里抄来,例如:国家法律法规数据库,2026年3月1日。"]
    if not compared:
        found["compared"] = ["没有逐字核对过的,不能给办案人当依据。请对着原文核一遍,再勾上。"]
    return found


def remove_article(office: Office, actor: Actor, desk: Desk, name: str, seen: str) -> None:
    """Take an article out; one that a step or a kind of dispute still brings along stays.

    Raises:
        NotAllowed, NotFound, ModelRefused, EditClash.
        ActRefused: it is used.
    """
    if name not in desk.texts.articles():
        raise NotFound("没有这一条。")
    used = uses(desk.texts, name)
    if used:
        raise ActRefused(f"“{name}”还有 {len(used)} 处在用,先从那里去掉,再删。")
    _save(
        office, actor, desk.draft, lambda texts: article_part(texts, name), seen,
        lambda texts: texts.set_article(name, None),
    )  # fmt: skip


def uses(texts: Texts, name: str) -> list[tuple[str, str]]:
    """Where an article is shown: (`step`, task), (`by_dispute`, code), (`by_flag`, flag)."""
    steps = texts.words.get("steps")
    tasks = [task for task in steps if isinstance(steps, dict)] if steps else []
    found = [("step", task) for task in tasks if any(name in entry.articles for entry in texts.entries(task))]
    for which in side_document.LISTS:
        lists = texts.law.get(which)
        keys = list(lists) if isinstance(lists, dict) else []
        found += [(which, key) for key in keys if name in texts.listed(which, key)]
    return found


def article_part(texts: Texts, name: str) -> str:
    """A mark of an article as it now stands."""
    found = texts.articles().get(name)
    return side_document.mark([found.about, found.text, found.source] if found else None)


def save_list(office: Office, actor: Actor, desk: Desk, which: str, key: str, names: Sequence[str], seen: str) -> None:
    """Keep which articles a kind of dispute or a flag brings along.

    Raises:
        NotAllowed, NotFound, ActRefused, ModelRefused, EditClash.
    """
    _save(
        office, actor, desk.draft, lambda texts: side_document.mark(texts.listed(which, key)), seen,
        lambda texts: texts.set_listed(which, key, names),
    )  # fmt: skip


def save_customs(office: Office, actor: Actor, desk: Desk, title: str, lines: Sequence[str], seen: str) -> None:
    """Keep the office's own rules.

    Raises:
        NotAllowed, NotFound, ActRefused, ModelRefused, EditClash, FormInvalid.
    """
    if any(len(line) > LINE_LIMIT for line in lines):
        raise FormInvalid({"lines": [f"有一行太长(超过 {LINE_LIMIT} 字),请分成几行。"]})
    _save(
        office, actor, desk.draft, lambda texts: side_document.mark(list(texts.customs())), seen,
        lambda texts: texts.set_customs(title, lines),
    )  # fmt: skip


def _save(
    office: Office, actor: Actor, draft: int, part: Callable[[Texts], str], seen: str, write: Callable[[Texts], None]
) -> None:  # fmt: skip
    """Change a part of the texts, unless it is other than it was when it was opened."""
    with office.store.reading() as connection:
        last = newest(connection, draft)
    _, files = files_of_draft(office, draft)
    texts = read_texts(files)
    if part(texts) != seen:
        mine = [row for name, row in last.items() if name in SIDE_FILES]
        if not mine:
            raise ActRefused("这一页不是从这份草稿打开的,请重新打开再写。")
        raise clash(office, max(mine, key=lambda row: row.seq))
    write(texts)
    changed = texts_changed(files, texts)
    save_files(office, actor, draft, changed, {name: row.seq for name, row in last.items()})
