"""Opening, migrating, errors, and the order of change numbers."""

from __future__ import annotations

import re
import sqlite3
import threading
import traceback
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import DBAPIError

from gongshi.cities.city import City
from gongshi.ledger import schema, store
from gongshi.ledger.audit import note
from gongshi.ledger.changes import (
    Change,
    changed_subjects,
    changes_after,
    head,
    last_written,
)
from gongshi.ledger.sql import insert_many
from gongshi.ledger.store import Ledger, WriteTransaction
from gongshi.ledger.tables import subject_names
from gongshi.records.problems import GongshiError
from tests.ledger.filing_desk import Desk, licence
from tests.ledger.schema_differences import differences

pytestmark = pytest.mark.slow


def subject_ids(ledger: Ledger, *numbers: int) -> list[str]:
    return [ledger.ids.subjects.id(number) for number in numbers]


def test_the_migration_makes_the_tables_as_described(ledger: Ledger) -> None:
    with ledger.read() as conn:
        assert differences(conn) == []
        assert schema.current_revision(conn) == schema.known_revisions()[-1] == schema.NEWEST


def test_a_ledger_keeps_its_id_and_its_epoch_rises_by_a_restore(ledger_url: str) -> None:
    first = Ledger.open(ledger_url)
    named, epoch = first.ledger_id, first.epoch
    first.close()
    again = Ledger.open(ledger_url, create=False, ledger_id="other")
    assert (again.ledger_id, again.epoch) == (named, epoch)
    assert again.bump_epoch() == epoch + 1
    assert again.epoch == epoch + 1
    again.close()


def test_a_ledger_says_what_it_is_and_when_it_was_last_written(ledger: Ledger, desk: Desk) -> None:
    assert re.fullmatch(r"(SQLite|PostgreSQL) [0-9]+\.[0-9.]+", ledger.server)
    with ledger.read() as conn:
        assert last_written(conn) is None
    desk.deliver("licences", [licence()])
    with ledger.read() as conn:
        assert last_written(conn) == desk.now
    later = desk.now + timedelta(hours=1)
    with ledger.write() as tx:
        note(tx, at=later, actor="王敏", act="clear", target="r1")
    with ledger.read() as conn:
        assert last_written(conn) == later


def test_two_processes_may_set_up_one_ledger(ledger_url: str) -> None:
    """The second waits for the first and finds everything there."""
    opened: list[Ledger] = []

    def open_it() -> None:
        opened.append(Ledger.open(ledger_url))

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({ledger.ledger_id for ledger in opened}) == 1
    assert len(opened) == 4
    for ledger in opened:
        ledger.close()


def test_a_ledger_of_a_newer_release_is_refused(ledger_url: str) -> None:
    ledger = Ledger.open(ledger_url)
    with ledger.write() as tx:
        tx.conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    ledger.close()
    with pytest.raises(GongshiError) as refused:
        Ledger.open(ledger_url)
    assert refused.value.code == "ledger_newer"


def test_without_create_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(GongshiError) as missing:
        Ledger.open(f"sqlite:///{tmp_path}/none/ledger.db", create=False)
    assert missing.value.code == "ledger_missing"
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_no_ledger_unless_made(ledger_url: str, tmp_path: Path) -> None:
    (tmp_path / "ledger.db").touch()
    with pytest.raises(GongshiError) as missing:
        Ledger.open(ledger_url, create=False)
    assert missing.value.code == "ledger_missing"


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    place.write_bytes(b"no database, by no means" * 100)
    with pytest.raises(GongshiError) as unusable:
        Ledger.open(f"sqlite:///{place}")
    assert unusable.value.code == "ledger_unavailable"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(GongshiError) as unusable:
        Ledger.open(f"sqlite:///{tmp_path}/file/ledger.db")
    assert unusable.value.code == "ledger_unavailable"


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(GongshiError) as unavailable:
        Ledger.open("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=5")
    assert unavailable.value.code == "ledger_unavailable"
    assert "nobody@127.0.0.1:1/none" in str(unavailable.value)


def test_an_error_in_the_block_undoes_it(ledger: Ledger) -> None:
    def fail_midway() -> None:
        with ledger.write() as tx:
            tx.changed(1)
            tx.take("subject", 5)
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        fail_midway()
    with ledger.read() as conn:
        assert head(conn) == 0
        assert changes_after(conn, 0, 10) == []
    with ledger.write() as tx:
        assert tx.take("subject") == 1


