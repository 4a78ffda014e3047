"""What is asked of a generation before it is served, and what heals when a promote is cut short."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gongshi.indexers import verify_index
from gongshi.indexers.projector import State
from gongshi.indexers.rows import EventRow
from gongshi.ledger import generations
from gongshi.records.clock import SHANGHAI
from gongshi.records.model import RecordKind, Repair, RepairResult
from gongshi.records.problems import GongshiError
from gongshi.search.documents import Collection, Document, OwnerDocuments
from gongshi.search.engines.embedded_writer import EmbeddedWriter

pytestmark = pytest.mark.slow

NOW = datetime(2026, 5, 1, 12, tzinfo=SHANGHAI)
Opener = Callable[..., Any]


def states(town: Any) -> dict[str, str]:
    """Generations as the ledger knows them."""
    with town.ledger.read() as conn:
        return {one.name: one.state for one in generations.listed(conn)}


def spoil(monkeypatch: pytest.MonkeyPatch, how: Callable[[OwnerDocuments], OwnerDocuments]) -> None:
    """What the first scan writes becomes something else on its way into the engine."""
    honest = EmbeddedWriter.pack.fget  # type: ignore[attr-defined]  # a property's function
    assert honest is not None

    def pack(writer: EmbeddedWriter) -> Any:
        return lambda batch: honest(writer)([how(owner) for owner in batch])

    monkeypatch.setattr(EmbeddedWriter, "pack", property(pack))


def with_body(owner: OwnerDocuments) -> OwnerDocuments:
    documents = tuple(one._replace(body=b'{"name":"other"}') for one in owner.documents)
    return owner._replace(documents=documents)


def elsewhere(owner: OwnerDocuments) -> OwnerDocuments:
    """As many slices, of another record."""
    return owner._replace(owner=owner.owner[::-1])


def for_longer(owner: OwnerDocuments) -> OwnerDocuments:
    return owner._replace(documents=tuple(_longer(one) for one in owner.documents))


def _longer(document: Document) -> Document:
    return document._replace(valid_until=document.valid_until + 1)


@pytest.mark.parametrize("how", [with_body, elsewhere, for_longer])
def test_a_generation_that_differs_from_the_ledger_is_not_served(
    open_town: Opener,
    make: Any,
    monkeypatch: pytest.MonkeyPatch,
    how: Callable[[OwnerDocuments], OwnerDocuments],
) -> None:
    town = open_town()
    town.deliver("penalties", make.penalty("2026-04-02"), now=NOW)
    projector = town.projector()
    projector.run_once(NOW)
    spoil(monkeypatch, how)
    with pytest.raises(GongshiError) as caught:
        projector.rebuild(NOW)
    assert caught.value.code == "index_documents_differ"
    assert caught.value.values["name"] == "g000002"
    assert town.live().name == "g000001"
    monkeypatch.undo()
    assert projector.rebuild(NOW).generation == "g000002"
    projector.close()


def test_a_generation_that_lost_the_records_of_a_source_is_not_served(
    open_town: Opener, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town()
    town.deliver("licences", make.licence(), make.licence(content="2"), now=NOW)
    town.deliver("penalties", make.penalty("2026-04-02"), now=NOW)
    projector = town.projector()
    projector.run_once(NOW)
    honest = EmbeddedWriter.sources
    monkeypatch.setattr(
        EmbeddedWriter, "sources", lambda writer: {**honest(writer), "licences": 1, "penalties": 2}
    )
    with pytest.raises(GongshiError) as caught:
        projector.rebuild(NOW)
    assert caught.value.code == "index_counts_differ"
    assert caught.value.values == {
        "name": "g000002",
        "collection": "licences",
        "written": 2,
        "held": 1,
    }
    projector.close()


def test_what_changed_since_is_no_difference(
    open_town: Opener, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A subject that changes while it is looked at is left out of the sample."""
    town = open_town()
    town.deliver("register", make.register(), now=NOW)
    projector = town.projector()
    compared: list[int] = []
    honest = verify_index.verify_sample

    def meanwhile(*arguments: Any) -> int:
        town.deliver("licences", make.licence(), now=NOW)
        compared.append(honest(*arguments))
        return compared[-1]

    monkeypatch.setattr("gongshi.indexers.projector.verify_sample", meanwhile)
    progress = projector.rebuild(NOW)
    assert compared == [0]
    assert (progress.change, progress.records) == (town.head(), 1)
    monkeypatch.setattr("gongshi.indexers.projector.verify_sample", honest)
    projector.close()


def test_a_sample_is_spread_over_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_index, "SAMPLED", 4)
    assert list(verify_index._spread(3)) == [0, 1, 2]
    assert list(verify_index._spread(10)) == [0, 2, 5, 7]


