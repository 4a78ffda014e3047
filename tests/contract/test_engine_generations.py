"""What every engine keeps: owners replaced whole, versions, commits, generations."""

from __future__ import annotations

import re

import pytest

from gongshi.records.clock import FOREVER_MS
from gongshi.records.problems import GongshiError
from gongshi.search.port import EngineUnavailable, GenerationInfo, SearchRequest, StoredSlice
from tests.contract.engine_house import (
    BOARDS,
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

ANY = SearchRequest(collection=SUBJECTS, tiers=EVERY, filters=(), now=NOW, size=10)


def ranks_at(house: EngineHouse, *instants: int) -> list[list[int]]:
    """Ranks of all valid rows, at each instant."""
    pages = [
        house.ask(SearchRequest(collection=SUBJECTS, tiers=EVERY, filters=(), now=at, size=99))
        for at in instants
    ]
    return [[hit.rank for hit in page.hits] for page in pages]


def test_the_engine_says_what_it_is(house: EngineHouse) -> None:
    assert re.fullmatch(r"(tantivy-py|Elasticsearch) [0-9]+\.[0-9]+\.[0-9]+", house.admin.version())


def test_a_replace_puts_all_slices_in_place_of_all_slices(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)), subject("b", 1, a_slice(50)))
    house.change(subject("a", 2, a_slice(2, 0, 10), a_slice(3, 10, 20), a_slice(4, 20)), change=2)
    assert ranks_at(house, 0, 10, 20) == [[50, 2], [50, 3], [50, 4]]
    house.change(subject("a", 3, a_slice(5, 5, 15)), change=3)
    assert ranks_at(house, 0, 5, 14, 15, 20) == [[50], [50, 5], [50, 5], [50], [50]]
    house.change(subject("a", 4, a_slice(6, 0, 10), a_slice(7, 10)), change=4)
    assert ranks_at(house, 0, 5, 10, 20) == [[50, 6], [50, 6], [50, 7], [50, 7]]


def test_no_slices_remove_an_owner_everywhere(house: EngineHouse) -> None:
    house.serve(
        subject("a", 1, a_slice(1, 0, 10, district=["d"]), a_slice(2, 10, district=["d"])),
        subject("b", 1, a_slice(3, district=["d"])),
        record("a", 1, a_slice(4)),
    )
    house.change(subject("a", 2), change=2)
    assert ranks_at(house, 0, 10) == [[3], [3]]
    assert house.get(SUBJECTS, ["a", "b"]).keys() == {"b"}
    assert house.owners(collection=RECORDS) == ["a"]
    writer = house.admin.writer("g1")
    assert writer.counts() == {SUBJECTS: 1, RECORDS: 1, BOARDS: 0}
    writer.close()
    house.change(subject("a", 3, a_slice(9)), change=3)
    assert ranks_at(house, 0) == [[9, 3]]


def test_an_older_version_never_replaces_a_newer_one(house: EngineHouse) -> None:
    house.serve(subject("a", 5, a_slice(1, 0, 10), a_slice(2, 10)), change=5)
    house.change(
        subject("a", 4, a_slice(7, 0, 5), a_slice(8, 5)),
        subject("removed", 6),
        subject("b", 2, a_slice(3)),
        change=6,
    )
    assert ranks_at(house, 0, 5, 10) == [[3, 1], [3, 1], [3, 2]]
    house.change(subject("a", 4), subject("removed", 5, a_slice(9)), change=7)
    assert ranks_at(house, 0, 10) == [[3, 1], [3, 2]]


def test_the_same_version_again_changes_nothing(house: EngineHouse) -> None:
    owner = subject("a", 5, a_slice(1, 0, 10), a_slice(2, 10))
    house.serve(owner, change=5)
    house.change(owner, change=5)
    assert ranks_at(house, 0, 10) == [[1], [2]]


