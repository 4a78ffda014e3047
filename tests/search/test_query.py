"""Planning: any text gives a plan, or one clean error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.records.problems import GongshiError
from gongshi.search.codes import code_candidates
from gongshi.search.names import NameTables
from gongshi.search.port import AnyTerm, Both, Either, Node, Phrase, Term
from gongshi.search.query import (
    LONGEST_QUERY,
    Plan,
    plan_records,
    plan_subjects,
)
from gongshi.search.similar import SIMILAR_TIER, slips

HOSTILE = [
    "*",
    "****?",
    "a" * 200,
    "南" * 200,
    "1" * 200,
    "公司",
    "\x00\x01\x02",
    "\u202e\u202d南京\u200f",
    "🔥🔥",
    "' OR 1=1; DROP TABLE subjects;--",
    "full:* AND NOT (core:南京 OR [a TO z]) ~2 ^5 \\",
    "\ud800",
    "\udfff南\ud800",
    "a " * 100,
    "南 京 " * 33,
    "xian" * 50,
    "市县区省" * 50,
    "（）（）【】",
    "天津市天津市天津市天津市天津市天津市",
    "nanjing 南京 njgt 91320100748204660Q",
]


def queries() -> st.SearchStrategy[str]:
    pieces = st.sampled_from([*HOSTILE, "南京", "有限公司", "天津市", " ", "tianjin", "91320100"])
    figures = st.sampled_from(["20", "25", "1", "〔2025〕", "津审批", "号", "a", " "])
    return st.one_of(
        st.text(st.characters(), max_size=60),
        st.lists(pieces, max_size=6).map("".join),
        st.text("0125", max_size=40),
        st.lists(figures, max_size=24).map("".join),
    )


@given(queries())
def test_planning_raises_nothing_but_too_long(tables: NameTables, text: str) -> None:
    for plan in (plan_subjects, plan_records):
        if len(text) > LONGEST_QUERY:
            with pytest.raises(GongshiError, match="query_too_long"):
                plan(text, tables)
            continue
        made = plan(text, tables)
        assert len(made.tiers) < 24 < SIMILAR_TIER
        assert made.words.encode("utf-8").decode("utf-8") == made.words


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_queries_stay_small(tables: NameTables, text: str) -> None:
    for plan in (plan_subjects(text, tables), plan_records(text, tables)):
        assert sum(_tokens(tier.query) for tier in plan.tiers) < 4_000
        if plan.similar is not None:
            assert len(plan.similar.tiers) <= 20


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("〔2025〕" * 25, 0),  # the same four pairs again and again
        ("1" * 200, 0),
        ("12001200120012", 13),
        ("津审批〔2025〕0000001号", 14),  # a number with noughts is whole
        ("天津市红桥区西沽南大街", 10),
    ],
)
def test_a_text_of_repetitions_is_no_phrase(tables: NameTables, text: str, tokens: int) -> None:
    asked = [tier.query for tier in plan_records(text, tables).tiers]
    assert AnyTerm in map(type, asked)  # as a whole number it is looked up all the same
    phrases = [len(node.tokens) for node in _plain(asked) if isinstance(node, Phrase)]
    assert max(phrases, default=0) == tokens


def _plain(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield from _plain(node.parts) if isinstance(node, Both | Either) else (node,)


def _tokens(node: Node) -> int:
    parts = getattr(node, "parts", None)
    if parts is not None:
        return sum(_tokens(part) for part in parts)
    return len(getattr(node, "tokens", ("one",)))


@pytest.mark.parametrize("text", ["南" * 201, "*" * 10_000, " " * 201])
def test_too_long(tables: NameTables, text: str) -> None:
    for plan in (plan_subjects, plan_records):
        with pytest.raises(GongshiError) as refused:
            plan(text, tables)
        assert (refused.value.code, refused.value.values) == ("query_too_long", {"limit": 200})


def test_nothing_typed_browses_and_nothing_left_finds_nothing(tables: NameTables) -> None:
    for plan in (plan_subjects, plan_records):
        assert [tier.name for tier in plan("  ", tables).tiers] == ["all"]
        assert plan("***", tables) == Plan("", ())
        assert plan("🔥\ud800", tables) == Plan("", ())


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("91320100748204660q ", ("91320100748204660Q",)),
        ("９１３２０１００７４８２０４６６０Ｑ", ("91320100748204660Q",)),
        # O for 0: both, because the check holds with 0
        ("9132O100748204660Q", ("9132O100748204660Q", "91320100748204660Q")),
        ("9132O100748204661Q", ("9132O100748204661Q",)),
        ("74820466-0", ("748204660",)),
        ("makedkbcx", ("MAKEDKBCX",)),  # an organisation code may have no digit
        ("makedkbcy", ()),
        ("320100000012345", ("320100000012345",)),
        ("南京", ()),
        ("abcdefgh", ()),
        ("12345", ()),
    ],
)
def test_code_candidates(typed: str, codes: tuple[str, ...]) -> None:
    assert code_candidates(typed) == codes


def test_a_code_is_asked_as_nothing_else(tables: NameTables) -> None:
    plan = plan_subjects("91320100748204660q ", tables)
    assert [tier.query for tier in plan.tiers] == [AnyTerm("code", ("91320100748204660Q",))]
    assert plan.similar is None


def test_a_name_is_asked_in_the_order_of_the_design(tables: NameTables) -> None:
    plan = plan_subjects("天津海河乳品", tables)
    assert [tier.name for tier in plan.tiers] == [
        "full_name",
        "former_name",
        *["core_name"] * 3,
        *["prefix"] * 3,
        *["abbreviation"] * 5,
        "phrase",
        *["words"] * 3,
        "abbreviation",
        "words",
        "pinyin",
        "pinyin",
        "pinyin",
        "pinyin",
        "pinyin",
    ]
    region = Term("region", "天津")
    assert plan.tiers[0].query == Term("full", "天津海河乳品")
    name = Phrase("grams", ("天津", "津海", "海河", "河乳", "乳品"))
    whole = Term("core", "天津海河乳品")  # 天津 may be no region
    assert plan.tiers[2].query == Either((Both((Term("core", "海河乳品"), name)), whole))
    assert plan.tiers[3].query == Both((Term("core", "海河乳品"), region))
    assert plan.tiers[4].query == whole
    # what has another trade behind this one
    assert plan.tiers[5].query == Both((Term("core", "~海河乳品"), region))
    assert plan.tiers[6].query == Both((Term("prefix", "海河乳品"), region))
    assert plan.tiers[13].query == name
    assert plan.similar is not None
    assert set(plan.similar.names) == {"海河乳品", "天津海河乳品"}


def test_slips() -> None:
    assert [slips("海" * n) for n in (2, 5, 6, 9, 10)] == [1, 1, 2, 2, 3]
