"""A file that withdraws many records waits for a second person: all of it, whatever happens."""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gongshi.cities.city import City
from gongshi.indexers.bulk_withdrawals import approve, refuse
from gongshi.indexers.decided_rows import accept_row
from gongshi.indexers.ingest import ingest
from gongshi.ledger import approvals, quarantine
from gongshi.ledger.audit import acts
from gongshi.ledger.batches import open_batch
from gongshi.ledger.notices import latest_notices
from gongshi.ledger.snapshots import scan_subjects
from gongshi.ledger.store import Ledger
from gongshi.records.problems import GongshiError
from tests.ledger.test_accept_killed import dump as dump_file
from tests.ledger.test_accept_killed import forked

pytestmark = pytest.mark.slow

Row = dict[str, str]
LIMIT = 5
DAY = timedelta(hours=24)


def penalties(make: Callable[..., Row], count: int) -> list[Row]:
    return [
        make(CF_WSH=f"宁环罚〔2026〕{n}号", CF_NR=f"罚款{n}万元", **{"class": "一般"})
        for n in range(1, count + 1)
    ]


def withdrawals(count: int, **changes: str) -> list[Row]:
    return [
        {
            "CX_WSH": f"宁环撤〔2026〕{n}号",
            "CX_SHXYM": "91320100748204660Q",
            "CX_MC": "南京钢铁联合有限公司",
            "CX_YJLLX": "CF",
            "CX_YWSH": f"宁环罚〔2026〕{n}号",
            "CX_YJG": "南京市生态环境局",
            "CX_LX": "撤销",
            "CX_FS": "自行纠正",
            "CX_LY": "证据不足",
            "CX_GKLY": "主要证据不足",
            "CX_JDRQ": "2026/06/02",
            "CX_JDDW": "南京市生态环境局",
            "CX_LYDW": "南京市生态环境局",
        }
        | changes
        for n in range(1, count + 1)
    ]


def withdrawn(ledger: Ledger) -> int:
    with ledger.read() as conn:
        (subject,) = scan_subjects(conn, 0, 10)
        return sum(bool(one.events) for one in subject.records)


def told(receipt: Any) -> tuple[str, bool, str]:
    return receipt.outcome, receipt.bulk, receipt.approval_state


@pytest.fixture
def filed(take: Any, penalty_row: Any) -> Any:
    take("penalties", penalties(penalty_row, 8))
    return take


def test_up_to_the_limit_one_person_is_enough(filed: Any, ledger: Ledger, now: datetime) -> None:
    receipt = filed("withdrawals", withdrawals(LIMIT))
    assert (told(receipt), receipt.counts["applied"]) == (("taken", False, ""), LIMIT)
    assert withdrawn(ledger) == LIMIT
    # rows that are known already do not count again, nor what the unit did long ago
    more = filed("withdrawals", withdrawals(LIMIT + 3), now=now + DAY)
    assert (more.bulk, more.counts["unchanged"], more.counts["applied"]) == (False, LIMIT, 3)


def test_many_small_files_of_a_unit_are_one_large_one(
    filed: Any, ledger: Ledger, city: City, now: datetime
) -> None:
    rows = withdrawals(8)
    assert not filed("withdrawals", rows[:3], by="王敏").bulk
    soon = now + DAY - timedelta(milliseconds=1)
    assert filed("withdrawals", rows[3:6], by="王敏", now=soon, check=True).bulk
    assert not filed("withdrawals", rows[3:6], by="王敏", now=now + DAY, check=True).bulk
    corrected = filed("withdrawals", [row | {"CX_GKLY": "主要事实不清"} for row in rows[:3]])
    assert (corrected.bulk, corrected.counts["corrected"]) == (False, 3)  # takes nothing more back
    held = filed("withdrawals", rows[3:6], by="王敏", now=soon)
    assert (told(held), withdrawn(ledger)) == (("taken", True, "waiting"), 3)
    # what a second person confirmed no longer counts: two more are five
    approve(ledger, city, held.approval, by="李静", now=soon)
    assert not filed("withdrawals", rows[6:], by="王敏", now=soon).bulk
    assert withdrawn(ledger) == 8


def test_each_unit_has_a_window_of_its_own(filed: Any, penalty_row: Any) -> None:
    other = {"CF_CFJG": "南京市应急管理局", "CF_CFJGDM": "", "CF_SJLY": "", "CF_SJLYDM": ""}
    others = [penalty_row(CF_WSH=f"宁应急罚〔2026〕{n}号", **other) for n in range(1, 4)]
    filed("penalties", others)
    named = {"CX_YJG": "南京市应急管理局", "CX_JDDW": "南京市应急管理局", "CX_LYDW": ""}
    theirs = [
        row | {"CX_YWSH": row["CX_YWSH"].replace("环", "应急")} for row in withdrawals(3, **named)
    ]
    assert not filed("withdrawals", withdrawals(LIMIT - 1)).bulk
    receipt = filed("withdrawals", theirs)
    assert (receipt.bulk, receipt.counts["applied"]) == (False, 3)
    assert filed("withdrawals", withdrawals(LIMIT + 1)).bulk


