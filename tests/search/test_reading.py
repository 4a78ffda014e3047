"""How a typed text is read: codes, numbers, districts, words that narrow; and what stays a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.codes import Mend, code_candidates
from gongshi.search.documents import Collection
from gongshi.search.names import NameTables
from gongshi.search.numbers import is_number, number_variants
from gongshi.search.positions import trace, words_at
from gongshi.search.reading import Part, Reading, read
from gongshi.search.text import fold, words
from gongshi.search.vocabulary import Role, Vocabulary

DISTRICTS = {"120101": "和平区", "120104": "南开区", "120116": "滨海新区"}
VOCABULARY = Vocabulary.of(DISTRICTS)


def parts(text: str, tables: NameTables, collection: Collection = Collection.SUBJECTS) -> list[str]:
    """``role:text=values`` of every part."""
    reading = read(text, tables, VOCABULARY, collection)
    return [f"{part.role}:{part.text}={','.join(part.values)}" for part in reading.parts]


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("91320100748204660q ", ["code:91320100748204660q=91320100748204660Q"]),
        ("9132 0100 7482 0466 0q", ["code:9132 0100 7482 0466 0q=91320100748204660Q"]),
        (
            "9132O100748204660Q",
            ["code:9132O100748204660Q=91320100748204660Q,9132O100748204660Q"],
        ),
        (
            "91320100748204660Q 处罚",
            ["code:91320100748204660Q=91320100748204660Q", "kind:处罚=penalty"],
        ),
        (
            "9132 0100 7482 0466 0q 处罚",
            ["code:9132 0100 7482 0466 0q=91320100748204660Q", "kind:处罚=penalty"],
        ),
        (
            "南京钢铁91320100748204660Q",
            ["name:南京钢铁=南京钢铁", "code:91320100748204660Q=91320100748204660Q"],
        ),
        (
            "统一社会信用代码：91320100748204660Q",
            ["caption:统一社会信用代码=", "code:91320100748204660Q=91320100748204660Q"],
        ),
        # One character a word, as nobody writes: looked for in eighteen words, not in all.
        (
            " ".join("91320100748204660Q") + " 南京",
            [f"code:{' '.join('91320100748204660Q')}=91320100748204660Q", "district:南京=南京"],
        ),
        ("MAOOOOO15", ["code:MAOOOOO15=MA0000015,MAOOOOO15"]),
        ("maooooo1-5 处罚", ["code:maooooo1-5=MA0000015,MAOOOOO15", "kind:处罚=penalty"]),
        ("MAOOOOO16", ["name:MAOOOOO16=maooooo16"]),  # no check holds
        ("7482O466-O", ["code:7482O466-O=748204660,7482O466O"]),
        ("天津 火锅 南开", ["district:天津=天津", "name:火锅=火锅", "district:南开=120104"]),
        (
            "火锅 南开区 注销",
            ["name:火锅=火锅", "district:南开区=120104", "status:注销=注销,吊销已注销"],
        ),
        ("海河乳品 严重违法", ["name:海河乳品=海河乳品", "list:严重违法=serious"]),
        ("海河 食品", ["name:海河=海河", "sector:食品=food"]),
        ("津市监罚〔2024〕12号", ["number:津市监罚〔2024〕12号=津市监罚202412号"]),
        ("津市监罚［２０２４］１２号", ["number:津市监罚［２０２４］１２号=津市监罚202412号"]),
        (
            "津市监罚 【2025】 7 号",
            ["number:津市监罚 【2025】 7 号=津市监罚20257号"],
        ),
        (
            "海河 津市监罚〔2024〕12号",
            ["name:海河=海河", "number:津市监罚〔2024〕12号=津市监罚202412号"],
        ),
        ("JY33202810257113", ["number:JY33202810257113=jy33202810257113"]),
        ("南开", ["name:南开=南开"]),
        ("天津", ["district:天津=天津"]),
        ("注销清算事务所", ["name:注销清算事务所=注销清算事务所"]),
        ("海河乳品 处罚记录", ["name:海河乳品=海河乳品", "kind:处罚记录=penalty"]),
        ("海河乳品（行政处罚）", ["name:海河乳品（=海河乳品", "kind:行政处罚=penalty"]),
        ("海河乳品严重违法名单", ["name:海河乳品=海河乳品", "list:严重违法名单=serious"]),
        ("闪虎注销", ["name:闪虎=闪虎", "status:注销=注销,吊销已注销"]),
        ("海河乳品吊销未注销", ["name:海河乳品=海河乳品", "status:吊销未注销=吊销未注销"]),
        ("某处罚", ["name:某处罚=某处罚"]),
        ("***", []),
        (
            "閆\ud80091320100748204660Q",
            ["name:閆\ud800=闫", "code:91320100748204660Q=91320100748204660Q"],
        ),
    ],
)
def test_read(tables: NameTables, typed: str, read_as: list[str]) -> None:
    assert parts(typed, tables) == read_as


def test_only_kinds_narrow_a_search_of_records(tables: NameTables) -> None:
    assert parts("海河注销", tables, Collection.RECORDS) == ["name:海河注销=海河注销"]
    assert parts("食品 注销 行政处罚 异常名录", tables, Collection.RECORDS) == [
        "name:食品=食品",
        "name:注销=注销",
        "kind:行政处罚=penalty",
        "list:异常名录=abnormal,abnormal_mark",
    ]


@pytest.mark.parametrize(
    ("typed", "sure"),
    [
        ("火锅 注销", True),
        ("91320100748204660Q 处罚", True),
        ("注销", False),  # nothing stands beside it
        ("注销 处罚", False),
        ("海河 食品", False),  # a trade word is likely part of the name
        ("海河乳品处罚", False),  # written in one
    ],
)
def test_words_narrow_for_sure_only_beside_others(
    tables: NameTables, typed: str, sure: bool
) -> None:
    reading = read(typed, tables, VOCABULARY, Collection.SUBJECTS)
    assert (reading.narrows, reading.sure) == (True, sure)


def test_the_literal_reading_has_the_same_words_as_a_name(tables: NameTables) -> None:
    reading = read("火锅 注销", tables, VOCABULARY, Collection.SUBJECTS)
    assert reading.literal == Reading(
        (Part(Role.NAME, "火锅", 0, 2, ("火锅",)), Part(Role.NAME, "注销", 3, 2, ("注销",)))
    )


def test_mended_characters_are_told_by_their_place(tables: NameTables) -> None:
    [part] = read(" 9132o1oo748204660q", tables, VOCABULARY, Collection.SUBJECTS).parts
    assert (part.start, part.length) == (1, 18)
    assert part.mends == (Mend(5, "O", "0"), Mend(7, "O", "0"), Mend(8, "O", "0"))
    [part] = read("MAOOOOOI5", tables, VOCABULARY, Collection.SUBJECTS).parts
    assert part.mends == (*(Mend(place, "O", "0") for place in range(3, 8)), Mend(8, "I", "1"))


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("12O1O4OOOOOOO19", ("12O1O4OOOOOOO19",)),  # no check holds: nothing is mended
        ("32O100000012345", ("32O100000012345",)),
        ("12O104000012308", ("12O104000012308", "120104000012308")),
        ("7482O4660", ("7482O4660", "748204660")),
    ],
)
def test_other_codes_are_mended_only_where_the_check_then_holds(
    typed: str, codes: tuple[str, ...]
) -> None:
    assert code_candidates(typed) == codes


@pytest.mark.parametrize(
    "text",
    [
        "津市监罚〔2024〕12号",
        "宁新区管审环表复﹝2025﹞104号",
        "(320101000561)登字〔2025〕第01160034号",
        "苏(宁)危化经字(江北)00909号",
        "市场【2019】1号",
        "（2018）津食经许字第11658",
        "（2018）津食经许字第11658号",
        "JY33202810257113",
    ],
)
def test_numbers_of_documents(text: str) -> None:
    assert is_number(fold(text))


@pytest.mark.parametrize(
    "text", ["南京钢铁", "天津海河乳品有限公司", "2024", "91120104", "", "三号", "2018咖啡馆3"]
)
def test_names_are_no_numbers(text: str) -> None:
    assert not is_number(fold(text))


def test_a_number_is_looked_up_with_and_without_its_last_character() -> None:
    assert number_variants("津市监罚〔2024〕12号") == ("津市监罚202412号", "津市监罚202412")
    assert number_variants("津市监罚(2024)12") == ("津市监罚202412", "津市监罚202412号")
    assert number_variants("食品经营") == ("食品经营",)


written = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("南開鋼鐵㈱①ﬁⅣé\u0301㌀ßİΣσ（）〔〕·﹝ａＢ 9\u200b\u1161\uac00"),
    ),
    max_size=30,
)


@given(written)
def test_folded_characters_know_where_they_come_from(text: str) -> None:
    traced = trace(text)
    assert traced.text == fold(text)
    assert all(0 <= start < end <= len(text) for start, end in traced.spans)
    assert list(traced.spans) == sorted(traced.spans)


@given(written)
def test_words_know_where_they_stand(text: str) -> None:
    found = words_at(text)
    assert tuple(word.folded for word in found) == words(text)
    assert all(word.folded in fold(text[word.start : word.end]) for word in found)


def test_a_character_that_folds_to_several_is_one_place() -> None:
    traced = trace("甲㈱乙鋼鐵")
    assert traced.text == "甲株乙钢铁"
    assert traced.written(1, 2) == (1, 2)
    assert traced.written(3, 5) == (3, 5)
    assert trace("e\u0301a").spans == ((0, 2), (2, 3))


@given(st.text(st.characters(), max_size=60))
def test_any_text_is_read(tables: NameTables, text: str) -> None:
    for collection in (Collection.SUBJECTS, Collection.RECORDS):
        for part in read(text, tables, VOCABULARY, collection).parts:
            assert part.text == text[part.start : part.start + part.length]


@pytest.mark.parametrize(
    ("typed", "read_as", "sure"),
    [
        ("海河乳品怎么样", ["name:海河乳品=海河乳品", "caption:怎么样=question"], True),
        (
            "请问海河乳品在哪里？",
            ["caption:请问=question", "name:海河乳品=海河乳品", "caption:在哪里=question"],
            True,
        ),
        (
            "海河乳品的电话",
            ["name:海河乳品=海河乳品", "caption:的电话=question"],
            True,
        ),
        ("海河乳品 地址", ["name:海河乳品=海河乳品", "caption:地址=question"], True),
        # 电话 may be a part of the name.
        ("海河电话", ["name:海河=海河", "caption:电话=question"], False),
        ("在哪里", ["caption:在哪里=question"], False),
        # In front of a name it may be a part of it.
        ("多少钱烧烤", ["name:多少钱烧烤=多少钱烧烤"], True),
        ("烧烤多少钱", ["name:烧烤=烧烤", "caption:多少钱=question"], True),
        ("海电话", ["name:海电话=海电话"], True),
    ],
)
def test_questions_stand_for_nothing(
    tables: NameTables, typed: str, read_as: list[str], sure: bool
) -> None:
    assert parts(typed, tables) == read_as
    assert read(typed, tables, VOCABULARY, Collection.SUBJECTS).sure is sure


def test_what_is_asked_of_a_subject_is_a_matter_of_records(tables: NameTables) -> None:
    assert parts("变更 地址", tables, Collection.RECORDS) == ["name:变更=变更", "name:地址=地址"]
    assert parts("变更地址", tables, Collection.RECORDS) == ["name:变更地址=变更地址"]
