"""What is asked of a new index: of every kind, bounded, nothing that a right one cannot answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.judgement_queries import JudgementQuery, judgement_queries
from gongshi.indexers.projection import project_subject
from gongshi.records.clock import to_ms
from gongshi.search.documents import Collection, OwnerDocuments
from tests.contract.test_engine_random import holds
from tests.indexers.projection.conftest import USCC, Makers

CITY = load_city(shipped_city("tianjin"))
MAKE = Makers()
NOW = MAKE.at("2026-05-01T12:00")


def projected(*names: str, former: Sequence[str] = (), uscc: str = USCC) -> list[OwnerDocuments]:
    """A subject of the register under each name."""
    owners: list[OwnerDocuments] = []
    for place, name in enumerate(names):
        entry = MAKE.register(name=name, former_names=tuple(former), uscc=uscc)
        told: dict[str, Any] = {"name": name, "former_names": tuple(former), "uscc": uscc}
        snapshot = MAKE.subject(register=entry, subject_id=f"s{place:08}", **told)
        owners += [
            one for one in project_subject(snapshot, CITY, NOW)
            if one.collection is Collection.SUBJECTS
        ]  # fmt: skip
    return owners


def asked(owners: Sequence[OwnerDocuments], most: int = 50) -> list[JudgementQuery]:
    return judgement_queries(owners, CITY, to_ms(NOW), most=most)


def told(queries: Sequence[JudgementQuery]) -> list[tuple[str, str]]:
    """Texts with the tiers they must be answered in."""
    return [(one.text, one.request.tiers[one.tier].name) for one in queries]


def test_a_subject_is_asked_for_by_all_it_is_known_by() -> None:
    owners = projected("天津市海河乳品有限公司", former=["天津市津沽乳品厂"])
    assert told(asked(owners)) == [
        ("天津市海河乳品有限公司", "full_name"),
        (USCC, "code"),
        ("天津市津沽乳品厂", "former_name"),
        ("海河乳品", "core_name"),
        ("haiherupin", "pinyin"),
    ]


def test_questions_are_bounded_spread_and_of_every_kind() -> None:
    owners = projected(*(f"天津{a}{b}商贸有限公司" for a in "甲乙丙丁戊" for b in "子丑寅卯"))
    assert [one.subject for one in asked(owners, most=4)] == [f"s{n:08}" for n in (0, 5, 10, 15)]
    assert [tier for _, tier in told(asked(owners, most=4))] == [
        "full_name", "code", "core_name", "core_name",
    ]  # fmt: skip
    assert len(asked(owners, most=30)) == 30
    assert asked(owners, most=0) == []


def test_who_is_not_shown_is_not_asked_for() -> None:
    """A subject that only had a record which is over now."""
    snapshot = MAKE.subject(MAKE.penalty("2024-04-02", subject_name="天津市海河乳品有限公司"))
    owners = project_subject(snapshot, CITY, MAKE.at("2024-04-05T12:00"))
    assert [one for one in owners if one.collection is Collection.SUBJECTS and one.documents]
    assert asked(owners) == []


PARTS = (
    "天津", "天津市", "南开区", "和平", "红旗", "银行", "注销", "处罚", "食品", "有限公司",
    "有限责任公司", "分公司", "集团", "（", "）", "(", ")", "·", " ", "-", "〔2026〕1号", "A", "b1",
    "91120116", USCC, "单", "乐", "厂", "店", "𠮷", "é", "ü", "JY33202810257113", "中石化",
)  # fmt: skip
#: Anything a register may call somebody.
CALLED = st.lists(st.sampled_from(PARTS) | st.text(max_size=4), min_size=1, max_size=7)
NAMES = CALLED.map("".join)


@given(NAMES, st.lists(NAMES, max_size=2), st.sampled_from([USCC, ""]))
@settings(max_examples=300)
def test_whatever_a_subject_is_called_only_what_finds_it_is_asked(
    name: str, former: list[str], uscc: str
) -> None:
    """An index that is right is never refused."""
    owners = projected(name, former=former, uscc=uscc)
    (documents,) = [one.documents for one in owners]
    for query in asked(owners):
        (document,) = documents
        asked_for = query.request.tiers[: query.tier + 1]
        assert any(holds(tier.query, document) for tier in asked_for), query.text
