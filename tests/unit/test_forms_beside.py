"""What stands beside the questions is data that is read whole or refused: articles word for word, folds, phrases."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from mediation.forms import load_forms
from mediation.forms.beside import read_beside
from mediation.forms.phrases import check_phrases, read_phrases, takes_phrases
from mediation.forms.side_files import SIDE_FILES

FOLDER = Path(__file__).parents[2] / "forms"
FILES = {name: (FOLDER / name).read_bytes() for name in SIDE_FILES}
FORMS = load_forms({file.name: file.read_bytes() for file in FOLDER.glob("*.form")})
BESIDE, TROUBLE = read_beside(FILES)
DISPUTES = {option.value for option in FORMS["T_register"].paths["dispute_type"].options}
FLAGS = {option.value for option in FORMS["T_screen"].paths["special_flags"].options}


def written(**members: Any) -> bytes:
    return orjson.dumps(members)


ARTICLE = {"甲法第1条": {"about": "说什么", "text": ["一", "二"]}}


def test_the_shipped_side_files_are_sound():
    phrases, trouble = read_phrases(FILES)
    assert [TROUBLE, trouble, check_phrases(phrases, FORMS)] == [[], [], []]


def test_every_kind_of_dispute_has_articles_and_every_fold_a_field_to_stand_at():
    assert set(BESIDE.by_dispute) == DISPUTES and set(BESIDE.by_flag) <= FLAGS
    for task, entries in BESIDE.entries.items():
        assert {entry.at for entry in entries} <= set(FORMS[task].paths), task


def test_the_rights_and_duties_are_there_word_for_word_where_consent_is_asked_and_at_the_first_step():
    for task, at in (("T_consent", "parties"), ("S1_read_calm", "read_items")):
        folds = BESIDE.folds(task, ())[at]
        articles = {article.name: article.text for fold in folds for article in fold.articles}
        assert articles["人民调解法第23条"][2] == "（二）接受调解、拒绝调解或者要求终止调解；"
        assert articles["人民调解法第24条"][1] == "（一）如实陈述纠纷事实；"


def test_a_neighbours_quarrel_brings_the_articles_on_neighbours_and_an_elders_flag_comes_first():
    names = [article.name for article in BESIDE.suggested("2", ["elder"])]
    assert names[:2] == ["民法典第1067条", "老年人权益保障法第75条"] and "民法典第290条" in names
    assert [fold.title for fold in BESIDE.folds("S3_mediate_yield", BESIDE.suggested("2"))["law_basis"]]
    assert BESIDE.suggested(None) == () and "law_basis" not in BESIDE.folds("S3_mediate_yield", ())


def test_without_side_files_nothing_stands_beside_the_questions():
    beside, trouble = read_beside({})
    assert trouble == [] and beside.folds("S1_read_calm", ()) == {} and read_phrases({}) == ({}, [])


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("articles.json", b"{", "side-file"),
        ("articles.json", b"[]", "side-file"),
        ("articles.json", b" " * 500_001, "side-file"),
        ("articles.json", written(articles={"甲": {"about": "a", "text": "一"}}), "side-article"),
        ("articles.json", written(articles={"甲": {"about": "a", "text": []}}), "side-article"),
        ("articles.json", written(articles={"甲": 3}), "side-article"),
        ("articles.json", written(articles=ARTICLE, by_dispute={"2": ["乙法第2条"]}), "side-article"),
        ("articles.json", written(articles=ARTICLE, by_flag={"elder": []}), "side-article"),
        ("beside.json", written(steps={"S1": [{"at": "x"}]}), "side-step"),
        ("beside.json", written(steps={"S1": 3}), "side-step"),
        ("beside.json", written(steps={"S1": [{"at": "x", "title": "t", "lines": "一"}]}), "side-step"),
        ("beside.json", written(steps={"S1": [{"at": "x", "title": "t", "articles": ["乙法第2条"]}]}), "side-step"),
    ],
)
def test_a_side_file_that_cannot_be_used_is_told_with_a_remedy(name: str, data: bytes, rule: str):
    files = {"articles.json": written(articles=ARTICLE), name: data}
    found = read_beside(files)[1]
    assert [finding.rule for finding in found] == [rule]
    assert found[0].file == name and found[0].message and found[0].remedy


@pytest.mark.parametrize(
    ("task", "path", "said"),
    [
        ("S3_mediate_yield", "outcome", ["谈成了"]),
        ("S3_mediate_yield", "agreed_items.value", ["付清"]),
        ("S2_lay_talk", "statements.value", ["我不是故意的"]),
        ("F_visit", "performance_status", ["全部履行"]),
        ("S4_smooth_praise", "satisfaction.satisfaction", ["满意"]),
        ("S1_read_calm", "nowhere", ["…"]),
        ("nothing", "note", ["…"]),
    ],
)
def test_no_phrase_may_lie_ready_for_an_outcome_or_for_anybodys_own_words(task: str, path: str, said: list[str]):
    phrases, trouble = read_phrases({"phrases.json": orjson.dumps({task: {path: said}})})
    assert trouble == [] and [finding.rule for finding in check_phrases(phrases, FORMS)] == ["side-phrase"]


@pytest.mark.parametrize("given", [3, {"note": "x"}, {"note": [3]}, {"note": ["长" * 121]}])
def test_phrases_are_lists_of_short_sentences(given: Any):
    found = read_phrases({"phrases.json": orjson.dumps({"S1_read_calm": given})})[1]
    assert [finding.rule for finding in found] == ["side-phrase"] and found[0].remedy


def test_phrases_are_offered_where_one_writes_and_nowhere_else():
    paths = FORMS["T_register"].paths
    assert takes_phrases("summary", paths["summary"]) and takes_phrases("occurred_place", paths["occurred_place"])
    assert not takes_phrases("parties.id_no", paths["parties.id_no"])
    assert not takes_phrases("apply_at", paths["apply_at"])
