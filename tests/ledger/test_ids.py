"""Ids: one-to-one under the ledger's secret, and silent about numbers and their order."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.ledger.ids import BITS, Ids, Numbering, is_record_id
from gongshi.ledger.snapshots import load_record, load_subjects, scan_subjects
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import ledger_meta
from tests.ledger.filing_desk import Desk, licence

SECRET = b"a secret of the tests"
NUMBERS = st.integers(0, (1 << BITS) - 1)


def numberings(ids: Ids) -> list[Numbering]:
    return [ids.records, ids.subjects, ids.batches, ids.quarantine, ids.notices]


def test_every_kind_is_one_to_one_and_has_its_own_form() -> None:
    seen: set[str] = set()
    for one in numberings(Ids(SECRET)):
        ids = [one.id(number) for number in range(2_000)]
        assert [one.number(text) for text in ids] == list(range(2_000))
        assert {len(text) for text in ids} == {9}
        assert one.number("") is None
        assert one.number("x" + ids[0][1:]) is None
        assert one.number(ids[0][:-1] + "u") is None
        seen |= {text[1:] for text in ids}
    # The kinds share no order either: number 7 of one is not found by number 7 of another.
    assert len(seen) > 5 * 2_000 - 10


@given(NUMBERS, st.binary(min_size=32, max_size=32))
def test_every_number_comes_back(number: int, secret: bytes) -> None:
    one = Ids(secret).records
    place = one.place(number)
    assert 0 <= place < 1 << BITS
    assert one.id_at(place) == one.id(number)
    assert one.number(one.id(number)) == number


def test_places_do_not_follow_the_numbers() -> None:
    """Of neighbours, about half stand in the numbers' order; and no distance returns."""
    one = Ids(SECRET).records
    places = [one.place(number) for number in range(10_000)]
    rising = sum(after > before for before, after in pairwise(places))
    assert 4_700 < rising < 5_300
    distances = {after - before for before, after in pairwise(places)}
    assert len(distances) == 9_999


def test_another_secret_means_other_ids() -> None:
    ours, theirs = Ids(SECRET).records, Ids(b"another").records
    assert not {ours.id(n) for n in range(2_000)} & {theirs.id(n) for n in range(2_000)}
    foreign = [ours.number(theirs.id(number)) for number in range(1, 2_000)]
    assert min(number for number in foreign if number is not None) > 2_000


def test_ids_stay_what_they_were() -> None:
    """Addresses that were printed hold: the permutation is part of the ledger's format."""
    ids = Ids(SECRET)
    assert [ids.records.id(1), ids.subjects.id(1)] == ["rrbhwf0wz", "s4aajn3a3"]


@pytest.mark.parametrize("text", ["", "r0000000", "r000000000", "s00000000", "r0000000u"])
def test_what_is_no_record_id(text: str) -> None:
    assert not is_record_id(text)
    assert is_record_id("r00000000")


def test_a_ledgers_secret_is_its_own_and_lasts(tmp_path: Path) -> None:
    opened = [Ledger.open(f"sqlite:///{tmp_path / name}") for name in ("a", "b")]
    first, second = (one.ids.records.id(1) for one in opened)
    for one in opened:
        one.close()
    assert first != second
    (tmp_path / "restored").write_bytes((tmp_path / "a").read_bytes())
    restored = Ledger.open(f"sqlite:///{tmp_path / 'restored'}", create=False)
    restored.bump_epoch()
    assert restored.ids.records.id(1) == first
    restored.close()


def test_ids_of_a_named_ledger_follow_from_its_name(tmp_path: Path) -> None:
    told = []
    for place in ("a", "b"):
        ledger = Ledger.open(f"sqlite:///{tmp_path / place}", ledger_id="test")
        told.append(ledger.ids.subjects.id(1))
        ledger.close()
    assert told[0] == told[1]


def test_snapshots_bear_places_and_are_found_by_their_ids(desk: Desk) -> None:
    desk.deliver("licences", [licence(n % 3, f"{n}") for n in range(9)])
    ids = desk.ledger.ids
    with desk.ledger.read() as conn:
        met = scan_subjects(conn, 0, 10)
        assert [one.no for one in met] == [1, 2, 3]
        assert [one.ordinal for one in met] == [ids.subjects.place(n) for n in (1, 2, 3)]
        assert [one.subject_id for one in met] == [ids.subjects.id(n) for n in (1, 2, 3)]
        held = {held.record.id: held for one in met for held in one.records}
        assert held.keys() == {ids.records.id(n) for n in range(1, 10)}
        for id_, one in held.items():
            assert ids.records.id_at(one.ordinal) == id_
            assert load_record(conn, id_) == one
        assert load_subjects(conn, [one.subject_id for one in met]).keys() == {
            one.subject_id for one in met
        }
        foreign = Ids(b"another")
        assert load_record(conn, foreign.records.id(1)) is None
        assert load_subjects(conn, [foreign.subjects.id(1)]) == {}


def test_the_secret_is_long_and_random(tmp_path: Path) -> None:
    secrets = set()
    for place in ("a", "b"):
        ledger = Ledger.open(f"sqlite:///{tmp_path / place}")
        with ledger.read() as conn:
            secrets.add(bytes(conn.execute(ledger_meta.select()).one().secret))
        ledger.close()
    assert {len(secret) for secret in secrets} == {32}
    assert len(secrets) == 2
