"""Where a task stands on the way 让一让 takes a quarrel, for the quiet path above a page. Wording only."""

from collections.abc import Iterable
from typing import NamedTuple

STOPS = (
    ("登记", "受理"),
    ("读一读", "缓一缓"),
    ("摆一摆", "谈一谈"),
    ("调一调", "让一让"),
    ("顺一顺", "赞一赞"),
    ("回访", "归档"),
)
_AT = {
    "T_register": 0, "T_screen": 0, "T_reject_notice": 0, "T_consent": 0, "T_assign": 0, "S1_read_calm": 1,
    "S2_lay_talk": 2, "S3_mediate_yield": 3, "A_oral": 3, "A_written": 3, "S4_smooth_praise": 4, "F_visit": 5,
    "F_supervise": 5, "A_amend": 5, "C_close": 5, "C_archive": 5,
}  # fmt: skip

_TALK, _PRAISED, _END = {1, 2, 3, 4}, 4, 5


class Stop(NamedTuple):
    """One stop of the way: its words in two lines, and whether it is `done`, `now` or `ahead`."""

    words: tuple[str, str]
    state: str


def way_of(open_tasks: Iterable[str], done: Iterable[str]) -> list[Stop]:
    """The way with where the case stands on it; none for a case that never came to talk and is at its end."""
    finished = list(done)
    walked = {_AT[task] for task in finished if task in _AT}
    here = next((_AT[task] for task in open_tasks if task in _AT), None)
    if here is None and walked and "C_archive" not in finished:
        here = _END if max(walked) >= _PRAISED else max(walked)
    if here in (None, _END) and not walked & _TALK:
        return []
    states = ["now" if at == here else "done" if at in walked else "ahead" for at in range(len(STOPS))]
    return [Stop(words, state) for words, state in zip(STOPS, states, strict=True)]
