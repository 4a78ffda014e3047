"""One person withdraws so many records alone and no more, whoever writes at the same moment."""

from __future__ import annotations

import csv
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gongshi.indexers.accept import Acceptor
from gongshi.indexers.acts import Acted, Deed, act
from gongshi.indexers.ingest import ingest
from gongshi.indexers.own_records import Unit
from gongshi.indexers.receipt import Receipt
from gongshi.indexers.unit_identities import UnitIdentities
from gongshi.indexers.withdrawal_limit import beyond_limit
from gongshi.ledger import approvals
from gongshi.records.model import Severity, Withdrawal
from tests.ledger.filing_desk import Desk, name, penalty, uscc, withdrawal

AUTHORITY = "天津市市场监督管理委员会"
CODE = uscc(77)
DEADLINE = 60.0


@pytest.fixture
def filed(desk: Desk) -> list[str]:
    """Eight penalties of one authority, told with its code; their ids."""
    rows = [
        penalty(number=f"{n}号", content=f"罚款{n}万元", severity=Severity.GENERAL,
                authority_uscc=CODE)
        for n in range(1, 9)
    ]  # fmt: skip
    desk.deliver("penalties", rows)
    second = replace(desk.city.sources["withdrawals"], code="withdrawals-2")
    desk.city = replace(desk.city, sources={**desk.city.sources, second.code: second})
    return [record.id for record in desk.records()]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A file that withdraws the penalties of these numbers."""

    def run(*numbers: int, unit: str = AUTHORITY, code: str = "") -> Path:
        rows = [
            {
                "CX_WSH": f"撤{n}号",
                "CX_SHXYM": uscc(1),
                "CX_MC": name(1),
                "CX_YJLLX": "CF",
                "CX_YWSH": f"{n}号",
                "CX_YJG": AUTHORITY,
                "CX_LX": "撤销",
                "CX_FS": "自行纠正",
                "CX_LY": "证据不足",
                "CX_GKLY": "主要证据不足",
                "CX_JDRQ": "2026-05-19",
                "CX_JDDW": AUTHORITY,
                "CX_LYDW": unit,
                "CX_LYDWDM": code,
            }
            for n in numbers
        ]
        path = tmp_path / f"{'-'.join(map(str, numbers))}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return run


def take(desk: Desk, file: Path, source: str = "withdrawals") -> Receipt:
    return ingest(desk.ledger, desk.city, source, file, now=desk.now, by="王敏")


def command(desk: Desk, records: Sequence[str], unit: Unit = Unit(AUTHORITY)) -> Acted:  # noqa: B008
    columns = {"LX": "撤销", "FS": "自行纠正", "LY": "证据不足", "GKLY": "主要证据不足"}
    decided = {"WSH": "津决〔2026〕1号", "JDRQ": "2026-05-19", "JDDW": AUTHORITY}
    deed = Deed("withdraw", columns | decided, unit)
    return act(desk.ledger, desk.city, deed, records, by="王敏", now=desk.now, source="withdrawals")


def withdrawn(desk: Desk) -> int:
    return sum(
        any(isinstance(event, Withdrawal) for event in one.events) for one in desk.subject().records
    )


@contextmanager
def beside(*works: Callable[[], Any]) -> Iterator[None]:
    """Run them at once; what they raise is raised here."""
    failures: list[BaseException] = []

    def run(work: Callable[[], Any]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  # handed on
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join(DEADLINE)
        assert not thread.is_alive()
    assert failures == []


def test_two_files_at_once_do_not_both_pass(
    desk: Desk, filed: list[str], write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both were counted before either withdrew anything."""
    both_counted = threading.Barrier(2, timeout=DEADLINE)
    accept = Acceptor.accept

    def late(self: Acceptor, *rows: Any, **how: Any) -> Any:
        both_counted.wait()
        return accept(self, *rows, **how)

    monkeypatch.setattr(Acceptor, "accept", late)
    told: list[Receipt] = []
    with beside(
        lambda: told.append(take(desk, write(1, 2, 3))),
        lambda: told.append(take(desk, write(4, 5, 6), "withdrawals-2")),
    ):
        pass
    assert withdrawn(desk) == 3
    assert sorted((one.bulk, one.approval_state) for one in told) == [
        (False, ""), (True, "waiting"),
    ]  # fmt: skip
    with desk.ledger.read() as conn:
        (asked,) = approvals.listed(conn)
    assert (asked.asked_by, asked.rows, asked.open) == ("王敏", 3, 3)


