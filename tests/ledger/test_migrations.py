"""Migrations go up and down on both databases, with a ledger's content in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alembic import command
from sqlalchemy import inspect

from gongshi.cities.city import City
from gongshi.indexers.withholding import withhold
from gongshi.ledger import schema
from gongshi.ledger.akin import filed_as_persons
from gongshi.ledger.store import Ledger
from gongshi.records.model import SubjectKind
from tests.ledger.filing_desk import Desk, name, penalty, register, withdrawal
from tests.ledger.schema_differences import differences

OURS = "0006"


def move(ledger: Ledger, revision: str, *, up: bool) -> None:
    with ledger.write() as tx:
        config = schema.migrations(tx.conn)
        (command.upgrade if up else command.downgrade)(config, revision)


def before(revision: str) -> str:
    known = schema.known_revisions()
    return known[known.index(revision) - 1]


def counters(ledger: Ledger) -> set[str]:
    with ledger.read() as conn:
        return set(conn.exec_driver_sql("SELECT name FROM counters").scalars())


def test_acts_go_down_and_up_again(ledger_url: str, tianjin: City) -> None:
    ledger = Ledger.open(ledger_url)
    desk = Desk(ledger, tianjin)
    desk.deliver("penalties", [penalty()])
    desk.deliver("withdrawals", [withdrawal()])
    withhold(ledger, desk.records()[0].id, by="王敏", now=desk.now, reason="核查")
    held = counters(ledger)
    move(ledger, before(OURS), up=False)
    with ledger.read() as conn:
        names = set(inspect(conn).get_table_names())
        assert schema.current_revision(conn) == before(OURS)
        assert conn.exec_driver_sql("SELECT COUNT(*) FROM withdrawals").scalar_one() == 1
    assert names.isdisjoint({"approvals", "held_rows", "withholdings"})
    assert counters(ledger) == held - {"approval"}
    ledger.close()

    again = Ledger.open(ledger_url)  # a ledger of the release before is brought up when opened
    assert counters(again) == held
    with again.read() as conn:
        assert differences(conn) == []
        assert schema.current_revision(conn) == schema.known_revisions()[-1]
    desk = Desk(again, tianjin, now=datetime.fromisoformat("2026-05-22T08:00:00+00:00"))
    assert [len(one.events) for one in desk.subject().records] == [1]
    assert withhold(again, desk.records()[0].id, by="王敏", now=desk.now, reason="核查")
    again.close()


def test_names_filed_as_persons_go_down_and_up_again(ledger_url: str, tianjin: City) -> None:
    ledger = Ledger.open(ledger_url)
    desk = Desk(ledger, tianjin)
    filed: dict[str, Any] = {"subject_kind": SubjectKind.NATURAL_PERSON, "person_key": "a" * 64}
    desk.deliver("register", [register(1)])
    desk.deliver("penalties", [penalty(1, uscc="", **filed), penalty(2)])

    def origins(opened: Ledger) -> list[str]:
        with opened.read() as conn:
            rows = conn.exec_driver_sql("SELECT origin FROM subject_names ORDER BY subject_no")
            return list(rows.scalars())

    assert origins(ledger) == ["register", "person", "record"]
    move(ledger, before("0010"), up=False)
    assert origins(ledger) == ["register", "record", "record"]
    ledger.close()
    again = Ledger.open(ledger_url)
    assert origins(again) == ["register", "person", "record"]
    with again.read() as conn:
        assert differences(conn) == []
        (found,) = filed_as_persons(conn, Desk(again, tianjin).subject())
    assert found.record.subject_name == name(1)
    again.close()