def test_a_commit_knows_what_was_replaced_before_it(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    writer = house.admin.writer("g1")
    writer.replace([subject("a", 2, a_slice(2, 0, 10), a_slice(3, 10))], building=False)
    writer.replace([subject("new", 2, a_slice(8, 7))], building=False)
    writer.replace([subject("a", 3, a_slice(4, 5))], building=False)
    writer.replace([subject("new", 3), subject("a", 2, a_slice(9, 3))], building=False)
    writer.commit(a_checkpoint("g1", 3))
    writer.close()
    assert ranks_at(house, 0, 4, 5, 10) == [[], [], [4], [4]]


def test_an_owner_twice_in_one_batch_stands_as_the_last_one(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    house.change(
        subject("a", 2, a_slice(2, 0, 10), a_slice(3, 10)),
        subject("a", 3, a_slice(4, 5)),
        change=3,
    )
    assert ranks_at(house, 0, 5, 10) == [[], [4], [4]]


def test_replacing_goes_on_after_building(house: EngineHouse) -> None:
    house.admin.create("g1")
    writer = house.admin.writer("g1")
    writer.replace([subject("a", 1, a_slice(1, 0, 10), a_slice(2, 10))], building=True)
    writer.replace([subject("a", 2, a_slice(3, 5))], building=False)
    writer.commit(a_checkpoint("g1", 2))
    writer.close()
    house.admin.promote("g1")
    assert ranks_at(house, 0, 5, 10) == [[], [3], [3]]


def test_a_commit_shows_documents_and_checkpoint_together(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    writer = house.admin.writer("g1")
    writer.replace([subject("a", 2), subject("b", 2, a_slice(2))], building=False)
    page = house.ask(ANY)
    assert [hit.owner for hit in page.hits] == ["a"]
    assert page.checkpoint == writer.checkpoint() == a_checkpoint("g1", 1)
    assert writer.counts() == {SUBJECTS: 1, RECORDS: 0, BOARDS: 0}
    writer.commit(a_checkpoint("g1", 2))
    page = house.ask(ANY)
    assert [hit.owner for hit in page.hits] == ["b"]
    assert page.checkpoint == writer.checkpoint() == a_checkpoint("g1", 2)
    assert writer.counts() == {SUBJECTS: 1, RECORDS: 0, BOARDS: 0}
    writer.close()


def test_what_was_not_committed_is_not_shown(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    writer = house.admin.writer("g1")
    writer.replace([subject("b", 2, a_slice(2))], building=False)
    writer.close()
    assert house.owners() == ["a"]
    assert house.checkpoint() == a_checkpoint("g1", 1)


def test_a_new_writer_repeats_what_was_cut_off(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    cut_off = house.admin.writer("g1")
    cut_off.replace([subject("a", 2, a_slice(2, 3)), subject("b", 3, a_slice(3))], building=False)
    cut_off.close()
    house.change(subject("a", 2, a_slice(2, 3)), subject("b", 4, a_slice(4, 7)), change=4)
    assert ranks_at(house, 0, 3, 7) == [[], [2], [4, 2]]


def test_a_writer_commits_more_than_once(house: EngineHouse) -> None:
    house.admin.create("g1")
    writer = house.admin.writer("g1")
    assert writer.checkpoint() is None
    assert writer.counts() == {SUBJECTS: 0, RECORDS: 0, BOARDS: 0}
    for change in (1, 2, 3):
        writer.replace([subject("a", change, a_slice(change, change))], building=False)
        writer.commit(a_checkpoint("g1", change))
        assert writer.checkpoint() == a_checkpoint("g1", change)
        assert writer.counts() == {SUBJECTS: 1, RECORDS: 0, BOARDS: 0}
    writer.close()


def test_a_writer_tells_what_was_committed(house: EngineHouse) -> None:
    """For the comparison with the ledger before a generation is served."""
    house.build(
        "g1",
        [
            subject("a", 1, a_slice(1, 0, 10), a_slice(2, 10)),
            subject("b", 1, a_slice(3)),
            record(
                "a", 1, a_slice(4, 5, source=["licences"]), a_slice(5, 0, 5, source=["licences"])
            ),
            record("r", 1, a_slice(6, source=["penalties"])),
        ],
    )
    writer = house.admin.writer("g1")
    assert writer.sources() == {"licences": 2, "penalties": 1}
    assert writer.slices(SUBJECTS, ["a", "b", "unknown"]) == {
        "a": (StoredSlice(0, 10, b'{"rank":1}'), StoredSlice(10, FOREVER_MS, b'{"rank":2}')),
        "b": (StoredSlice(0, FOREVER_MS, b'{"rank":3}'),),
    }
    assert [one.valid_from for one in writer.slices(RECORDS, ["a"])["a"]] == [0, 5]
    writer.replace([subject("a", 2), record("r", 2), record("a", 2, a_slice(4, 5))], building=False)
    assert writer.sources() == {"licences": 2, "penalties": 1}, "nothing is committed yet"
    writer.commit(a_checkpoint("g1", 2))
    assert writer.sources() == {}
    assert writer.slices(SUBJECTS, ["a", "b"]).keys() == {"b"}
    assert writer.slices(RECORDS, ["a", "r"]) == {"a": (StoredSlice(5, FOREVER_MS, b'{"rank":4}'),)}
    assert writer.slices(SUBJECTS, []) == {}
    writer.close()


def test_without_a_live_generation_there_is_no_answer(house: EngineHouse) -> None:
    assert house.checkpoint() is None
    assert house.admin.generations() == ()
    for build in (False, True):
        if build:
            house.build("g1", [subject("a", 1, a_slice(1))])
        with pytest.raises(EngineUnavailable):
            house.ask(ANY)
        with pytest.raises(EngineUnavailable):
            house.get(SUBJECTS, ["a"])
        assert house.checkpoint() is None


def test_generations_are_listed_with_their_checkpoints(house: EngineHouse) -> None:
    house.build("g2", [subject("a", 1, a_slice(1))], change=4)
    house.admin.create("g1")
    house.build("g3.x_y-z", [], change=2)
    house.admin.promote("g2")
    assert house.admin.generations() == (
        GenerationInfo("g1", live=False, checkpoint=None),
        GenerationInfo("g2", live=True, checkpoint=a_checkpoint("g2", 4)),
        GenerationInfo("g3.x_y-z", live=False, checkpoint=a_checkpoint("g3.x_y-z", 2)),
    )


def test_a_promote_swaps_both_collections_for_a_reader_at_work(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)), record("ra", 1, a_slice(2)), name="g1")
    assert (house.owners(), house.owners(collection=RECORDS)) == (["a"], ["ra"])
    house.build("g2", [subject("b", 1, a_slice(1)), record("rb", 1, a_slice(2))], change=9)
    assert house.owners() == ["a"]
    house.admin.promote("g2")
    assert (house.owners(), house.owners(collection=RECORDS)) == (["b"], ["rb"])
    assert house.ask(ANY).checkpoint == house.checkpoint() == a_checkpoint("g2", 9)
    house.admin.promote("g1")
    assert house.owners() == ["a"]
    house.admin.promote("g1")
    assert [found.name for found in house.admin.generations() if found.live] == ["g1"]


def test_a_generation_that_is_not_live_can_be_written_and_dropped(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    house.build("g2", [subject("b", 1, a_slice(1))])
    house.change(subject("c", 2, a_slice(2)), name="g2", change=2)
    assert house.owners() == ["a"]
    house.admin.drop("g2")
    assert [found.name for found in house.admin.generations()] == ["g1"]
    house.build("g2", [subject("d", 1, a_slice(1))])
    house.admin.promote("g2")
    assert house.owners() == ["d"]


@pytest.mark.parametrize("name", ["", "Upper", "../up", "a*", "-a", "live/x", "a" * 101])
def test_a_bad_name_is_refused(house: EngineHouse, name: str) -> None:
    admin = house.admin
    for act in (admin.create, admin.writer, admin.prepare, admin.promote, admin.drop):
        with pytest.raises(GongshiError) as caught:
            act(name)
        assert caught.value.code == "generation_invalid"


def test_what_cannot_be_done_with_a_generation_is_refused(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    house.admin.create("empty")
    for act, name, reason in (
        (house.admin.create, "g1", "it exists already"),
        (house.admin.writer, "unknown", "it does not exist"),
        (house.admin.prepare, "unknown", "it does not exist"),
        (house.admin.promote, "unknown", "it does not exist"),
        (house.admin.promote, "empty", "it has no checkpoint"),
        (house.admin.drop, "unknown", "it does not exist"),
        (house.admin.drop, "g1", "it is live"),
    ):
        with pytest.raises(GongshiError) as caught:
            act(name)
        assert caught.value.code == "generation_invalid"
        assert caught.value.values == {"name": name, "reason": reason}
    assert house.owners() == ["a"]