def test_numbers_taken_one_by_one_are_as_those_taken_together(ledger: Ledger) -> None:
    with ledger.write() as tx:
        assert [tx.take("event"), tx.take("record", 2), tx.take("event", 3), tx.take("event")] == [
            1, 1, 2, 5,
        ]  # fmt: skip
    with ledger.write() as tx:
        assert [tx.take("event"), tx.take("record")] == [6, 3]


def test_our_own_mistakes_are_not_dressed_up(ledger: Ledger) -> None:
    with pytest.raises(Exception, match="no_such_table") as raised, ledger.write() as tx:
        tx.conn.exec_driver_sql("SELECT * FROM no_such_table")
    assert not isinstance(raised.value, GongshiError)


@pytest.mark.postgresql
def test_writers_that_commit_in_reverse_lose_no_change(postgresql_url: str) -> None:
    """Both hold their transaction open; the one begun last commits first and has the lower
    number."""
    ledger = Ledger.open(postgresql_url)
    seen: list[Change] = []

    def follow() -> None:
        with ledger.read() as conn:
            seen.extend(changes_after(conn, seen[-1].no if seen else 0, 100))

    with ExitStack() as first:
        early = first.enter_context(ledger.write())
        early.changed(1, 11)
        early.conn.exec_driver_sql("SELECT 1")
        with ledger.write() as late:
            late.changed(2, 22)
            late.conn.exec_driver_sql("SELECT 1")
            follow()
            assert seen == []
        follow()
        assert [change.subject_id for change in seen] == subject_ids(ledger, 2)
    follow()
    ledger.close()
    ids = ledger.ids
    assert seen == [
        Change(1, ids.subjects.id(2), ids.records.id(22)),
        Change(2, ids.subjects.id(1), ids.records.id(11)),
    ]


@pytest.mark.postgresql
def test_a_writer_waits_for_the_number_another_holds(postgresql_url: str) -> None:
    """Number 2 cannot be committed, nor read, while number 1 is taken and not committed."""
    ledger = Ledger.open(postgresql_url)
    taken, done = threading.Event(), threading.Event()

    def second() -> None:
        with ledger.write() as tx:
            tx.changed(2)
            taken.set()
        done.set()

    with ledger.write() as tx:
        tx.changed(1)
        tx.take_change_numbers()
        writer = threading.Thread(target=second)
        writer.start()
        assert taken.wait(30)
        with ledger.read() as conn:
            blocked = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            while conn.exec_driver_sql(blocked).first() is None:
                assert not done.is_set()
        with ledger.read() as conn:
            assert changes_after(conn, 0, 10) == []
    writer.join()
    with ledger.read() as conn:
        assert [c.subject_id for c in changes_after(conn, 0, 10)] == subject_ids(ledger, 1, 2)
    ledger.close()


def test_on_sqlite_the_second_writer_waits(tmp_path: Path) -> None:
    """BEGIN IMMEDIATE: it has not begun, so it has read nothing that could be stale by then."""
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.db")
    asked, numbers = threading.Event(), list[int]()

    def second() -> None:
        asked.set()
        with ledger.write() as tx:
            numbers.append(head(tx.conn))
            tx.changed(2)

    writer = threading.Thread(target=second)
    with ledger.write() as tx:
        writer.start()
        assert asked.wait(30)
        tx.changed(1)
        tx.take_change_numbers()
        with ledger.read() as conn:
            assert head(conn) == 0
        assert numbers == []
    writer.join()
    assert numbers == [1]
    with ledger.read() as conn:
        assert [c.subject_id for c in changes_after(conn, 0, 10)] == subject_ids(ledger, 1, 2)
        assert changed_subjects(conn, 0, 1) == subject_ids(ledger, 1)
        assert changed_subjects(conn, 0, 2) == subject_ids(ledger, 1, 2)
    ledger.close()


def test_on_sqlite_a_writer_that_waited_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_TIMEOUT_MS", 1)
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.db")
    with ledger.write(), pytest.raises(GongshiError) as busy, ledger.write():
        pass
    assert busy.value.code == "ledger_busy"
    ledger.close()


