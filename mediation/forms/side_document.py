"""The texts beside the forms as their editor handles them: half a thought is read as far as it goes, and written back.

Only what is edited changes in a file. Knows no draft and no case.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from mediation.errors import Finding, ModelRefused
from mediation.forms.beside import Article, Entry
from mediation.forms.phrases import takes_phrases
from mediation.forms.places import SINGLE
from mediation.forms.side_files import ARTICLES, BESIDE, PHRASES, SIDE_FILES, member, read_json
from mediation.forms.spec import FieldSpec, FormDefinition

Phrases = Mapping[str, Sequence[str]]
LISTS = ("by_dispute", "by_flag")


@dataclass(frozen=True, slots=True)
class Texts:
    """The three documents, to be read and changed in place."""

    law: dict[str, Any]
    words: dict[str, Any]
    phrases: dict[str, Any]

    def entries(self, task: str) -> list[Entry]:
        """What stands in a step's form, in order."""
        given = member(self.words, "steps").get(task)
        return [_entry(raw) for raw in given if isinstance(raw, dict)] if isinstance(given, list) else []

    def set_entries(self, task: str, entries: Sequence[Entry]) -> None:
        """Write what stands in a step's form."""
        _put(self.words, "steps", task, [_raw(entry) for entry in entries])

    def phrases_of(self, task: str) -> dict[str, list[str]]:
        """The phrases of a step, by the path of their field."""
        return {path: _texts(said) for path, said in member(self.phrases, task).items()}

    def set_phrases(self, task: str, phrases: Phrases) -> None:
        """Write the phrases of a step; a field without any is left out."""
        kept = {path: list(said) for path, said in phrases.items() if said}
        if kept:
            self.phrases[task] = kept
        else:
            self.phrases.pop(task, None)

    def articles(self) -> dict[str, Article]:
        """The articles of law, by name."""
        found = member(self.law, "articles")
        return {name: _article(name, member(found, name)) for name in found}

    def set_article(self, name: str, article: Article | None) -> None:
        """Write an article, or take it out."""
        raw = None
        if article is not None:
            raw = {"about": article.about, "text": list(article.text)}
            raw |= {"source": article.source} if article.source else {}
        _put(self.law, "articles", name, raw)

    def listed(self, which: str, key: str) -> list[str]:
        """The articles that a kind of dispute (`by_dispute`) or a special flag (`by_flag`) brings along."""
        return _texts(member(self.law, which).get(key))

    def set_listed(self, which: str, key: str, names: Sequence[str]) -> None:
        """Write which articles a kind of dispute or a flag brings along."""
        _put(self.law, which, key, list(names))

    def customs(self) -> tuple[str, list[str]]:
        """The office's own rules: where they are from, and line by line."""
        own = member(self.words, "customs")
        return str(own.get("title") or ""), _texts(own.get("lines"))

    def set_customs(self, title: str, lines: Sequence[str]) -> None:
        """Write the office's own rules; none at all takes them out."""
        if title or lines:
            self.words["customs"] = {"title": title, "lines": list(lines)}
        else:
            self.words.pop("customs", None)

    def files(self) -> dict[str, bytes]:
        """The three as files."""
        return {name: _written(one) for name, one in zip(SIDE_FILES, (self.law, self.words, self.phrases), strict=True)}


def read_texts(files: Mapping[str, bytes]) -> Texts:
    """The three documents of a bundle; one that is missing is empty.

    Raises:
        ModelRefused: one of them is no JSON object.
    """
    found = {name: read_json(name, files[name]) if name in files else {} for name in (ARTICLES, BESIDE, PHRASES)}
    broken = [one for one in found.values() if isinstance(one, Finding)]
    if broken:
        raise ModelRefused(broken)
    return Texts(*(one for one in found.values() if isinstance(one, dict)))


def mark(part: Any) -> str:
    """A short digest of what was opened, to see whether somebody has changed it since."""
    return hashlib.sha256(orjson.dumps(part, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def phrase_places(form: FormDefinition) -> dict[str, str]:
    """The fields of a form at which phrases may lie ready: path → what it is called."""
    return dict(_phrase_places(form))


def _phrase_places(form: FormDefinition) -> Iterator[tuple[str, str]]:
    for path, spec in form.paths.items():
        around = form.paths.get(path.rpartition(".")[0])
        if around is not None and around.kind in SINGLE:
            continue
        single = spec.children[0] if spec.kind in SINGLE and spec.children else None
        at, written = (f"{path}.{single.key}", single) if single is not None else (path, spec)
        if takes_phrases(at, written):
            yield at, _called(form, path, spec)


def fold_places(form: FormDefinition) -> dict[str, str]:
    """The fields of a form before which something may stand to be read out: path → what it is called."""
    return {path: _called(form, path, spec) for path, spec in form.paths.items() if spec.label and path.count(".") < 2}


def _called(form: FormDefinition, path: str, spec: FieldSpec) -> str:
    around = form.paths.get(path.rpartition(".")[0])
    return f"{around.label} › {spec.label or spec.key}" if around is not None and around.label else spec.label or path


def _entry(raw: Mapping[str, Any]) -> Entry:
    at, title = (raw.get(key) if isinstance(raw.get(key), str) else "" for key in ("at", "title"))
    lines, articles = tuple(_texts(raw.get("lines"))), tuple(_texts(raw.get("articles")))
    return Entry(str(at), str(title), lines, articles, raw.get("suggested") is True, raw.get("customs") is True)


def _raw(entry: Entry) -> dict[str, Any]:
    more = {"lines": list(entry.lines), "articles": list(entry.articles)}
    flags = {"suggested": entry.suggested, "customs": entry.customs}
    return {"at": entry.at, "title": entry.title, **{key: one for key, one in (more | flags).items() if one}}


def _article(name: str, raw: Mapping[str, Any]) -> Article:
    about, source = (raw.get(key) if isinstance(raw.get(key), str) else "" for key in ("about", "source"))
    return Article(name, str(about), tuple(_texts(raw.get("text"))), str(source))


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _put(holder: dict[str, Any], group: str, key: str, value: Any) -> None:
    """Write a member of a group; nothing takes it out."""
    if not isinstance(holder.get(group), dict):
        holder[group] = {}
    if value:
        holder[group][key] = value
    else:
        holder[group].pop(key, None)


def _written(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