def test_a_city_may_look_at_each_delivery_alone(filed: Any, city: City) -> None:
    alone = replace(city, acts=replace(city.acts, bulk_window=timedelta(0)))
    for rows in (withdrawals(LIMIT), withdrawals(8)[LIMIT:]):
        assert not filed("withdrawals", rows, of=alone).bulk


def test_beyond_it_nothing_happens_until_a_second_person_confirms(
    filed: Any, ledger: Ledger, city: City, now: datetime
) -> None:
    receipt = filed("withdrawals", withdrawals(LIMIT + 1), by="王敏")
    assert told(receipt) == ("taken", True, "waiting")
    assert receipt.counts["applied"] == 0
    assert receipt.quarantined == LIMIT + 1
    text = receipt.text("zh")
    assert "批量撤销，须由另一人确认后执行，此前一条也不撤销。" in text
    assert f"gongshi approvals show {receipt.approval}" in text
    assert "a second person must confirm" in receipt.text("en")
    assert receipt.to_json()["needsSecondPerson"] is True
    assert withdrawn(ledger) == 0
    with ledger.read() as conn:
        (waiting,) = approvals.listed(conn)
        assert (waiting.id, waiting.state, waiting.asked_by, waiting.rows, waiting.open) == (
            receipt.approval, "waiting", "王敏", 6, 6,
        )  # fmt: skip
        assert [row.line for row in approvals.held(conn, waiting)] == [2, 3, 4, 5, 6, 7]
        rules = [f.code for row in quarantine.listed(conn) for f in row.findings]
        assert rules == ["awaits_approval"] * 6
    for same in ("王敏", " 王敏 ", "王 敏"):
        with pytest.raises(GongshiError, match="approval_same_person"):
            approve(ledger, city, receipt.approval, by=same, now=now)
    assert withdrawn(ledger) == 0

    later = now + timedelta(days=2)
    done = approve(ledger, city, receipt.approval, by="李静", now=later, reason="已核对")
    assert (done.state, done.decided_by, done.decided_at, done.open) == ("done", "李静", later, 0)
    assert withdrawn(ledger) == LIMIT + 1
    with ledger.read() as conn:
        assert len(latest_notices(conn)) == LIMIT + 1
        assert quarantine.count_open(conn) == 0
        assert approvals.listed(conn) == []
        assert approvals.listed(conn, pending=False) == [done]
        assert [(a.actor, a.act, a.detail) for a in acts(conn, target=receipt.approval)] == [
            ("李静", "approval.approve", "已核对"),
            ("王敏", "approval.ask", "withdrawals file1.csv"),
        ]
    assert done.batch.counts["applied"] == LIMIT + 1
    with pytest.raises(GongshiError, match="approval_decided"):
        approve(ledger, city, receipt.approval, by="赵六", now=later)
    again = filed("withdrawals", withdrawals(LIMIT + 1), by="王敏")
    assert told(again) == ("duplicate_file", True, "done")
    assert "另一人" not in again.text("zh")


def test_what_is_refused_is_never_withdrawn(
    filed: Any, ledger: Ledger, city: City, now: datetime
) -> None:
    receipt = filed("withdrawals", withdrawals(7), by="王敏")
    done = refuse(ledger, receipt.approval, by="李静", now=now, reason="文书号不符")
    assert (done.state, done.open, done.rows) == ("refused", 0, 7)
    assert withdrawn(ledger) == 0
    with ledger.read() as conn:
        assert quarantine.count_open(conn) == 0
        assert acts(conn)[0].act == "approval.refuse"
    with pytest.raises(GongshiError, match="approval_decided"):
        approve(ledger, city, receipt.approval, by="赵六", now=now)
    with pytest.raises(GongshiError, match="approval_decided"):
        refuse(ledger, receipt.approval, by="赵六", now=now, reason="x")
    assert told(filed("withdrawals", withdrawals(7)))[2] == "refused"


def test_a_check_tells_that_a_second_person_is_needed(filed: Any, ledger: Ledger) -> None:
    assert filed("withdrawals", withdrawals(7), check=True).bulk
    assert not filed("withdrawals", withdrawals(5), check=True).bulk
    with ledger.read() as conn:
        assert approvals.listed(conn) == []


def test_a_record_that_has_not_come_counts_too(take: Any, penalty_row: Any, ledger: Ledger) -> None:
    """Else many withdrawals sent ahead would strike whatever comes, and nobody had looked."""
    take("penalties", penalties(penalty_row, 1))
    assert take("withdrawals", withdrawals(8)[1:]).bulk
    take("penalties", penalties(penalty_row, 8))
    assert withdrawn(ledger) == 0