def test_a_reader_sees_one_moment(desk: Desk) -> None:
    with desk.ledger.read() as conn:
        desk.deliver("licences", [licence()])
        assert head(conn) == 0
        assert changes_after(conn, 0, 10) == []
    with desk.ledger.read() as conn:
        assert head(conn) == 1


def test_a_full_disk_ends_as_a_clear_error_with_nothing_half_done(
    tmp_path: Path, tianjin: City
) -> None:
    """SQLite's own page limit is its 'database or disk is full', as a full file system's."""
    desk = Desk(Ledger.open(f"sqlite:///{tmp_path}/ledger.db"), tianjin)
    desk.deliver("licences", [licence(n) for n in range(1, 20)])
    raw = sqlite3.connect(tmp_path / "ledger.db")
    dump_before = list(raw.iterdump())
    (pages,) = raw.execute("PRAGMA page_count").fetchone()

    def limit(conn: object, value: int) -> None:
        conn.exec_driver_sql(f"PRAGMA max_page_count = {value}")  # type: ignore[attr-defined]

    with desk.ledger._engine.connect() as conn:
        limit(conn, pages + 8)
    rows = [licence(n, content="销售" * 400) for n in range(100, 400)]
    with pytest.raises(GongshiError) as full:
        desk.deliver("licences", rows, digest=b"big", chunk=300)
    assert full.value.code == "disk_full"
    assert "磁盘已满" in full.value.zh
    after = [line for line in raw.iterdump() if "batches" not in line and "counters" not in line]
    before = [line for line in dump_before if "batches" not in line and "counters" not in line]
    assert after == before
    raw.close()

    with desk.ledger._engine.connect() as conn:
        limit(conn, 1_000_000)
    receipt = desk.deliver("licences", rows, digest=b"big", chunk=300, order="2026-05-02")
    assert receipt.batch.counts["added"] == 300
    desk.ledger.close()


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("state", "code"),
    [("53100", "disk_full"), ("40P01", "ledger_busy"), ("57P03", "ledger_unavailable")],
)
def test_what_postgresql_says_is_told_apart(postgresql_url: str, state: str, code: str) -> None:
    """The server raises the very states it has for a full disk, a deadlock and its shutdown."""
    ledger = Ledger.open(postgresql_url)
    statement = f"DO $$ BEGIN RAISE EXCEPTION 'told' USING ERRCODE = '{state}'; END $$"
    with pytest.raises(GongshiError) as told, ledger.write() as tx:
        tx.conn.exec_driver_sql(statement)
    assert told.value.code == code
    ledger.close()


def test_an_error_repeats_no_name(ledger: Ledger) -> None:
    """Neither SQLAlchemy's parameters nor PostgreSQL's detail and context, whichever way the row
    went in."""
    name = "张晓明"
    row = {"subject_no": 404, "origin": "person", "name": name, "since": None, "accepted_at": None}

    def execute(conn: Connection) -> None:
        conn.execute(insert(subject_names), [row])

    def copy(conn: Connection) -> None:
        insert_many(conn, subject_names, [tuple(row.values())] * 10)

    for put in (execute, copy):
        with pytest.raises(DBAPIError) as caught, ledger.write() as transaction:
            put(transaction.conn)
        told = "".join(traceback.format_exception(caught.value))
        assert name not in told
        assert "accepted_at" in told, "what is wrong is said"


@pytest.mark.postgresql
def test_rows_are_found_by_index_whatever_the_server_believes(postgresql_url: str) -> None:
    """Nobody analysed the tables yet: plans made while they were small would be kept."""
    ledger = Ledger.open(postgresql_url)

    def plan(tx: WriteTransaction) -> str:
        wanted, parameters = tx.sql.pairs([(n, n) for n in range(4_000)])
        statement = (
            f"EXPLAIN SELECT k.record_no, r.no FROM {wanted} w JOIN record_keys k "
            "ON k.subject_no = w.a AND k.key_hash = w.b JOIN records r ON r.no = k.record_no"
        )
        rows = tx.conn.exec_driver_sql(tx.sql.text(statement), parameters).scalars()
        return "\n".join(rows)

    with ledger.write() as tx:
        assert "Hash" in plan(tx)
        tx.find_by_index()
        by_index = plan(tx)
    assert "Hash" not in by_index
    assert "Seq Scan" not in by_index
    with ledger.write() as tx:  # of the same connection
        assert "Hash" in plan(tx)
    ledger.close()
