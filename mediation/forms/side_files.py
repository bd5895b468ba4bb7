"""The files beside the forms that hold words and no fields: what they are called, and reading one as JSON.

Nothing here raises; what cannot be read is a finding.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from mediation.errors import Finding

ARTICLES, BESIDE, PHRASES = "articles.json", "beside.json", "phrases.json"
SIDE_FILES = (ARTICLES, BESIDE, PHRASES)
SIZE_LIMIT = 500_000
LINE_LIMIT = 2000


def read_json(file: str, data: bytes) -> dict[str, Any] | Finding:
    """The document in a side file, or what is wrong with it."""
    if len(data) > SIZE_LIMIT:
        return Finding("side-file", "文件太大(超过 500 KB)。", "请删去不用的内容。", file)
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as broken:
        return Finding("side-file", f"不是有效的 JSON(第 {broken.lineno} 行)。", "请检查引号和逗号。", file)
    if not isinstance(document, dict):
        return Finding("side-file", "最外层应是一对花括号。", "请照随产品发行的文件写。", file)
    return document


def member(holder: Any, key: str) -> Mapping[str, Any]:
    """A member that is an object; an empty one otherwise."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}


def lines(value: Any) -> tuple[str, ...] | None:
    """A list of texts, or None where it is none."""
    fits = isinstance(value, list) and all(isinstance(one, str) and 0 < len(one) <= LINE_LIMIT for one in value)
    return tuple(value) if fits else None
