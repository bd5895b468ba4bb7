"""Gives copied cases people of their own to be found by: names as frequent as China's, telephones, serial numbers."""

import random
from collections.abc import Sequence
from typing import Any

from benchmarks.crowd import Copy
from mediation.case.facts import load
from mediation.services.office import Office
from mediation.services.search_tokens import anchor_of, token_set
from mediation.services.search_words import words_of_names, words_of_number, words_of_phone
from mediation.store import cases

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈单解"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅德厚国富光大世全忠启凯立新小清建文海志成林生福贵"
POOL = 4000
RARE = "解单"


def scatter(office: Office, copies: Sequence[Copy], seed: int = 1) -> None:
    """Write the index of the copies anew; the titles of copies stay those of their originals."""
    chance = random.Random(seed)
    weights = [1 / (place + 2) for place in range(len(SURNAMES))]
    names = ["".join((chance.choices(SURNAMES, weights)[0], *chance.sample(GIVEN, 2))) for _ in range(POOL)]
    vault, anchor = office.store.vault, _anchor(office, copies[0][2].public_id)
    of_name = {name: token_set(vault, anchor, words_of_names([name])) for name in set(names)}
    rows: list[tuple[bytes, int]] = []
    for number, (row_id, _public, _stage) in enumerate(copies, start=1):
        tokens = {token for name in chance.sample(names, 2) for token in of_name[name]}
        words = words_of_phone(f"1{chance.randrange(10**10):010d}")
        words |= words_of_number(f"(2026)白石坝登字第{number:03d}号")
        rows += [(token, row_id) for token in tokens.union(token_set(vault, anchor, words))]
    rows.sort()
    with office.store.writing() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute("delete from search_token where case_id >= ?", (copies[0][0],))
        raw.executemany("insert into search_token (token, case_id) values (?, ?)", rows)


def _anchor(office: Office, public_id: str) -> str:
    with office.store.reading() as connection:
        row = cases.find(connection, office.store.vault, public_id)
    assert row is not None
    return anchor_of(load(row.facts))
