"""What a step needs beside its questions: the slogans, rights and duties to read out, articles of law, local custom.

Data of the office (`articles.json`, `beside.json` in the folder of forms); must not know cases or requests.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mediation.errors import Finding
from mediation.forms.side_files import ARTICLES, BESIDE, lines, member, read_json


@dataclass(frozen=True, slots=True)
class Article:
    """An article of law, word for word; `about` says in a few plain words what it is on.

    `source` says where an office has read one that the product does not bring along.
    """

    name: str
    about: str
    text: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """Something to unfold and read out: a title, plain lines, the articles they rest on."""

    title: str
    lines: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One fold as the office has written it: it stands before the field `at`.

    `suggested` brings the articles of the dispute's kind, `customs` the office's own rules.
    """

    at: str
    title: str
    lines: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    suggested: bool = False
    customs: bool = False


@dataclass(frozen=True)
class Beside:
    """All of it: articles by name, which belong to a kind of dispute (JFLB) or to a special flag, folds by task."""

    articles: Mapping[str, Article] = field(default_factory=dict)
    by_dispute: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_flag: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    customs: Fold | None = None

    def suggested(self, dispute_type: str | None, flags: Iterable[str] = ()) -> tuple[Article, ...]:
        """The articles that fit a dispute, those of its flags first, each once."""
        names = [name for flag in flags for name in self.by_flag.get(flag, ())]
        names += self.by_dispute.get(dispute_type or "", ())
        return tuple(self.articles[name] for name in dict.fromkeys(names))

    def folds(self, task: str, suggested: tuple[Article, ...]) -> dict[str, list[Fold]]:
        """What stands in a task's form, by the field it stands before; what would be empty is left out."""
        found: dict[str, list[Fold]] = {}
        for entry in self.entries.get(task, ()):
            fold = self._fold(entry, suggested)
            if fold.lines or fold.articles:
                found.setdefault(entry.at, []).append(fold)
        return found

    def _fold(self, entry: Entry, suggested: tuple[Article, ...]) -> Fold:
        if entry.customs:
            shown = (self.customs.title, *self.customs.lines) if self.customs else ()
            return Fold(entry.title, (*entry.lines, *shown))
        articles = tuple(self.articles[name] for name in entry.articles)
        return Fold(entry.title, entry.lines, (*articles, *(suggested if entry.suggested else ())))


def read_beside(files: Mapping[str, bytes]) -> tuple[Beside, list[Finding]]:
    """What the side files of a bundle say (nothing where they are missing), and what is wrong with them."""
    findings: list[Finding] = []
    law, words = (_document(name, files, findings) for name in (ARTICLES, BESIDE))
    articles = dict(_articles(member(law, "articles"), findings))
    by_dispute = dict(_names(member(law, "by_dispute"), "by_dispute", articles, findings))
    by_flag = dict(_names(member(law, "by_flag"), "by_flag", articles, findings))
    known = articles if ARTICLES in files else None
    entries = {
        task: tuple(_entries(task, given, known, findings)) for task, given in member(words, "steps").items()
    }  # fmt: skip
    own = member(words, "customs")
    customs = Fold(str(own.get("title") or ""), lines(own.get("lines")) or ()) if own else None
    return Beside(articles, by_dispute, by_flag, entries, customs), findings


def _document(name: str, files: Mapping[str, bytes], findings: list[Finding]) -> dict[str, Any]:
    found = read_json(name, files[name]) if name in files else {}
    if isinstance(found, Finding):
        findings.append(found)
        return {}
    return found


def _articles(given: Mapping[str, Any], findings: list[Finding]) -> Iterator[tuple[str, Article]]:
    for name in given:
        text, about = lines(member(given, name).get("text")), member(given, name).get("about")
        if not text or not isinstance(about, str) or not 0 < len(name) <= 60:
            remedy = "每条法律要有 about(一句话)和 text(原文,一段一行)。"
            findings.append(Finding("side-article", f"法条“{name[:40]}”写得不全。", remedy, ARTICLES, name[:40]))
        else:
            source = member(given, name).get("source")
            yield name, Article(name, about, text, source if isinstance(source, str) else "")


def _names(
    given: Mapping[str, Any], where: str, articles: Mapping[str, Article], findings: list[Finding]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, names in given.items():
        listed = lines(names) or ()
        strange = [name for name in listed if name not in articles]
        if strange or not listed:
            message = f"{where} 的“{key[:20]}”里有不认识的法条:{'、'.join(strange)[:60] or '没有列出'}。"
            findings.append(Finding("side-article", message, "请先在 articles 里写上原文。", ARTICLES, key[:40]))
        yield key, tuple(name for name in listed if name in articles)


def _entries(task: str, given: Any, articles: Mapping[str, Article] | None, findings: list[Finding]) -> Iterator[Entry]:
    for raw in given if isinstance(given, list) else [None]:
        one = raw if isinstance(raw, dict) else {}
        at, title = one.get("at"), one.get("title")
        names, plain = lines(one.get("articles", [])), lines(one.get("lines", []))
        if not isinstance(at, str) or not isinstance(title, str) or not title or names is None or plain is None:
            remedy = "每一块要有 at(字段的键)和 title(标题);lines、articles 是文字的列表。"
            findings.append(Finding("side-step", f"“{task[:40]}”旁边的内容写得不对。", remedy, BESIDE, task[:40]))
            continue
        strange = [name for name in names if articles is not None and name not in articles]
        if strange:
            message = f"“{title[:20]}”引用了不认识的法条:{'、'.join(strange)[:60]}。"
            findings.append(Finding("side-step", message, "请先写进 articles.json。", BESIDE, task[:40]))
        known = tuple(name for name in names if name in (articles or {}))
        yield Entry(at, title, plain, known, one.get("suggested") is True, one.get("customs") is True)
