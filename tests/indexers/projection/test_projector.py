"""The projector on a real ledger and the real embedded engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Event, Thread
from typing import Any

import orjson
import pytest
from sqlalchemy import select, update

from gongshi.indexers.fitness import Unfit, rules_hash, schema_hash
from gongshi.indexers.projector import State
from gongshi.indexers.rows import EventRow
from gongshi.ledger import generations, leases
from gongshi.ledger.tables import counters
from gongshi.ledger.tables import leases as leases_table
from gongshi.records.clock import SHANGHAI, to_ms
from gongshi.records.identifiers import uscc_check_character
from gongshi.records.model import RecordKind, Repair, RepairResult
from gongshi.records.problems import GongshiError
from gongshi.search import schema
from gongshi.search.documents import Collection
from gongshi.search.engines.embedded_writer import EmbeddedWriter
from gongshi.search.port import AllTerms, Checkpoint, EngineUnavailable, SearchRequest, Term, Tier

pytestmark = pytest.mark.slow

NOW = datetime(2026, 5, 1, 12, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)
Opener = Callable[..., Any]


def bodies(town: Any, now: datetime, collection: Collection, *filters: Any) -> list[Any]:
    """What a search finds at an instant."""
    request = SearchRequest(
        collection=collection,
        tiers=(Tier("all", filters[0]),),
        filters=tuple(filters[1:]),
        now=to_ms(now),
        size=100,
    )
    return [orjson.loads(hit.body) for hit in town.engine.search_now(request).hits]


def repair(document_number: str, day: date) -> EventRow:
    return EventRow(
        event=Repair(result=RepairResult.GRANTED, decision_date=day),
        source="repairs",
        source_unit="天津市公共信用中心",
        target_kind=RecordKind.PENALTY,
        target_document_number=document_number,
        uscc="91110000802100433B",
    )


def told(counts: dict[str, int]) -> dict[str, int]:
    """The counts that are not nought."""
    return {kind: count for kind, count in counts.items() if count}


def test_the_first_run_builds_and_serves_a_generation(open_town: Opener, make: Any) -> None:
    town = open_town()
    town.deliver("register", make.register(), now=NOW)
    town.deliver("licences", make.licence(), now=NOW)
    projector = town.projector()
    progress = projector.run_once(NOW)
    assert (progress.state, progress.generation) == (State.READY, "g000001")
    assert progress.change == progress.head == town.head()
    assert (progress.subjects, progress.records) == (1, 1)
    checkpoint = town.live().checkpoint
    assert checkpoint.change == town.head()
    assert checkpoint.at == to_ms(NOW)
    assert (checkpoint.ledger_id, checkpoint.epoch) == ("test", 1)
    assert (checkpoint.schema_hash, checkpoint.rules_hash) == (
        schema_hash(),
        rules_hash(town.city),
    )
    (subject,) = bodies(town, NOW, Collection.SUBJECTS, Term("has", "licence"))
    assert told(subject["counts"]) == {"licence": 1}
    (record,) = bodies(town, NOW, Collection.RECORDS, Term("subject", subject["id"]))
    assert record["subjectId"] == subject["id"]
    projector.close()


def test_an_empty_ledger_gives_an_empty_served_generation(open_town: Opener) -> None:
    town = open_town()
    projector = town.projector()
    assert projector.run_once(NOW).state is State.READY
    assert town.live().checkpoint.change == 0
    assert town.dump() == []
    projector.close()


def test_changes_are_followed_and_leave_what_a_rebuild_leaves(open_town: Opener, make: Any) -> None:
    town = open_town()
    projector = town.projector(window=2)
    projector.run_once(NOW)
    penalty = make.penalty("2026-04-02", document_number="津罚1号")
    town.deliver("penalties", penalty, make.penalty(document_number="津罚2号"), now=NOW)
    town.deliver("licences", make.licence(), make.licence(content="第二"), now=NOW)
    followed = projector.run_once(NOW)
    assert (followed.state, followed.generation) == (State.READY, "g000001")
    assert followed.records == 4
    town.deliver("register", make.register(name="天津市新名有限公司"), now=NOW)
    town.deliver("repairs", repair("津罚1号", date(2026, 5, 1)), now=NOW)
    projector.run_once(NOW)
    (subject,) = bodies(town, NOW, Collection.SUBJECTS, Term("has", "penalty"))
    assert subject["name"] == "天津市新名有限公司"
    assert told(subject["counts"]) == {"licence": 2, "penalty": 1}
    assert len(bodies(town, NOW, Collection.RECORDS, Term("kind", "penalty"))) == 1
    followed_dump = town.dump()
    rebuilt = projector.rebuild(NOW)
    assert rebuilt.generation == "g000002"
    assert town.live().name == "g000002"
    assert town.dump() == followed_dump
    projector.close()


def test_a_subject_whose_last_shown_record_is_repaired_is_gone(
    open_town: Opener, make: Any
) -> None:
    town = open_town()
    town.deliver("penalties", make.penalty("2026-04-02", document_number="津罚1号"), now=NOW)
    projector = town.projector()
    projector.run_once(NOW)
    assert len(bodies(town, NOW, Collection.SUBJECTS, Term("has", "penalty"))) == 1
    town.deliver("repairs", repair("津罚1号", date(2026, 5, 1)), now=NOW)
    projector.run_once(NOW)
    assert town.dump() == []
    assert bodies(town, NOW, Collection.SUBJECTS, AllTerms("grams", ("海河",))) == []
    projector.close()


def test_the_passing_of_time_needs_no_run(open_town: Opener, make: Any) -> None:
    town = open_town()
    town.deliver("register", make.register(), now=NOW)
    town.deliver("penalties", make.penalty("2026-04-02"), now=NOW)
    projector = town.projector()
    projector.run_once(NOW)
    end = datetime(2027, 4, 3, tzinfo=SHANGHAI)
    for instant, count in ((end - timedelta(milliseconds=1), 1), (end, 0)):
        penalised = bodies(town, instant, Collection.SUBJECTS, Term("has", "penalty"))
        assert len(penalised) == count
        (subject,) = bodies(town, instant, Collection.SUBJECTS, Term("status", "存续"))
        assert subject["counts"]["penalty"] == count
        assert len(bodies(town, instant, Collection.RECORDS, Term("kind", "penalty"))) == count
    projector.close()


def test_an_idle_index_says_every_minute_that_it_is_up_to_date(
    open_town: Opener, make: Any
) -> None:
    town = open_town()
    projector = town.projector()
    projector.run_once(NOW)
    projector.run_once(NOW + MINUTE - timedelta(milliseconds=1))
    assert town.live().checkpoint.at == to_ms(NOW)
    projector.run_once(NOW + MINUTE)
    assert town.live().checkpoint.at == to_ms(NOW + MINUTE)
    projector.close()


def test_while_it_lags_a_generation_does_not_claim_the_present(
    open_town: Opener, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town()
    projector = town.projector(window=1)
    projector.run_once(NOW)
    town.deliver("licences", make.licence(), make.licence(content="第二"), now=NOW)
    stated: list[tuple[int, int]] = []
    writer = projector._owned.writer
    commit = writer.commit

    def note(checkpoint: Checkpoint) -> None:
        stated.append((checkpoint.change, checkpoint.at))
        commit(checkpoint)

    monkeypatch.setattr(writer, "commit", note)
    projector.run_once(NOW + MINUTE)
    before, after = to_ms(NOW), to_ms(NOW + MINUTE)
    assert stated == [*((n, before) for n in range(1, town.head())), (town.head(), after)]
    projector.close()


def test_only_one_projector_owns_a_generation(open_town: Opener, make: Any) -> None:
    town = open_town()
    first, second = town.projector("first"), town.projector("second")
    first.run_once(NOW)
    assert second.run_once(NOW).state is State.HELD
    first.close()
    assert second.run_once(NOW).state is State.READY
    second.close()


def test_a_projector_whose_lease_was_taken_commits_nothing(open_town: Opener, make: Any) -> None:
    town = open_town()
    paused = town.projector("paused")
    paused.run_once(NOW)
    before = town.dump()
    with town.ledger.read() as conn:
        (live,) = [one for one in generations.listed(conn) if one.state == "live"]
    later = NOW + MINUTE
    taken = leases.acquire(town.ledger, f"index:{live.name}", "other", now=later, term=MINUTE)
    assert taken is not None
    town.deliver("licences", make.licence(), now=NOW)
    with pytest.raises(GongshiError) as caught:
        paused.run_once(later)
    assert caught.value.code == "lease_lost"
    paused.close()
    assert town.dump() == before
    assert town.live().checkpoint.change == 0
    leases.release(town.ledger, taken)
    other = town.projector("other")
    assert other.run_once(later).state is State.READY
    assert town.live().checkpoint.change == town.head()
    other.close()


def test_a_lease_is_renewed_while_a_run_lasts(open_town: Opener, make: Any) -> None:
    town = open_town()
    ticks = iter(NOW + timedelta(seconds=4 * n) for n in range(10_000))
    projector = town.projector("long", clock=lambda: next(ticks), window=1)
    projector.run_once(NOW)
    town.deliver("licences", *(make.licence(content=str(n)) for n in range(20)), now=NOW)
    assert projector.run_once(NOW).state is State.READY
    at = next(ticks)
    assert town.projector("other", clock=lambda: at).run_once(NOW).state is State.HELD
    projector.close()


def test_other_rules_ask_for_a_rebuild_and_the_old_slices_stay_as_they_are(
    open_town: Opener, make: Any
) -> None:
    town = open_town()
    town.deliver("penalties", make.penalty("2026-04-02"), now=NOW)
    old = town.projector()
    old.run_once(NOW)
    before = town.dump()
    old.close()
    changed = replace(town.city, hash="other")
    projector = town.projector(city=changed)
    town.deliver("licences", make.licence(), now=NOW)
    progress = projector.run_once(NOW)
    assert (progress.state, progress.problem) == (State.STALE, Unfit.RULES)
    assert (progress.change, progress.head) == (1, 2)
    assert Unfit.RULES.served
    assert town.dump() == before
    assert town.live().checkpoint.rules_hash == town.city.hash
    assert projector.rebuild(NOW).state is State.READY
    assert town.live().checkpoint.rules_hash == "other"
    assert projector.run_once(NOW).state is State.READY
    projector.close()


def test_another_epoch_schema_or_ledger_and_a_lost_past_ask_for_a_rebuild(
    open_town: Opener, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town()
    town.deliver("licences", make.licence(), now=NOW)
    projector = town.projector()
    projector.run_once(NOW)
    town.ledger.bump_epoch()
    assert projector.run_once(NOW).problem is Unfit.EPOCH
    projector.rebuild(NOW)
    monkeypatch.setattr("gongshi.search.schema.ANALYSIS_VERSION", -1)
    schema.schema_hash.cache_clear()
    assert projector.run_once(NOW).problem is Unfit.SCHEMA
    monkeypatch.undo()
    schema.schema_hash.cache_clear()
    assert projector.run_once(NOW).problem is None
    with town.ledger.write() as transaction:
        transaction.conn.execute(update(counters).values(value=0))
    assert projector.run_once(NOW).problem is Unfit.AHEAD
    monkeypatch.setattr(town.ledger, "ledger_id", "another")
    assert projector.run_once(NOW).problem is Unfit.LEDGER
    assert not any(problem.served for problem in Unfit if problem is not Unfit.RULES)


def test_a_rebuild_reads_its_start_before_the_scan_and_catches_up_before_it_serves(
    open_town: Opener, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town()
    town.deliver("register", make.register(), now=NOW)
    projector = town.projector()
    projector.run_once(NOW)
    promoted: list[int] = []
    promote = town.admin.promote

    def note(name: str) -> None:
        (info,) = [one for one in town.admin.generations() if one.name == name]
        promoted.append(info.checkpoint.change)
        promote(name)

    monkeypatch.setattr(town.admin, "promote", note)

    def meanwhile(done: int, total: int) -> None:
        """A delivery arrives behind the scan's back."""
        assert (done, total) == (1, 1)
        town.deliver("licences", make.licence(), now=NOW)

    projector.rebuild(NOW, meanwhile)
    assert promoted == [town.head()]
    (subject,) = bodies(town, NOW, Collection.SUBJECTS, Term("has", "licence"))
    assert subject["counts"]["licence"] == 1
    projector.close()


