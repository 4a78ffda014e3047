"""What every engine answers: each kind of question, tiers, pages, totals, facets, slices, get."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongshi.records.clock import FOREVER_MS
from gongshi.search.port import (
    All,
    AllTerms,
    AnyTerm,
    AtLeast,
    Both,
    Either,
    Node,
    Phrase,
    Position,
    Range,
    SearchRequest,
    Term,
    Tier,
    Total,
)
from tests.contract.engine_house import (
    EVERY,
    NOW,
    RECORDS,
    SUBJECTS,
    EngineHouse,
    a_checkpoint,
    a_slice,
    record,
    subject,
)

BIG_RANK = 2**62 + 12_345


def asked(*tiers: Node, filters: tuple[Node, ...] = (), size: int = 10) -> SearchRequest:
    """A page of subjects, one tier a node."""
    return SearchRequest(
        collection=SUBJECTS,
        tiers=tuple(Tier(f"tier {place}", node) for place, node in enumerate(tiers)),
        filters=filters,
        now=NOW,
        size=size,
    )


STEEL = a_slice(
    50,
    full=["南京钢铁联合有限公司"],
    core=["南京钢铁"],
    grams=["南京", "京钢", "钢铁", "铁联", "联合"],
    core_grams=["南京", "京钢", "钢铁"],
    code=["91320100748204660Q", "748204660"],
    district=["320100"],
    has=["licence", "penalty"],
    numbers={"licences": 3, "founded": -10},
)
IRON = a_slice(
    70,
    full=["钢铁南京厂"],
    core=["钢铁南京"],
    grams=["钢铁", "铁南", "南京", "京厂"],
    core_grams=["钢铁", "铁南", "南京"],
    district=["320102"],
    has=["licence"],
    numbers={"licences": 0, "founded": 15_000},
)
TOFU = a_slice(
    60,
    full=["豆腐"],
    former=["南京钢铁联合有限公司"],
    grams=["豆腐"],
    core_grams=["豆腐"],
    district=["320100"],
    numbers={"licences": 7},
)


@pytest.fixture(scope="module")
def three(shared_house: EngineHouse) -> EngineHouse:
    """An engine that serves three subjects, for tests that only ask."""
    shared_house.serve(
        subject("steel", 1, STEEL), subject("iron", 1, IRON), subject("tofu", 1, TOFU)
    )
    return shared_house


@pytest.mark.parametrize(
    ("node", "owners"),
    [
        (Term("full", "南京钢铁联合有限公司"), ["steel"]),
        (Term("full", "南京钢铁"), []),
        (Term("code", "748204660"), ["steel"]),
        (Term("grams", "南京"), ["iron", "steel"]),
        (AnyTerm("full", ("豆腐", "钢铁南京厂", "没有")), ["iron", "tofu"]),
        (AnyTerm("full", ()), []),
        (AllTerms("grams", ("南京", "钢铁")), ["iron", "steel"]),
        (AllTerms("grams", ("南京", "京钢")), ["steel"]),
        (AllTerms("grams", ("南京", "南京")), ["iron", "steel"]),
        (AllTerms("grams", ()), []),
        (Phrase("grams", ("南京", "京钢", "钢铁")), ["steel"]),
        (Phrase("grams", ("钢铁", "南京")), []),
        (Phrase("grams", ("钢铁", "铁南")), ["iron"]),
        (Phrase("grams", ("钢铁",)), ["iron", "steel"]),
        (Phrase("grams", ()), []),
        (AtLeast("core_grams", ("南京", "京钢", "铁南", "钢铁"), 3), ["iron", "steel"]),
        (AtLeast("core_grams", ("南京", "京钢", "钢铁", "铁骨"), 3), ["steel"]),
        (AtLeast("core_grams", ("南京", "京钢", "钢铁", "铁骨"), 4), []),
        (AtLeast("core_grams", ("南京", "南京", "京钢"), 2), ["steel"]),
        (AtLeast("core_grams", ("南京", "豆腐"), 1), ["iron", "tofu", "steel"]),
        (AtLeast("core_grams", ("南京",), 2), []),
        (AtLeast("core_grams", ("南京", "京钢"), 0), ["iron", "steel"]),
        (AtLeast("core_grams", (), 0), []),
        (Range("licences", 3, None), ["tofu", "steel"]),
        (Range("licences", None, 0), ["iron"]),
        (Range("licences", 0, 3), ["iron", "steel"]),
        (Range("founded", -10, -10), ["steel"]),
        (Range("founded", -9, 14_999), []),
        (Range("founded", None, None), ["iron", "steel"]),
        (All(), ["iron", "tofu", "steel"]),
        (Either((Term("full", "豆腐"), Term("core", "南京钢铁"))), ["tofu", "steel"]),
        (Either(()), []),
        (Both((Term("district", "320100"), Term("has", "penalty"))), ["steel"]),
        (Both(()), []),
        (Both((Either((Term("full", "豆腐"), All())), Range("licences", 1, 5))), ["steel"]),
    ],
)
def test_each_kind_of_question(three: EngineHouse, node: Node, owners: list[str]) -> None:
    page = three.ask(asked(node))
    assert [hit.owner for hit in page.hits] == owners
    assert page.total == Total(len(owners), exact=True)
    by_filter = three.ask(asked(All(), filters=(node,)))
    assert [hit.owner for hit in by_filter.hits] == owners
    assert by_filter.total == Total(len(owners), exact=True)


def test_a_tier_leaves_out_what_earlier_tiers_hold(three: EngineHouse) -> None:
    page = three.ask(
        asked(
            Term("full", "南京钢铁联合有限公司"),
            Term("former", "南京钢铁联合有限公司"),
            Term("full", "nobody"),
            AllTerms("grams", ("南京", "钢铁")),
            All(),
        )
    )
    assert [(hit.owner, hit.tier, hit.rank) for hit in page.hits] == [
        ("steel", 0, 50),
        ("tofu", 1, 60),
        ("iron", 3, 70),
    ]
    assert page.total == Total(3, exact=True)


def test_no_tier_holds_nothing(three: EngineHouse) -> None:
    page = three.ask(replace(asked(), facets=("district",)))
    assert page.hits == ()
    assert page.total == Total(0, exact=True)
    assert page.facets == {"district": ()}
    assert not page.more


def test_hits_give_back_what_was_written(house: EngineHouse) -> None:
    body = '{"name":"南京钢铁","note":"a \\"quote\\", a \\\\ and \\u0000","n": 1.50}'.encode()
    house.serve(
        subject("s:1/ü", 1, a_slice(BIG_RANK, 10, FOREVER_MS - 1, body=body)),
        record("r1", 1, a_slice(2, body=b"{}")),
    )
    (hit,) = house.ask(asked(All())).hits
    assert (hit.owner, hit.tier, hit.rank, hit.valid_until, hit.body) == (
        "s:1/ü",
        0,
        BIG_RANK,
        FOREVER_MS - 1,
        body,
    )
    assert house.owners(collection=RECORDS) == ["r1"]


def test_a_body_may_be_long(house: EngineHouse) -> None:
    body = b'{"text":"%s"}' % ("罚".encode() * 40_000)
    house.serve(record("r1", 1, a_slice(2, body=body)))
    assert house.get(RECORDS, ["r1"])["r1"].body == body


def test_collections_never_mix(house: EngineHouse) -> None:
    house.serve(
        subject("same", 1, a_slice(1, district=["d"], kind=["a"])),
        record("same", 1, a_slice(9, district=["d"], kind=["b"])),
    )
    for collection, rank, kind in ((SUBJECTS, 1, "a"), (RECORDS, 9, "b")):
        page = house.ask(replace(asked(All()), collection=collection, facets=("kind",)))
        assert [(hit.owner, hit.rank) for hit in page.hits] == [("same", rank)]
        assert page.facets == {"kind": ((kind, 1),)}
        assert house.get(collection, ["same"])["same"].rank == rank


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_show_every_row_once(house: EngineHouse, size: int) -> None:
    house.serve(
        *(subject(f"s{n}", 1, a_slice(BIG_RANK + n, grams=[f"g{n % 3}", "any"])) for n in range(23))
    )
    request = asked(Term("grams", "g1"), AnyTerm("grams", ("g1", "g2")), All(), size=size)
    rows: list[tuple[str, int]] = []
    while True:
        page = house.ask(request)
        rows += [(hit.owner, hit.tier) for hit in page.hits]
        assert page.total == Total(23, exact=True)
        if not page.more:
            break
        assert len(page.hits) == size
        last = page.hits[-1]
        request = replace(request, after=Position(last.tier, last.rank))
    wanted = [[f"s{n}" for n in reversed(range(23)) if n % 3 == third] for third in (1, 2, 0)]
    assert rows == [(owner, tier) for tier, owners in enumerate(wanted) for owner in owners]


def test_a_position_needs_no_row_to_stand_there(house: EngineHouse) -> None:
    house.serve(*(subject(f"s{n}", 1, a_slice(n * 10, grams=[f"g{n % 2}"])) for n in range(1, 7)))
    request = asked(Term("grams", "g0"), All())

    def owners(tier: int, rank: int) -> list[str]:
        page = house.ask(replace(request, after=Position(tier, rank)))
        return [hit.owner for hit in page.hits]

    assert owners(0, 45) == ["s4", "s2", "s5", "s3", "s1"]
    assert owners(0, 1) == ["s5", "s3", "s1"]
    assert owners(0, 0) == ["s5", "s3", "s1"]
    assert owners(1, 2**63 - 1) == ["s5", "s3", "s1"]
    assert owners(1, 30) == ["s1"]
    assert owners(1, 0) == []
    assert owners(2, 2**63 - 1) == []
    assert owners(9, 5) == []


def test_a_position_of_a_plan_with_one_tier(house: EngineHouse) -> None:
    house.serve(*(subject(f"s{n}", 1, a_slice(n * 10)) for n in range(1, 4)))
    for position, owners in (
        (Position(0, 30), ["s2", "s1"]),
        (Position(0, 0), []),
        (Position(1, 2**63 - 1), []),
    ):
        page = house.ask(replace(asked(All()), after=position))
        assert [hit.owner for hit in page.hits] == owners
        assert not page.more
        assert page.total == Total(3, exact=True)


@pytest.mark.parametrize(
    ("cap", "total"),
    [(5, Total(5, exact=True)), (6, Total(5, exact=True)), (4, Total(4, exact=False))],
)
def test_totals_are_bounded(house: EngineHouse, cap: int, total: Total) -> None:
    house.serve(*(subject(f"s{n}", 1, a_slice(n, grams=["g"])) for n in range(1, 6)))
    for tiers in ((All(),), (Term("grams", "g"), All())):
        assert house.ask(replace(asked(*tiers, size=2), count_cap=cap)).total == total
    assert house.ask(replace(asked(All(), size=2), count=False)).total is None


def test_a_page_of_no_rows_counts(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)), subject("b", 1, a_slice(2)))
    for after in (None, Position(0, 2)):
        page = house.ask(replace(asked(All(), size=0), after=after))
        assert (page.hits, page.more, page.total) == ((), False, Total(2, exact=True))


def test_facets_count_owners_most_frequent_first_then_by_token(house: EngineHouse) -> None:
    districts = ["b", "b", "a", "a", "c", "丁", "甲", "z"]
    house.serve(
        *(
            subject(f"s{n}", 1, a_slice(n, district=[name], has=["x", "y"][: n % 3]))
            for n, name in enumerate(districts, 1)
        )
    )
    request = replace(asked(Term("district", "z"), All(), size=1), facets=("district", "has"))
    page = house.ask(request)
    assert page.facets == {
        "district": (("a", 2), ("b", 2), ("c", 1), ("z", 1), ("丁", 1), ("甲", 1)),
        "has": (("x", 6), ("y", 3)),
    }
    assert house.ask(replace(request, facet_size=3)).facets["district"] == (
        ("a", 2),
        ("b", 2),
        ("c", 1),
    )
    behind = replace(request, after=Position(1, 4), filters=(Range("rank", 3, 6),))
    assert house.ask(behind).facets == {
        "district": (("a", 2), ("c", 1), ("丁", 1)),
        "has": (("x", 2), ("y", 1)),
    }
    assert house.ask(asked(All())).facets == {}


def test_a_slice_is_shown_at_its_milliseconds_and_no_other(house: EngineHouse) -> None:
    house.serve(
        subject("s", 1, a_slice(7, 1_000, 2_000), a_slice(8, 2_000, 2_001), a_slice(9, 3_000))
    )
    seen = {
        now: [hit.rank for hit in house.ask(replace(asked(All()), now=now)).hits]
        for now in (999, 1_000, 1_999, 2_000, 2_001, 2_999, 3_000, FOREVER_MS - 1)
    }
    assert seen == {
        999: [],
        1_000: [7],
        1_999: [7],
        2_000: [8],
        2_001: [],
        2_999: [],
        3_000: [9],
        FOREVER_MS - 1: [9],
    }
    got = {now: house.get(SUBJECTS, ["s"], now) for now in (999, 1_999, 2_000, 2_001)}
    assert {now: [hit.rank for hit in hits.values()] for now, hits in got.items()} == {
        999: [],
        1_999: [7],
        2_000: [8],
        2_001: [],
    }


def test_counts_and_facets_see_valid_slices_only(house: EngineHouse) -> None:
    house.serve(
        subject("a", 1, a_slice(1, 0, 10, district=["old"]), a_slice(1, 10, district=["new"])),
        subject("b", 1, a_slice(2, 0, 10, district=["old"])),
    )
    request = replace(asked(All()), facets=("district",))
    before, after = (house.ask(replace(request, now=now)) for now in (9, 10))
    assert (before.total, before.facets) == (Total(2, exact=True), {"district": (("old", 2),)})
    assert (after.total, after.facets) == (Total(1, exact=True), {"district": (("new", 1),)})


def test_get_gives_the_valid_slices_of_owners(house: EngineHouse) -> None:
    house.serve(
        subject("a", 1, a_slice(1, 0, NOW), a_slice(2, NOW, NOW + 5)),
        subject("b", 1, a_slice(3)),
        subject("gone", 1, a_slice(4, 0, NOW)),
    )
    hits = house.get(SUBJECTS, ["b", "a", "gone", "unknown", "a"])
    assert {owner: (hit.owner, hit.rank, hit.valid_until) for owner, hit in hits.items()} == {
        "a": ("a", 2, NOW + 5),
        "b": ("b", 3, FOREVER_MS),
    }
    assert house.get(SUBJECTS, []) == {}
    assert house.get(RECORDS, ["a"]) == {}


def test_get_takes_many_owners(house: EngineHouse) -> None:
    names = [f"s{n}" for n in range(2_500)]
    house.serve(*(subject(name, 1, a_slice(place)) for place, name in enumerate(names, 1)))
    assert sorted(house.get(SUBJECTS, names)) == sorted(names)


def test_a_page_tells_the_checkpoint_it_rests_on(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)), change=17)
    assert house.ask(asked(All())).checkpoint == a_checkpoint("g1", 17)
    assert house.checkpoint() == a_checkpoint("g1", 17)


def test_one_tier_or_several_give_the_same_rows(house: EngineHouse) -> None:
    house.serve(*(subject(f"s{n}", 1, a_slice(n)) for n in range(1, 30)))
    alone = house.rows(EVERY)
    behind = house.rows([Tier("none", Term("full", "none")), *EVERY])
    assert [owner for owner, _ in alone] == [owner for owner, _ in behind]
    assert {tier for _, tier in behind} == {1}
