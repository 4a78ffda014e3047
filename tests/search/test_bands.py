"""Records are asked band by band, the newest first, where most of them hold what is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from gongshi.records.clock import FOREVER_MS
from gongshi.search.documents import Collection, Document, OwnerDocuments
from gongshi.search.engines import tantivy_bands, tantivy_queries
from gongshi.search.engines.embedded import EmbeddedAdmin, EmbeddedEngine
from gongshi.search.engines.tantivy_bands import tokens
from gongshi.search.port import (
    Both,
    Checkpoint,
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
from gongshi.search.rank import days, record_rank, subject_rank

RECORDS = Collection.RECORDS
NOW = 1_000
CHECKPOINT = Checkpoint("g1", "ledger", 1, 1, "schema", "rules", 0)


def rank(day: int) -> int:
    return record_rank(decided=date.fromordinal(date(2020, 1, 1).toordinal() + day), ordinal=day)


def record(day: int) -> OwnerDocuments:
    """A record decided on this day of 2020; every record holds 20 02 25."""
    text = "津审 20 02 25" if day % 2 else "南开 20 02 25"
    body = b'{"day":%d}' % day
    document = Document(0, FOREVER_MS, {"text": text}, {"rank": rank(day)}, body)
    return OwnerDocuments(RECORDS, f"r{day}", 1, (document,))


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    """365 records, one a day."""
    admin = EmbeddedAdmin(tmp_path)
    admin.create("g1")
    writer = admin.writer("g1")
    writer.replace([record(day) for day in range(365)], building=True)
    writer.commit(CHECKPOINT)
    writer.close()
    admin.promote("g1")
    return EmbeddedEngine(tmp_path)


def asked(node: Node, *, size: int = 5, after: Position | None = None) -> SearchRequest:
    return SearchRequest(
        RECORDS, (Tier("phrase", node),), (), NOW, size, after=after, count_cap=100
    )


@pytest.fixture
def bands_asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Which bands were asked for, in order; more than ten documents are very many."""
    noted: list[tuple[str, ...]] = []
    in_bands = tantivy_queries.Queries.in_bands

    def noting(self: tantivy_queries.Queries, tokens: tuple[str, ...]) -> object:
        noted.append(tokens)
        return in_bands(self, tokens)

    monkeypatch.setattr(tantivy_queries, "BROAD", 10)
    monkeypatch.setattr(tantivy_bands, "AT_ONCE", 150)
    monkeypatch.setattr(tantivy_queries.Queries, "in_bands", noting)
    return noted


def test_a_record_bears_its_64_days_and_a_subject_none() -> None:
    day = date(2026, 5, 31)
    number = record_rank(decided=day, ordinal=7)
    assert tokens(RECORDS, number) == ("records", f"records/{(days(day) + 1) // 64:06d}")
    assert tokens(RECORDS, record_rank(decided=None, ordinal=7))[1] == "records/000000"
    known = subject_rank(status="存续", branch=False, displayed=3, ordinal=7)
    assert tokens(Collection.SUBJECTS, known) == ("subjects",)


def test_bands_stand_as_their_ranks_do() -> None:
    spread = [tokens(RECORDS, rank(day))[1] for day in range(0, 20_000, 13)]
    assert all(before <= after for before, after in pairwise(spread))


def test_small_bands_are_asked_together(
    engine: EmbeddedEngine, bands_asked: list[tuple[str, ...]]
) -> None:
    page = engine.search_now(asked(Phrase("text", ("20", "02", "25")), size=364))
    assert len(page.hits) == 364
    flat = [token for band in bands_asked for token in band]
    assert flat == sorted(set(flat), reverse=True)
    assert max(map(len, bands_asked)) > 1


def test_the_first_band_ends_it_where_the_page_and_the_count_are_full(
    engine: EmbeddedEngine, bands_asked: list[tuple[str, ...]]
) -> None:
    page = engine.search_now(asked(Phrase("text", ("20", "02", "25"))))
    assert [hit.owner for hit in page.hits] == ["r364", "r363", "r362", "r361", "r360"]
    assert page.total == Total(100, exact=False)
    assert len(bands_asked) == 1


def test_the_count_goes_on_behind_the_bands_of_the_page(
    engine: EmbeddedEngine, bands_asked: list[tuple[str, ...]]
) -> None:
    request = replace(asked(Term("text", "津审"), size=2), count_cap=170)
    assert engine.search_now(request).total == Total(170, exact=False)
    assert len(bands_asked) == len(set(bands_asked)) > 1
    assert engine.search_now(replace(request, count_cap=200)).total == Total(182, exact=True)


@pytest.mark.parametrize("word", ["南开", "津审"])
def test_pages_follow_one_another_over_the_bands(
    engine: EmbeddedEngine, bands_asked: list[tuple[str, ...]], word: str
) -> None:
    seen: list[str] = []
    after: Position | None = None
    while True:
        page = engine.search_now(asked(Term("text", word), size=40, after=after))
        seen += [hit.owner for hit in page.hits]
        if not page.more:
            break
        after = Position(0, page.hits[-1].rank)
    assert seen == [f"r{day}" for day in range(364, -1, -1) if (day % 2 == 1) == (word == "津审")]
    assert bands_asked


@pytest.mark.parametrize(
    ("node", "broad"),
    [
        (Both((Term("text", "津审"), Phrase("text", ("20", "02")))), True),
        (Both((Term("text", "津审"), Term("text", "和平"))), False),
        (Both((Term("text", "津审"), Range("decided", 0, None))), False),
        (Both(()), False),
        (Either((Term("text", "和平"), Term("text", "津审"))), True),
        (Either((Term("text", "和平"),)), False),
    ],
)
def test_questions_of_parts_are_asked_by_bands_where_many_may_answer(
    engine: EmbeddedEngine, bands_asked: list[tuple[str, ...]], node: Node, broad: bool
) -> None:
    engine.search_now(asked(node))
    assert any(bands_asked) is broad


def test_what_another_tier_holds_as_well_is_not_counted_by_itself(
    engine: EmbeddedEngine, bands_asked: list[tuple[str, ...]]
) -> None:
    both = Both((Term("text", "津审"), Term("text", "20")))
    tiers = (Tier("phrase", both), Tier("words", Term("text", "津审")))
    request = replace(asked(both), tiers=tiers, count_cap=200)
    assert engine.search_now(request).total == Total(182, exact=True)
    # The first one for the page, then all for the wider tier.
    assert len(bands_asked) == 1 + len(set(bands_asked)) > 2


def test_rare_words_are_asked_of_all_at_once(
    engine: EmbeddedEngine, bands_asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tantivy_queries, "BROAD", 1_000)
    page = engine.search_now(asked(Term("text", "南开")))
    assert [hit.owner for hit in page.hits] == ["r364", "r362", "r360", "r358", "r356"]
    assert set(bands_asked) == {()}