def test_a_generation_with_other_counts_is_not_served(
    open_town: Opener, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town()
    town.deliver("licences", make.licence(), now=NOW)
    projector = town.projector()
    projector.run_once(NOW)
    monkeypatch.setattr(
        EmbeddedWriter,
        "counts",
        lambda _: {Collection.SUBJECTS: 1, Collection.RECORDS: 0},
    )
    with pytest.raises(GongshiError) as caught:
        projector.rebuild(NOW)
    assert caught.value.code == "index_counts_differ"
    assert town.live().name == "g000001"
    projector.close()
    monkeypatch.undo()
    assert projector.rebuild(NOW).generation == "g000002"
    assert [one.name for one in town.admin.generations()] == ["g000001", "g000002"]
    projector.close()


def test_several_processes_project_what_one_does(
    open_town: Opener, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town()
    codes = [f"91120101MA0{number:06}" for number in range(11)]
    names = [
        (f"天津市第{place}有限公司", code + uscc_check_character(code))
        for place, code in enumerate(codes)
    ]
    town.deliver(
        "register", *(make.register(name=name, uscc=uscc) for name, uscc in names), now=NOW
    )
    town.deliver(
        "penalties",
        *(make.penalty("2026-04-02", subject_name=name, uscc=uscc) for name, uscc in names),
        now=NOW,
    )
    projector = town.projector()
    projector.rebuild(NOW)
    alone = town.dump()
    projector.close()
    monkeypatch.setattr("gongshi.indexers.scan.SMALL", 2)
    monkeypatch.setattr("gongshi.indexers.scan.FIRST", 3)  # projected while the others begin
    monkeypatch.setattr("gongshi.indexers.projection_pool.SUBJECTS_A_TASK", 2)
    reported: list[tuple[int, int]] = []
    several = town.projector(workers=2)
    progress = several.rebuild(NOW, lambda done, total: reported.append((done, total)))
    assert (progress.subjects, progress.records) == (11, 11)
    assert reported == [(3, 11), (5, 11), (7, 11), (9, 11), (11, 11)]
    assert town.dump() == alone
    assert len(alone) == 11 * 3
    several.close()


def test_one_generation_is_kept_for_a_rollback(open_town: Opener, make: Any) -> None:
    town = open_town()
    projector = town.projector()
    for _ in range(3):
        projector.rebuild(NOW)
    assert [one.name for one in town.admin.generations()] == ["g000002", "g000003"]
    town.deliver("licences", make.licence(), now=NOW)
    progress = projector.rollback("g000002", NOW)
    assert (progress.generation, progress.change) == ("g000002", town.head())
    assert town.live().name == "g000002"
    assert len(bodies(town, NOW, Collection.SUBJECTS, Term("has", "licence"))) == 1
    with town.ledger.read() as conn:
        states = {one.name: one.state for one in generations.listed(conn)}
    assert states == {"g000002": "live", "g000003": "kept"}
    projector.close()


def test_nothing_is_rolled_back_to_other_rules_or_to_nowhere(open_town: Opener, make: Any) -> None:
    town = open_town()
    projector = town.projector()
    projector.rebuild(NOW)
    changed = town.projector(city=replace(town.city, hash="other"))
    projector.close()
    changed.rebuild(NOW)
    with pytest.raises(GongshiError) as caught:
        changed.rollback("g000001", NOW)
    assert caught.value.code == "index_unfit"
    for name in ("g000002", "g000009"):
        with pytest.raises(GongshiError) as caught:
            changed.rollback(name, NOW)
        assert caught.value.code == "index_not_kept"
    changed.close()


def test_one_rebuild_at_a_time(open_town: Opener, make: Any) -> None:
    town = open_town()
    first, second = town.projector("first"), town.projector("second")
    town.deliver("licences", make.licence(), now=NOW)
    answers: list[State] = []
    first.rebuild(NOW, lambda _done, _total: answers.append(second.rebuild(NOW).state))
    assert answers == [State.HELD]
    assert [one.name for one in town.admin.generations()] == ["g000001"]
    first.close()


def test_a_follower_moves_on_to_the_generation_promoted_by_another(
    open_town: Opener, make: Any
) -> None:
    town = open_town()
    follower, builder = town.projector("follower"), town.projector("builder")
    follower.run_once(NOW)
    builder.rebuild(NOW)
    assert follower.run_once(NOW).state is State.HELD
    builder.close()
    town.deliver("licences", make.licence(), now=NOW)
    progress = follower.run_once(NOW)
    assert (progress.state, progress.generation) == (State.READY, "g000002")
    follower.close()


def test_following_takes_in_changes_rebuilds_and_stops(open_town: Opener, make: Any) -> None:
    town = open_town()
    builder = town.projector()
    builder.rebuild(NOW)
    builder.close()
    stop = Event()
    projector = town.projector("follower", city=replace(town.city, hash="other"))
    thread = Thread(target=projector.follow, args=(stop, lambda: datetime.now(SHANGHAI)))
    thread.start()
    try:
        town.deliver("licences", make.licence(), now=NOW)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            live = town.live()
            if live.name == "g000002" and live.checkpoint.change == town.head():
                break
            time.sleep(0.01)
        assert (town.live().name, town.live().checkpoint.change) == ("g000002", town.head())
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()
    with town.ledger.read() as conn:
        assert all(row.holder == "" for row in conn.execute(select(leases_table)))


def test_following_outlives_errors_of_the_engine(
    open_town: Opener, make: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    town = open_town()
    stop = Event()
    projector = town.projector("follower")
    failures = iter([EngineUnavailable("down"), RuntimeError("odd")])
    real = town.admin.generations

    def shaky() -> Any:
        for failure in failures:
            raise failure
        return real()

    monkeypatch.setattr(town.admin, "generations", shaky)
    run_once = projector.run_once

    def once(now: datetime) -> Any:
        progress = run_once(now)
        stop.set()
        return progress

    monkeypatch.setattr(projector, "run_once", once)
    projector.follow(stop, lambda: NOW, poll=0.001)
    assert town.live().name == "g000001"
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