def test_the_limit_is_the_citys(filed: Any, city: City) -> None:
    none = replace(city, acts=replace(city.acts, bulk_withdrawals=0))
    assert filed("withdrawals", withdrawals(1), of=none).bulk


def test_held_rows_are_checked_like_any_when_they_are_carried_out(
    filed: Any, ledger: Ledger, city: City, now: datetime
) -> None:
    rows = withdrawals(6)
    rows[0]["CX_LYDW"] = "南京市公安局"  # not its record
    rows[1]["CX_YWSH"] = "没有的号"
    receipt = filed("withdrawals", rows, by="王敏")
    done = approve(ledger, city, receipt.approval, by="李静", now=now)
    assert (done.state, done.open) == ("done", 0)
    assert withdrawn(ledger) == 4
    with ledger.read() as conn:
        rules = sorted(f.code for row in quarantine.listed(conn) for f in row.findings)
    assert rules == ["not_own_record", "target_not_found"]


def test_held_rows_cannot_be_decided_one_by_one(
    filed: Any, ledger: Ledger, city: City, now: datetime
) -> None:
    filed("withdrawals", withdrawals(6), by="王敏")
    with ledger.read() as conn:
        row = quarantine.listed(conn)[0]
        record = scan_subjects(conn, 0, 1)[0].records[0].record.id
    with pytest.raises(GongshiError) as refused:
        accept_row(ledger, city, row.id, "about", record, by="王敏", now=now, reason="x")
    assert refused.value.code == "row_not_decidable"
    assert "approvals" in refused.value.zh


def test_a_request_of_an_unfinished_file_waits_for_its_end(
    filed: Any, ledger: Ledger, city: City, now: datetime
) -> None:
    opened = open_batch(ledger, source="withdrawals", file_name="半.csv", file_digest=b"x", now=now)
    with ledger.write() as tx:
        approvals.ask(tx, opened.batch, by="王敏", at=now)
    with ledger.read() as conn:
        (waiting,) = approvals.listed(conn)
    with pytest.raises(GongshiError, match="approval_unfinished_file"):
        approve(ledger, city, waiting.id, by="李静", now=now)
    with pytest.raises(GongshiError, match="approval_unfinished_file"):
        refuse(ledger, waiting.id, by="李静", now=now, reason="x")
    with pytest.raises(GongshiError, match="unknown_id"):
        approve(ledger, city, "a00000000", by="李静", now=now)


def test_two_persons_who_confirm_at_once_carry_it_out_once(
    filed: Any, ledger: Ledger, city: City, now: datetime
) -> None:
    receipt = filed("withdrawals", withdrawals(8), by="王敏")
    told: list[str] = []

    def work(who: str) -> None:
        try:
            told.append(approve(ledger, city, receipt.approval, by=who, now=now).decided_by)
        except GongshiError as error:
            told.append(error.code)

    threads = [threading.Thread(target=work, args=(who,)) for who in ("甲", "乙", "丙", "丁")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.read() as conn:
        done = approvals.find(conn, receipt.approval)
        decisions = [a for a in acts(conn) if a.act == "approval.approve"]
    assert {one for one in told if one != "approval_decided"} == {done.decided_by}
    assert [a.actor for a in decisions] == [done.decided_by]
    assert done.batch.counts["applied"] == 8


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_killed_in_between_and_run_again_it_is_the_same(
    tmp_path: Path,
    city: City,
    now: datetime,
    write_file: Any,
    penalty_row: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both the taking in of the file and the carrying out of the decision."""
    monkeypatch.setattr("gongshi.indexers.bulk_withdrawals.AT_ONCE", 2)
    place = tmp_path / "before.db"
    before = Ledger.open(f"sqlite:///{place}", ledger_id="test")
    ingest(before, city, "penalties", write_file(penalties(penalty_row, 7)), now=now)
    before.close()
    file = write_file(withdrawals(7))

    def work_on(copy: Path) -> None:
        ledger = Ledger.open(f"sqlite:///{copy}", ledger_id="test")
        receipt = ingest(ledger, city, "withdrawals", file, now=now, by="王敏")
        if receipt.approval_state != "done":
            approve(ledger, city, receipt.approval, by="李静", now=now)
        ledger.close()

    whole = Path(shutil.copy(place, tmp_path / "whole.db"))
    status, statements = forked(lambda: work_on(whole), 0)
    assert status == 0
    wanted = dump_file(whole)
    for point in sorted(random.Random(3).sample(range(1, statements + 1), 16)):
        copy = Path(shutil.copy(place, tmp_path / f"{point}.db"))
        status, _ = forked(lambda copy=copy: work_on(copy), point)  # type: ignore[misc]
        assert os.WTERMSIG(status) == signal.SIGKILL
        status, _ = forked(lambda copy=copy: work_on(copy), 0)  # type: ignore[misc]
        assert status == 0
        assert dump_file(copy) == wanted, point
