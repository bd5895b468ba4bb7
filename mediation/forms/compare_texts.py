"""What is different between two versions of the texts beside the forms, in the office's words, by step.

Must not know WTForms or any case's data.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mediation.forms.beside import Article, Entry
from mediation.forms.compare import ADDED, CHANGED, REMOVED, FieldChange
from mediation.forms.side_document import LISTS, Texts
from mediation.forms.side_files import member


def compare_steps(before: Texts, after: Texts) -> Iterator[tuple[str, list[FieldChange]]]:
    """By step: what of its folds and phrases is different."""
    known = (member(texts.words, "steps") for texts in (after, before))
    for task in dict.fromkeys([*(task for steps in known for task in steps), *after.phrases, *before.phrases]):
        folds = _folds(before.entries(task), after.entries(task))
        found = [*folds, *_phrases(before.phrases_of(task), after.phrases_of(task))]
        if found:
            yield task, found


def _folds(before: Sequence[Entry], after: Sequence[Entry]) -> Iterator[FieldChange]:
    was, now = ({entry.title: entry for entry in entries} for entries in (before, after))
    for title, entry in now.items():
        if title not in was:
            yield FieldChange(ADDED, "", title, (*entry.lines, *entry.articles))
        elif entry != was[title]:
            yield FieldChange(CHANGED, "", title, tuple(_fold(was[title], entry)))
    yield from (FieldChange(REMOVED, "", title) for title in was if title not in now)
    kept = [[title for title in titles if title in was and title in now] for titles in (was, now)]
    if kept[0] != kept[1]:
        yield FieldChange(CHANGED, "", "各块的次序", ("、".join(now),))


def _fold(was: Entry, now: Entry) -> Iterator[str]:
    yield from _lists(was.lines, now.lines)
    yield from _lists(was.articles, now.articles)
    for label, one, other in (
        ("自动带出常用法条", was.suggested, now.suggested), ("自动带出村规民约", was.customs, now.customs)
    ):  # fmt: skip
        if one != other:
            yield f"{label}:{'是' if other else '否'}"
    if was.at != now.at:
        yield f"换到别的问题前面:{was.at} → {now.at}"


def _lists(was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    yield from (f"去掉:{one}" for one in was if one not in now)
    yield from (f"加上:{one}" for one in now if one not in was)
    if was != now and sorted(was) == sorted(now):
        yield "换了次序"


def _phrases(was: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> Iterator[FieldChange]:
    for path in dict.fromkeys([*now, *was]):
        what = tuple(_lists(was.get(path, ()), now.get(path, ())))
        if what:
            yield FieldChange(CHANGED, path, "常用语", what)


def compare_law(before: Texts, after: Texts, names: Mapping[str, str]) -> list[FieldChange]:
    """Articles gained, lost and changed; what kinds of dispute bring along; `names` says what their codes mean."""
    was, now = before.articles(), after.articles()
    found = [FieldChange(ADDED, "", name, _said(now[name])) for name in now if name not in was]
    found += [FieldChange(REMOVED, "", name) for name in was if name not in now]
    found += [
        FieldChange(CHANGED, "", name, tuple(_lists(_said(was[name]), _said(now[name]))))
        for name in now
        if name in was and now[name] != was[name]
    ]
    return [*found, *_along(before, after, names)]


def _said(article: Article) -> tuple[str, ...]:
    source = (f"出处:{article.source}",) if article.source else ()
    return (f"讲的是:{article.about}", *article.text, *source)


def _along(before: Texts, after: Texts, names: Mapping[str, str]) -> Iterator[FieldChange]:
    for which in LISTS:
        keys: Iterable[str] = dict.fromkeys([*member(after.law, which), *member(before.law, which)])
        for key in keys:
            what = tuple(_lists(before.listed(which, key), after.listed(which, key)))
            if what:
                yield FieldChange(CHANGED, "", f"“{names.get(key, key)}”常用的法条", what)


def compare_customs(before: Texts, after: Texts) -> list[FieldChange]:
    """What of the office's own rules is different."""
    (was_title, was), (title, now) = before.customs(), after.customs()
    what = [f"{was_title or '(无)'} → {title or '(无)'}"] if title != was_title else []
    what += _lists(was, now)
    return [FieldChange(CHANGED, "", "村规民约、院约", tuple(what))] if what else []