def test_slices_that_are_over_may_stand_beside_those_told(open_town: Opener, make: Any) -> None:
    """A kept generation was written earlier: time has passed."""
    town = open_town()
    town.deliver("penalties", make.penalty("2026-04-02"), now=NOW)
    projector = town.projector()
    projector.rebuild(NOW)
    projector.rebuild(NOW)
    later = datetime(2027, 6, 1, tzinfo=SHANGHAI)
    assert projector.rollback("", later).generation == "g000001"
    projector.close()


def test_a_rollback_after_a_repair_shows_nothing_that_was_repaired(
    open_town: Opener, make: Any
) -> None:
    town = open_town()
    town.deliver("penalties", make.penalty("2026-04-02", document_number="津罚1号"), now=NOW)
    projector = town.projector()
    projector.rebuild(NOW)
    projector.rebuild(NOW)
    town.deliver(
        "repairs",
        EventRow(
            event=Repair(result=RepairResult.GRANTED, decision_date=date(2026, 5, 1)),
            source="repairs",
            source_unit="天津市公共信用中心",
            target_kind=RecordKind.PENALTY,
            target_document_number="津罚1号",
            uscc="91110000802100433B",
        ),
        now=NOW,
    )
    promoted: list[int] = []
    promote = town.admin.promote

    def note(name: str) -> None:
        promoted.append(len(town.dump(name)))
        promote(name)

    town.admin.promote = note
    assert town.dump("g000001") != []
    progress = projector.rollback("", NOW)
    assert (progress.generation, progress.change) == ("g000001", town.head())
    assert promoted == [0], "it had caught up when it was promoted"
    assert states(town) == {"g000001": "live", "g000002": "kept"}
    projector.close()


@pytest.mark.parametrize("act", ["rebuild", "rollback"])
def test_a_promote_cut_short_before_the_ledger_knew_heals(
    open_town: Opener, make: Any, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    town = open_town()
    town.deliver("licences", make.licence(), now=NOW)
    projector = town.projector()
    projector.rebuild(NOW)
    projector.rebuild(NOW)
    monkeypatch.setattr(generations, "promote", _killed)
    with pytest.raises(KeyboardInterrupt):
        projector.rebuild(NOW) if act == "rebuild" else projector.rollback("", NOW)
    monkeypatch.undo()
    projector.close()
    served, before = ("g000003", "g000002") if act == "rebuild" else ("g000001", "g000002")
    assert town.live().name == served
    assert states(town)[before] == "live"
    town.deliver("licences", make.licence(content="2"), now=NOW)
    healed = town.projector("another").run_once(NOW)
    assert (healed.state, healed.generation, healed.change) == (State.READY, served, town.head())
    assert states(town)[served] == "live"
    assert states(town)[before] == "kept"
    again = town.projector("another")
    assert again.rebuild(NOW).generation == ("g000004" if act == "rebuild" else "g000003")
    assert len(town.admin.generations()) == 2
    again.close()


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_promote_cut_short_before_the_engine_knew_is_begun_anew(
    open_town: Opener, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town()
    town.deliver("licences", make.licence(), now=NOW)
    projector = town.projector()
    projector.rebuild(NOW)
    monkeypatch.setattr(town.admin, "promote", _killed)
    with pytest.raises(KeyboardInterrupt):
        projector.rebuild(NOW)
    monkeypatch.undo()
    projector.close()
    assert town.live().name == "g000001"
    other = town.projector("another")
    assert other.run_once(NOW).generation == "g000001"
    assert other.rebuild(NOW).generation == "g000002"
    assert states(town) == {"g000001": "kept", "g000002": "live"}
    other.close()


def test_a_rebuild_that_slept_through_its_lease_leaves_the_field_to_the_next_one(
    open_town: Opener, make: Any
) -> None:
    town = open_town()
    town.deliver("licences", make.licence(), now=NOW)
    sleeper, other = town.projector("sleeper"), town.projector("other")
    later = NOW + timedelta(minutes=1)
    built: list[str] = []

    def asleep(_done: int, _total: int) -> None:
        built.append(other.rebuild(later).generation)

    with pytest.raises(GongshiError) as caught:
        sleeper.rebuild(NOW, asleep)
    assert caught.value.code == "lease_lost"
    sleeper.close()
    # The first one's generation is gone, and its name was free again.
    assert built == [town.live().name]
    assert [one.name for one in town.admin.generations()] == built
    assert other.run_once(later).state is State.READY
    other.close()


def test_generations_that_a_restored_ledger_forgot_are_dropped(
    open_town: Opener, make: Any
) -> None:
    town = open_town()
    town.deliver("licences", make.licence(), now=NOW)
    projector = town.projector()
    projector.rebuild(NOW)
    projector.rebuild(NOW)
    for name in ("g000001", "g000002"):
        generations.remove(town.ledger, name)
    projector.rebuild(NOW)
    assert [one.name for one in town.admin.generations()] == ["g000003"]
    assert Collection.RECORDS in {
        collection for collection, count in projector._owned.writer.counts().items() if count
    }
    projector.close()
