"""Templates: an office changes them without code; what is filled in is data, whatever it looks like."""

import hashlib
import json
import re

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from paperwork import laid_out, record

from mediation.documents import catalogue, pdf, template
from mediation.documents.paper import Gap, NewPage, Picture, Signs, Span, Table, Text
from mediation.documents.wording import chinese_date, in_capitals, printable, yuan
from mediation.services.check_models import check_files

HOSTILE = (
    "# 标题", "| a | b |", "[换页]", "[表 1 2]", "{{ 7*7 }}", "{% for x in y %}", '#import "/etc/passwd"', "`x`", "$x$",
    "=HYPERLINK()", "\\", "<1 2cm>", "file:///etc/passwd", "\ue0000\ue001",
)  # fmt: skip


def test_every_kind_of_paper_has_a_template_that_can_be_read():
    codes = {path.stem for path in template.SHIPPED.glob(f"*{template.ENDING}")}
    assert codes == set(catalogue.kinds())
    for code in codes:
        template.check(code, template.find(code, None)[0])


def test_what_each_line_becomes():
    made = template.fill(
        "T",
        "# 大\n> 右\n正 {{ 甲 }}\n- 顶\n[空 2]\n[换页]\n[签 甲： | 乙：]\n[表 1 2 1]\n"
        "|=头|<2 1.5cm> {{ 甲|填 }} |\n| a | b | c |\n~ 注\n[图 {{ 甲 }}] 照片",
        {"甲": "x"},
    )
    assert [one.kind for one in made] == [
        "title",
        "right",
        "body",
        "plain",
        "gap",
        "page",
        "signs",
        "table",
        "note",
        "picture",
    ]
    table = made[7]
    assert isinstance(table, Table) and [len(row) for row in table.rows] == [2, 3]
    assert table.rows[0][0].head and (table.rows[0][1].span, table.rows[0][1].height) == (2, 1.5)
    assert table.rows[0][1].spans == (Span("x", "line"),)
    assert isinstance(made[4], Gap) and isinstance(made[5], NewPage) and isinstance(made[6], Signs)
    assert made[9] == Picture("x", (Span("照片"),))


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_wrote_is_never_layout(words):
    (only,) = template.fill("T", "前{{ 话 }}后", {"话": words})
    assert isinstance(only, Text) and [span.text for span in only.spans] == ["前", words, "后"]


@given(st.text(max_size=40))
def test_any_text_goes_through_as_it_is_but_for_pictures_among_the_letters(words):
    made = template.fill("T", "[表 1 1]\n| {{ 话 }} | 乙 |\n前{{ 话 }}", {"话": words})
    assert len(made) == 2 and "".join(span.text for span in made[1].spans) == f"前{printable(words)}"


def test_signs_that_the_font_lacks_become_a_word_and_letters_never_change():
    there = set(TTFont(pdf.FONT).getBestCmap())
    signs = [chr(one) for one in (*range(0x2600, 0x27C0), *range(0x2B00, 0x2C00), *range(0x1F000, 0x1FB00))]
    assert [one for one in signs if (printable(one) == one) != (ord(one) in there)] == []
    assert printable("哈😀🧓🏽好") == "哈〔符号〕好" and printable("𠮷〇㐂①★±℃") == "𠮷〇㐂①★±℃"


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("好\n\n{{ 张三 }}", 3, "没有这一项"),
        ("好\n{% for %}", 2, "写法不对"),
        ("{{ 甲.b }}", 1, "没有这一项"),
        ("[表 x]\n|a|", None, "宽度"),
        ("[表 1 2]\n|a|", None, "2 列"),
        ("{{ 甲.__class__ }}", 1, "写法不对"),
        ("{{ 甲|大写 }}", 1, "写法不对"),
        ("{{ 甲|upper }}", 1, "写法不对"),
    ],
)
def test_a_mistake_is_named_with_its_line(source, line, said):
    with pytest.raises(template.TemplateWrong, match=said) as wrong:
        template.fill("D10", source, {"甲": "x"})
    assert wrong.value.line == line and "D10.paper" in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("D10.paper", b"# x\n\n{{ \xe5\xbc\xa0 }}", "没有“张”这一项"),
        ("D10.paper", b"{% if %}", "写法不对"),
        ("D10.paper", b"\xff\xfe", "不是 UTF-8"),
        ("D10.paper", "{{ 卷名|没有 }}".encode(), "写法不对"),
    ],
)
def test_a_template_is_checked_before_it_is_used(name, source, said, tmp_path):
    (tmp_path / name).write_bytes(source)
    (found,) = check_files([tmp_path / name])
    assert said in found.message and found.level == "error"


def test_the_shipped_templates_pass_the_check():
    assert check_files(sorted(template.SHIPPED.glob("*.paper"))) == []


def test_what_every_template_may_name_is_what_the_record_gives(played):
    house, ids = played
    assert set(record(house, ids["C01"]).common()) == template.COMMON


def test_an_offices_own_template_stands_before_the_shipped_one(played, tmp_path):
    house, ids = played
    (tmp_path / "D13.paper").write_text("# 本镇回访单\n{{ 履行情况 }}", "utf8")
    found = record(house, ids["C01"])
    (visit,) = [one for one in catalogue.sheets(found) if one.kind.code == "D13"]
    assert laid_out(found, visit, tmp_path).name == "本镇回访单"
    assert laid_out(found, visit).name == "人民调解回访记录"


@pytest.mark.parametrize(
    ("amount", "figures", "capitals"),
    [
        ("6800.00", "6,800.00 元", "人民币陆仟捌佰元整"),
        ("0.05", "0.05 元", "人民币伍分"),
        ("10.50", "10.50 元", "人民币壹拾元伍角"),
        ("1001.01", "1,001.01 元", "人民币壹仟零壹元零壹分"),
        ("1234567.89", "1,234,567.89 元", "人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        ("", "0.00 元", "人民币零元整"),
    ],
)
def test_amounts_in_figures_and_capitals(amount, figures, capitals):
    assert (yuan(amount), in_capitals(amount)) == (figures, capitals)


def test_days():
    assert chinese_date("2026-03-01T09:00") == "2026年3月1日"
    assert re.fullmatch(r"\u3000+年\u3000+月\u3000+日", chinese_date(None))


# The font.


def test_the_font_is_the_one_that_was_built_and_may_be_given_on():
    manifest = json.loads((pdf.FONTS / "manifest.json").read_text("utf8"))
    for one in manifest["files"]:
        assert hashlib.sha256((pdf.FONTS / one["file"]).read_bytes()).hexdigest() == one["sha256"]
    with TTFont(pdf.FONT) as font:
        names = {number: font["name"].getDebugName(number) or "" for number in (1, 13)}
    assert "Source" not in names[1] and "SIL Open Font License" in names[13]


def test_the_font_has_every_common_character_and_the_rare_ones_of_names():
    with TTFont(pdf.FONT, lazy=True) as font:
        known = set(font.getBestCmap())
    common = {
        ord(bytes((high, low)).decode("gb2312"))
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
        if (high, low) < (0xD7, 0xFA) or high > 0xD7
    }
    assert common - known == set()
    assert {ord(one) for one in "㛃䶮喆堃祎昉犇垚翀甯赟頔颋𬭚𠮷·①②√□—…“”《》（）【】～％℃㎡×"} - known == set()