def test_a_file_counts_what_a_command_withdraws_at_the_same_moment(
    desk: Desk, filed: list[str], write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command's transaction is open, and the file was counted, before either is through."""
    command_counted, file_counted = threading.Event(), threading.Event()
    accept, beyond = Acceptor.accept, beyond_limit

    def late(self: Acceptor, *rows: Any, **how: Any) -> Any:
        file_counted.set()
        assert command_counted.wait(DEADLINE)
        return accept(self, *rows, **how)

    def slow(*asked: Any, **how: Any) -> bool:
        decided = beyond(*asked, **how)
        command_counted.set()
        return decided

    monkeypatch.setattr(Acceptor, "accept", late)
    monkeypatch.setattr("gongshi.indexers.acts.beyond_limit", slow)
    told: list[Receipt] = []
    with beside(lambda: told.append(take(desk, write(1, 2, 3)))):
        assert file_counted.wait(DEADLINE)
        acted = command(desk, filed[3:6])
    assert acted.approval == ""
    assert [(one.bulk, one.approval_state) for one in told] == [(True, "waiting")]
    assert withdrawn(desk) == 3


def test_what_comes_between_two_chunks_of_a_delivery_counts(desk: Desk, filed: list[str]) -> None:
    """The first chunk was admitted alone; it goes on counting beside what then waits."""
    rows = [
        withdrawal(document_number=f"撤{n}号", target_document_number=f"{n}号")
        for n in range(1, 5)
    ]  # fmt: skip
    original = Acceptor.accept

    class Between(Acceptor):
        def accept(self, *given: Any, **how: Any) -> Any:
            done = original(self, *given, **how)
            if self._rows_done == 2:
                command(desk, filed[4:6])
            return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.ledger.filing_desk.Acceptor", Between)
        receipt = desk.deliver("withdrawals", rows, chunk=2)
    assert (receipt.batch.counts["applied"], receipt.batch.counts["quarantined"]) == (2, 2)
    assert withdrawn(desk) == 4
    assert command(desk, filed[6:8]).approval  # 2 + 2 stand alone, two more are six


@pytest.mark.parametrize("by_name_first", [True, False])
def test_a_unit_by_its_name_and_by_its_code_is_one(
    desk: Desk, filed: list[str], write: Callable[..., Path], by_name_first: bool
) -> None:
    """What ties them is the record, which names its authority by both."""
    named, coded = {"unit": AUTHORITY}, {"unit": "", "code": CODE}
    first, second = (named, coded) if by_name_first else (coded, named)
    assert not take(desk, write(1, 2, 3, **first)).bulk
    held = take(desk, write(4, 5, 6, **second))
    assert (held.bulk, withdrawn(desk)) == (True, 3)


def test_identities_are_shared_where_a_name_is_known_to_be_a_codes() -> None:
    known = UnitIdentities([Unit("甲局", CODE), Unit("乙局"), Unit("丙局", uscc(3))])
    assert known.of(Unit("甲 局")) == known.of(Unit("", CODE)) == {CODE}
    assert known.of(Unit("甲局", uscc(3))) == {uscc(3)}  # its code says whose it is
    assert known.of(Unit("乙局", "1")) == {"乙局"}
    assert known.of(Unit("")) == frozenset()
    several = UnitIdentities([Unit("甲局", CODE), Unit("甲局", uscc(3))])
    assert several.of(Unit("甲局")) == {CODE, uscc(3)}
