"""Which characters of a row answer the query."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.documents import Collection
from gongshi.search.highlight import highlight_record, highlight_subject
from gongshi.search.names import NameTables
from gongshi.search.reading import read
from gongshi.search.vocabulary import BUILT_IN


def body(name: str, *former: str, uscc: str = "") -> dict[str, Any]:
    return {"name": name, "formerNames": list(former), "otherNames": [], "uscc": uscc}


def lit(
    typed: str, matched_by: str, found: dict[str, Any], tables: NameTables
) -> list[tuple[str, str]]:
    """(field, the characters that are lit)."""
    reading = read(typed, tables, BUILT_IN, Collection.SUBJECTS)
    marks: list[tuple[str, str]] = []
    for one in highlight_subject(found, reading, matched_by, tables):
        text = found[one.field]
        text = text if isinstance(text, str) else text[one.place]
        marks.append((one.field, text[one.start : one.start + one.length]))
    return marks


MILK = "天津市海河乳品有限公司"


@pytest.mark.parametrize(
    ("typed", "matched_by", "name", "marks"),
    [
        (MILK, "full_name", MILK, [MILK]),
        ("天津海河乳品有限责任公司", "full_name", MILK, [MILK]),
        ("海河", "core_name", MILK, ["海河"]),
        ("海河乳", "prefix", MILK, ["海河乳"]),
        ("乳品", "phrase", MILK, ["乳品"]),
        ("乳品 海河 天津", "words", MILK, ["天津", "海河乳品"]),
        ("天津海河", "core_name", MILK, ["天津", "海河"]),
        ("haihe", "pinyin", MILK, ["海河"]),
        ("tianjinhaihe", "pinyin", MILK, ["天津市海河"]),
        ("haihe 乳品", "pinyin", MILK, ["海河乳品"]),
        ("hhrp", "initials", MILK, ["海河乳品"]),
        ("海合乳品", "similar", MILK, ["海", "乳品"]),
        ("一航局", "abbreviation", "中交第一航务工程局有限公司", ["一航", "局"]),
        ("18局", "abbreviation", "中铁十八局集团有限公司", ["十八局"]),
        ("津农商", "abbreviation", "天津农村商业银行股份有限公司", ["津农", "商"]),
        ("天大", "abbreviation", MILK, []),
        ("天疾控", "abbreviation", "市疾病预防控制中心", ["疾", "控"]),
        # letters whose parts stand in the name, or a slip among them
        ("hengmaolaowu", "similar", "天津恒茂建筑劳务分包有限公司", ["恒茂", "劳务"]),
        ("haiheshipin", "similar", MILK, ["海河"]),
        ("gbljtgf", "similar", "天津狗不理集团股份有限公司", ["狗不理集团股份"]),
        ("xyz", "similar", MILK, []),
        ("haiherupin" * 4, "similar", MILK, ["海河乳品"]),
        ("haiherupin" * 4 + "hai", "similar", MILK, []),  # too long to be looked for in parts
        ("海和乳品", "pinyin", MILK, ["海河乳品"]),
        # traditional, full width, ligatures, brackets: lit as they are displayed
        ("海河乳业天津", "phrase", "海河乳業（天津）有限公司", ["海河乳業（天津"]),
        ("钢铁", "phrase", "天津鋼鐵集團", ["鋼鐵"]),
        ("abc", "phrase", "天津ＡＢＣ貿易", ["ＡＢＣ"]),
        ("株", "prefix", "㈱示例", ["㈱"]),
        # nothing of it stands there
        ("处罚", "words", MILK, []),
    ],
)
def test_names(
    tables: NameTables, typed: str, matched_by: str, name: str, marks: list[str]
) -> None:
    assert lit(typed, matched_by, body(name), tables) == [("name", mark) for mark in marks]


SHOP = "海底捞天津餐饮管理有限公司南开大悦城店"
BANK = "天津农村商业银行股份有限公司"
BRANCH = "天津狗不理集团股份有限公司南开第二分公司"


@pytest.mark.parametrize(
    ("typed", "name", "marks"),
    [
        ("海底捞大悦城店", SHOP, ["海底捞", "大悦城店"]),
        ("海底捞餐饮南开", SHOP, ["海底捞", "餐饮", "南开"]),
        ("天津 海底捞大悦城", SHOP, ["海底捞天津", "大悦城"]),
        ("狗不理南开分公司", BRANCH, ["狗不理", "南开", "分公司"]),
        ("狗不理南开分公司", "天津狗不理集团股份有限公司", ["狗不理"]),
        ("天津农商行", BANK, ["天津农村商业银行"]),
        ("18街麻花", "天津市桂发祥十八街麻花食品有限公司", ["十八街麻花"]),
        ("七天酒店", "7天酒店（天津）有限公司", ["7天酒店"]),
        ("福加福 福加福", "天津福加福商贸有限公司", ["福加福"]),
    ],
)
def test_pieces_of_a_word_are_lit(
    tables: NameTables, typed: str, name: str, marks: list[str]
) -> None:
    assert lit(typed, "words", body(name), tables) == [("name", mark) for mark in marks]


def test_a_former_name_is_lit_where_it_is_what_was_found(tables: NameTables) -> None:
    found = body("天津示例钢铁有限公司", "天津老钢铁厂", "天津铁厂")
    assert lit("天津老钢铁厂", "former_name", found, tables) == [("formerNames", "天津老钢铁厂")]
    assert lit("老钢铁", "phrase", found, tables) == [("formerNames", "老钢铁")]
    assert lit("示例", "phrase", found, tables) == [("name", "示例")]


def test_codes(tables: NameTables) -> None:
    found = body("天津示例钢铁有限公司", uscc="91320100748204660Q")
    assert lit("9132O100748204660q", "code", found, tables) == [("uscc", "91320100748204660Q")]
    assert lit("74820466-0", "code", found, tables) == [("uscc", "748204660")]
    assert lit("320100000012345", "code", found, tables) == []
    assert lit("津市监罚〔2025〕7号", "number", found, tables) == []
    assert highlight_subject(found, None, "all", tables) == ()


def test_records(tables: NameTables) -> None:
    found = {
        "documentNumber": "津市监罚﹝2025﹞7號",
        "subjectName": "天津市海河乳品有限公司",
        "subjectUscc": "91320100748204660Q",
        "violationType": "擅自生產乳品",
        "penaltyKinds": ["fine"],
        "fine": None,
    }

    def marks(typed: str) -> list[tuple[str, str]]:
        reading = read(typed, tables, BUILT_IN, Collection.RECORDS)
        return [
            (one.field, str(found[one.field])[one.start : one.start + one.length])
            for one in highlight_record(found, reading)
        ]

    assert marks("津市监罚[2025]7号") == [("documentNumber", "津市监罚﹝2025﹞7號")]
    assert marks("乳品 生产") == [
        ("subjectName", "乳品"),
        ("violationType", "生產乳品"),
    ]
    assert marks("91320100748204660Q 处罚") == [("subjectUscc", "91320100748204660Q")]
    assert highlight_record(found, None) == ()


@given(
    st.text(st.characters(), max_size=20),
    st.text(st.characters(), max_size=20),
    st.sampled_from(
        ["full_name", "former_name", "phrase", "pinyin", "initials", "similar", "code"]
    ),
)
def test_ranges_lie_in_the_text_in_order(
    tables: NameTables, typed: str, name: str, matched_by: str
) -> None:
    found = body(name, f"{name}厂")
    reading = read(typed, tables, BUILT_IN, Collection.SUBJECTS)
    marks = highlight_subject(found, reading, matched_by, tables)
    ends = [0]
    for one in marks:
        text = name if one.field == "name" else found["formerNames"][one.place]
        assert ends[-1] <= one.start < one.start + one.length <= len(text)
        ends.append(one.start + one.length)
