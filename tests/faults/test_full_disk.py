"""A disk that is really full: nothing lost, doubled or half-shown, and on as soon as there is room.

Under the embedded parts (SQLite and tantivy) and under PostgreSQL; Elasticsearch's flood stage is
in ``test_elasticsearch_faults``.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from gongshi.cities.city import City
from gongshi.indexers.projector import State
from gongshi.ledger.store import Ledger
from gongshi.records.clock import to_ms
from gongshi.records.problems import GongshiError
from gongshi.search.documents import Collection
from gongshi.search.engines.embedded_writer import EmbeddedAdmin, EmbeddedWriter
from gongshi.search.port import All, SearchPage, SearchRequest, Tier
from tests.contract.engine_house import a_checkpoint, a_slice, subject
from tests.indexers.projection.conftest import Town
from tests.ledger.filing_desk import NOW, Desk, licence, register
from tests.servers.server_postgresql import PostgresqlServer
from tests.servers.small_disk import SmallDisk

pytestmark = pytest.mark.slow

FIRMS = 5
FEW = [licence(n % FIRMS + 1, f"许{n}") for n in range(20)]
#: More than is left on a full disk, in several chunks; each text is another one.
MANY = [
    licence(
        n % FIRMS + 1, f"新{n}", content=" ".join(str(n * 7919 + place) for place in range(600))
    )
    for n in range(600)
]
#: The same file each time.
FILE: dict[str, Any] = {"chunk": 100, "digest": b"many", "order": "2026-05-20"}
EVERY = SearchRequest(
    Collection.RECORDS, (Tier("all", All()),), filters=(), now=to_ms(NOW), size=100
)


def desk_of(town: Town) -> Desk:
    return Desk(town.ledger, town.city)


def begin(town: Town) -> None:
    """A city with some licences, searchable."""
    desk = desk_of(town)
    desk.deliver("register", [register(n) for n in range(1, FIRMS + 1)])
    desk.deliver("licences", FEW, digest=b"few")
    bring_up(town)


def bring_up(town: Town) -> State:
    projector = town.projector()
    try:
        return projector.run_once(NOW).state
    finally:
        projector.close()


def asked(town: Town) -> SearchPage:
    return asyncio.run(town.engine.search(EVERY))


def undisturbed(folder: Any, city: City) -> list[tuple[Any, ...]]:
    """What the index holds where there was room all the time."""
    folder.mkdir()
    town = Town(folder, city)
    begin(town)
    desk_of(town).deliver("licences", MANY, **FILE)
    bring_up(town)
    held = town.dump()
    town.close()
    return held


@contextmanager
def full(disk: SmallDisk, leave: int) -> Iterator[None]:
    disk.fill(leave)
    yield
    disk.make_room()


def code_of(work: Any) -> str:
    with pytest.raises(GongshiError) as caught:
        work()
    assert "磁盘已满" in caught.value.zh
    return caught.value.code


def test_ledger_and_index_on_one_full_disk(
    small_disk: SmallDisk, tmp_path: Any, city: City
) -> None:
    """As the embedded parts are by default: the delivery ends, and the index stays as it is."""
    town = Town(small_disk.path, city)
    begin(town)
    before, shown = town.dump(), asked(town)
    with full(small_disk, leave=600_000):
        assert code_of(lambda: desk_of(town).deliver("licences", MANY, **FILE)) == "disk_full"
        assert town.dump() == before
        assert asked(town) == shown  # readers notice nothing
    receipt = desk_of(town).deliver("licences", MANY, **FILE)
    assert receipt.batch.counts["added"] == len(MANY)
    assert bring_up(town) is State.READY
    assert town.dump() == undisturbed(tmp_path / "undisturbed", city)
    town.close()


@pytest.mark.parametrize("leave", [0, 200_000])
def test_the_index_alone_on_a_full_disk(
    small_disk: SmallDisk, tmp_path: Any, city: City, leave: int
) -> None:
    """The ledger goes on; the index is caught up as soon as there is room, and so is a rebuild."""
    (tmp_path / "city").mkdir()
    (tmp_path / "city" / "index").symlink_to(small_disk.path)
    town = Town(tmp_path / "city", city)
    begin(town)
    before, shown, live = town.dump(), asked(town), town.live()
    with full(small_disk, leave):
        desk_of(town).deliver("licences", MANY, **FILE)
        assert code_of(lambda: bring_up(town)) == "disk_full"
        projector = town.projector()
        assert code_of(lambda: projector.rebuild(NOW)) == "disk_full"
        projector.close()
        assert (town.dump(), asked(town), town.live()) == (before, shown, live)
    assert bring_up(town) is State.READY
    wanted = undisturbed(tmp_path / "undisturbed", city)
    assert town.dump() == wanted
    projector = town.projector()
    projector.rebuild(NOW)
    projector.close()
    assert [one.name for one in town.admin.generations() if not one.live] == [live.name]
    assert [row[:3] for row in town.dump()] == [row[:3] for row in wanted]
    town.close()


def test_what_did_not_fit_does_not_keep_the_disk_full(small_disk: SmallDisk) -> None:
    """A writer that is opened anew clears away what the one before left without a commit."""
    admin = EmbeddedAdmin(small_disk.path / "index")
    admin.create("g1")
    bodies = (random.Random(n).randbytes(600).hex().encode() for n in range(3_000))
    large = [subject(f"s{n}", 1, a_slice(n, body=body)) for n, body in enumerate(bodies)]

    def write(writer: EmbeddedWriter) -> None:
        writer.add(writer.pack(large))
        writer.commit(a_checkpoint("g1", 9))

    with full(small_disk, leave=600_000):
        for change in range(1, 4):
            writer = admin.writer("g1")
            assert code_of(partial(write, writer)) == "disk_full"
            writer.close()
            writer = admin.writer("g1")
            writer.add(writer.pack([subject(f"t{change}", change, a_slice(change))]))
            writer.commit(a_checkpoint("g1", change))
            assert writer.counts()[Collection.SUBJECTS] == change
            writer.close()


@pytest.mark.postgresql
def test_postgresql_on_a_full_disk(
    small_disk: SmallDisk, own_postgresql: PostgresqlServer, tmp_path: Any, city: City
) -> None:
    """The delivery ends between two chunks; what was taken in is shown, and nothing of the rest."""
    name = own_postgresql.create_database_in(small_disk.path)
    (tmp_path / "city").mkdir()
    town = Town(tmp_path / "city", city, ledger_url=own_postgresql.url_of(name))
    try:
        begin(town)
        with full(small_disk, leave=1_500_000):
            assert code_of(lambda: desk_of(town).deliver("licences", MANY, **FILE)) == "disk_full"
            # the ledger is read as ever, and the index brought up to what was taken in
            assert bring_up(town) is State.READY
            taken_in = sum(_is_new(row) for row in town.dump())
            assert taken_in % 100 == 0
            assert taken_in < len(MANY)
        receipt = desk_of(town).deliver("licences", MANY, **FILE)
        assert receipt.batch.counts["added"] == len(MANY)
        assert bring_up(town) is State.READY
        held, wanted = town.dump(), undisturbed(tmp_path / "undisturbed", city)
        assert [row[:3] for row in held] == [row[:3] for row in wanted]
    finally:
        town.close()
        own_postgresql.drop_database(name)
        own_postgresql.drop_tablespace(name)


def _is_new(row: tuple[Any, ...]) -> bool:
    return '"documentNumber":"新'.encode() in row[0]


def test_a_full_disk_has_no_room_for_a_new_ledger(small_disk: SmallDisk) -> None:
    with full(small_disk, leave=0):
        url = f"sqlite:///{small_disk.path}/ledger.db"
        assert code_of(lambda: Ledger.open(url)) == "disk_full"
    Ledger.open(url).close()
