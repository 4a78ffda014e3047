"""Acts on single records: as the unit's file would do it, in one transaction, audited."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongshi.cities.city import City
from gongshi.indexers.acts import Acted, Deed, Verb, act
from gongshi.indexers.own_records import Unit
from gongshi.ledger import approvals, quarantine
from gongshi.ledger.audit import acts
from gongshi.ledger.batches import latest_batches
from gongshi.ledger.changes import head
from gongshi.ledger.notices import latest_notices
from gongshi.ledger.store import Ledger
from gongshi.records.model import (
    Repair,
    RepairResult,
    RepairScope,
    Severity,
    SubjectKind,
    Suspension,
    Withdrawal,
)
from gongshi.records.problems import GongshiError
from tests.ledger.filing_desk import NOW, Desk, counted, licence, penalty, uscc
from tests.ledger.test_accept_killed import dump, forked

pytestmark = pytest.mark.slow

AUTHORITY = "天津市市场监督管理委员会"
COLUMNS: dict[Verb, dict[str, str]] = {
    "withdraw": {"LX": "撤销", "FS": "自行纠正", "LY": "证据不足", "GKLY": "主要证据不足"},
    "repair": {"JG": "准予修复", "FW": "终止公示", "LY": "已履行"},
    "suspend": {"DZ": "暂停公示", "LY": "诉讼期间停止执行", "QSRQ": "2026-05-20"},
    "resume": {"DZ": "恢复公示", "LY": "诉讼终结", "QSRQ": "2026-05-20"},
}


def deed(verb: Verb, unit: str = AUTHORITY, **columns: str) -> Deed:
    decided = {"WSH": "津决〔2026〕1号", "JDRQ": "2026-05-19", "JDDW": AUTHORITY}
    return Deed(verb, {**COLUMNS[verb], **decided, **columns}, Unit(unit))


def do(desk: Desk, what: Deed, records: Sequence[str], by: str = "王敏", **more: Any) -> Acted:
    return act(desk.ledger, desk.city, what, records, by=by, now=desk.now, **more)


def outcomes(acted: Acted) -> list[str]:
    return [one.outcome for one in acted.done]


def filed(desk: Desk, *rows: Any) -> list[str]:
    desk.deliver("penalties", list(rows) or [penalty(severity=Severity.GENERAL)])
    return [record.id for record in desk.records()]


def refused(desk: Desk, what: Deed, record: str, **more: Any) -> str:
    with desk.ledger.read() as conn:
        before = head(conn), len(acts(conn)), len(latest_batches(conn))
    with pytest.raises(GongshiError) as problem:
        do(desk, what, [record], **more)
    with desk.ledger.read() as conn:
        assert (head(conn), len(acts(conn)), len(latest_batches(conn))) == before
    return problem.value.code


def test_a_record_is_withdrawn_with_its_notice_and_its_audit(desk: Desk) -> None:
    (record,) = filed(desk)
    acted = do(desk, deed("withdraw"), [record])
    assert outcomes(acted) == ["applied"]
    (event,) = desk.subject().records[0].events
    assert event == Withdrawal(
        kind="撤销",
        decision_date=date(2026, 5, 19),
        document_number="津决〔2026〕1号",
        authority=AUTHORITY,
        public_reason="主要证据不足",
        sequence=1,
    )
    with desk.ledger.read() as conn:
        # its day is before the penalty was accepted here: it never was public, so nothing is told
        assert latest_notices(conn) == []
        (noted,) = acts(conn, target=record)
        batch = latest_batches(conn)[0]
    assert (noted.actor, noted.act, noted.detail) == (
        "王敏",
        "withdraw",
        "津决〔2026〕1号 证据不足",
    )
    assert (batch.id, batch.state, batch.source) == (acted.batch, "done", "withdrawals")
    assert batch.counts["applied"] == batch.rows_done == 1


def test_a_withdrawal_of_what_was_public_is_explained(desk: Desk) -> None:
    (record,) = filed(desk)
    desk.later(days=3)
    do(desk, deed("withdraw", JDRQ="2026-05-22"), [record])
    with desk.ledger.read() as conn:
        (notice,) = latest_notices(conn)
    assert (notice.unit, notice.reason, notice.day) == (
        AUTHORITY,
        "主要证据不足",
        date(2026, 5, 22),
    )


def test_the_same_act_again_leaves_nothing_behind(desk: Desk) -> None:
    (record,) = filed(desk)
    do(desk, deed("withdraw"), [record])
    with desk.ledger.read() as conn:
        before = head(conn), len(acts(conn)), len(latest_batches(conn))
    again = do(desk, deed("withdraw"), [record], by="李静")
    assert (outcomes(again), again.batch) == (["unchanged"], "")
    with desk.ledger.read() as conn:
        assert (head(conn), len(acts(conn)), len(latest_batches(conn))) == before


def test_an_act_is_corrected_under_its_own_document(desk: Desk) -> None:
    (record,) = filed(desk)
    do(desk, deed("withdraw"), [record])
    assert outcomes(do(desk, deed("withdraw", LX="误报撤回"), [record])) == ["corrected"]
    (event,) = desk.subject().records[0].events
    assert isinstance(event, Withdrawal)
    assert event.kind == "误报撤回"
    other = deed("withdraw", WSH="津决〔2026〕2号")
    assert refused(desk, other, record) == "already_withdrawn"
    assert refused(desk, deed("repair", WSH="津修1"), record) == "already_withdrawn"
    assert refused(desk, deed("suspend"), record) == "already_withdrawn"


def test_repairs_are_granted_marked_and_taken_back(desk: Desk) -> None:
    (record,) = filed(desk)
    assert refused(desk, deed("repair", JG="撤销修复"), record) == "nothing_to_revoke"
    marked = do(desk, deed("repair", FW="标注", WSH="标1"), [record])
    assert outcomes(marked) == ["applied"]
    assert refused(desk, deed("repair", JG="撤销修复"), record) == "nothing_to_revoke"
    granted = do(desk, deed("repair", WSH="修1"), [record])
    assert [f.code for f in granted.done[0].warnings] == ["repair_early"]
    revoked = do(desk, deed("repair", WSH="修1", JG="撤销修复", SXRQ="2026-06-01"), [record])
    assert [f.code for f in revoked.done[0].warnings] == []
    events = desk.subject().records[0].events
    assert [(e.result, e.scope) for e in events if isinstance(e, Repair)] == [
        (RepairResult.GRANTED, RepairScope.MARK),
        (RepairResult.GRANTED, RepairScope.END_PUBLICATION),
        (RepairResult.REVOKED, RepairScope.END_PUBLICATION),
    ]
    with desk.ledger.read() as conn:
        assert [(one.act, one.target) for one in acts(conn)] == [("repair", record)] * 3


def test_a_suspension_is_resumed_while_it_lasts(desk: Desk) -> None:
    (record,) = filed(desk)
    assert refused(desk, deed("resume"), record) == "nothing_to_resume"
    do(desk, deed("suspend", QSRQ="2026-05-20", JSRQ="2026-05-25"), [record])
    assert refused(desk, deed("resume", QSRQ="2026-05-19"), record) == "nothing_to_resume"
    assert refused(desk, deed("resume", QSRQ="2026-05-26"), record) == "nothing_to_resume"
    resumed = deed("resume", QSRQ="2026-05-25", WSH="恢1")
    assert outcomes(do(desk, resumed, [record])) == ["applied"]
    assert outcomes(do(desk, resumed, [record])) == ["unchanged"]  # though nothing is suspended
    again = deed("resume", QSRQ="2026-05-25", WSH="恢2")
    assert refused(desk, again, record) == "nothing_to_resume"
    assert len([e for e in desk.subject().records[0].events if isinstance(e, Suspension)]) == 2


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (deed("withdraw", JDRQ="2026-05-21"), "act_in_future"),
        (deed("withdraw", JDRQ="2026-05-10"), "act_before_decision"),
        (deed("withdraw", SXRQ="2026-05-10"), "act_before_decision"),
        (deed("repair", JDRQ="2026-05-21"), "act_in_future"),
        (deed("repair", SXRQ="2006-05-19"), "act_before_decision"),
        (deed("suspend", QSRQ="2026-05-10"), "act_before_decision"),
        (deed("suspend", JSRQ="2026-05-19"), "act_unusable"),
        (deed("withdraw", JDRQ="昨天"), "act_unusable"),
        (deed("withdraw", unit="天津市生态环境局"), "record_of_another_unit"),
        (deed("suspend", unit="", JDDW="天津市高级人民法院"), "record_of_another_unit"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(desk: Desk, what: Deed, code: str) -> None:
    (record,) = filed(desk)
    assert refused(desk, what, record) == code


def test_days_at_the_edges_are_taken(desk: Desk) -> None:
    (record,) = filed(desk)
    assert outcomes(do(desk, deed("suspend", JDRQ="2026-05-20"), [record])) == ["applied"]
    from_the_first = deed("repair", SXRQ="2026-05-11")
    assert outcomes(do(desk, from_the_first, [record])) == ["applied"]
    today_and_later = deed("withdraw", JDRQ="2026-05-11", SXRQ="2030-01-01")
    assert outcomes(do(desk, today_and_later, [record])) == ["applied"]


def test_records_that_are_not_there(desk: Desk) -> None:
    (record,) = filed(desk)
    for missing in ("r00000000", "91120101000000013J", ""):
        assert refused(desk, deed("withdraw"), missing) == "unknown_id"
    with pytest.raises(GongshiError, match="unknown_id"):
        do(desk, deed("withdraw"), [record, "r00000000"])
    assert desk.subject().records[0].events == ()  # all or none


def test_the_source_of_an_act_is_found_or_asked_for(desk: Desk) -> None:
    (record,) = filed(desk)
    own = replace(desk.city.sources["withdrawals"], code="w2", unit=AUTHORITY, filed_by="unit")
    desk.city = replace(desk.city, sources={**desk.city.sources, "w2": own})
    other = deed("withdraw", unit="天津市生态环境局")
    assert refused(desk, other, record) == "event_source_unclear"
    assert refused(desk, deed("withdraw"), record, source="none") == "source_unknown"
    assert refused(desk, deed("withdraw"), record, source="repairs") == "event_source_unclear"
    do(desk, deed("withdraw"), [record])
    with desk.ledger.read() as conn:
        assert latest_batches(conn)[0].source == "w2"


def test_two_records_of_one_number_are_told_apart(desk: Desk) -> None:
    rows = [penalty(violation_type="甲", content="一"), penalty(violation_type="乙", content="二")]
    desk.source("penalties", same_key_in_file="distinct")
    desk.deliver("penalties", rows)
    first, second = desk.subject().records
    assert outcomes(do(desk, deed("withdraw"), [second.record.id])) == ["applied"]
    assert [len(one.events) for one in desk.subject().records] == [0, 1]
    assert outcomes(do(desk, deed("withdraw"), [first.record.id])) == ["applied"]
    assert [len(one.events) for one in desk.subject().records] == [1, 1]
    both = do(desk, deed("withdraw"), [first.record.id, second.record.id])
    assert outcomes(both) == ["unchanged", "unchanged"]
    # Told apart, each strikes the copy of its own decision that comes later.
    copy = replace(second.record, source="penalties-samr", id="", subject_id="", accepted_at=None)
    assert counted(desk.deliver("penalties-samr", [copy])) == {"added": 1, "applied": 1}
    struck = [one.events[0].sequence for one in desk.subject().records]
    assert len(set(struck)) == 3


def test_records_that_no_text_tells_apart_are_acted_on_each(desk: Desk) -> None:
    desk.source("penalties", same_key_in_file="distinct")
    desk.deliver("penalties", [penalty(remark="甲"), penalty(remark="乙")])
    ids = [one.record.id for one in desk.subject().records]
    for record in ids:  # the second is no correction of the first
        assert outcomes(do(desk, deed("repair"), [record])) == ["applied"]
    assert [len(one.events) for one in desk.subject().records] == [1, 1]
    assert outcomes(do(desk, deed("repair"), ids)) == ["unchanged", "unchanged"]


@pytest.mark.parametrize("number", ["", "无文号"])
def test_a_record_without_a_number_is_reached_by_its_id(desk: Desk, number: str) -> None:
    (record,) = filed(desk, penalty(number=number, severity=Severity.GENERAL))
    assert outcomes(do(desk, deed("withdraw"), [record])) == ["applied"]
    assert isinstance(desk.subject().records[0].events[0], Withdrawal)


def test_copies_of_a_decision_are_struck_with_it(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("penalties-samr", [penalty(source="penalties-samr")])
    _, copy = desk.subject().records
    do(desk, deed("withdraw"), [copy.record.id])
    assert [len(one.events) for one in desk.subject().records] == [1, 1]
    desk.deliver("licences", [licence()])
    held = [one.record.id for one in desk.subject().records]
    assert outcomes(do(desk, deed("suspend"), held[2:])) == ["applied"]


def test_a_persons_record_is_acted_on_by_its_id(desk: Desk) -> None:
    key = "ab" * 32
    person = penalty(
        uscc="", subject_kind=SubjectKind.NATURAL_PERSON, subject_name="张样", person_key=key
    )
    desk.deliver("penalties", [person])
    record = desk.ledger.ids.records.id(1)
    assert outcomes(do(desk, deed("withdraw"), [record])) == ["applied"]
    assert outcomes(do(desk, deed("withdraw"), [record])) == ["unchanged"]


def test_two_persons_who_withdraw_one_record_at_once(desk: Desk) -> None:
    """One of them comes first; the other is told, and there is one withdrawal."""
    (record,) = filed(desk)
    told: list[str] = []

    def work(number: int) -> None:
        try:
            one = do(
                desk, deed("withdraw", WSH=f"津决〔2026〕{number}号"), [record], by=f"人{number}"
            )
            told.append(one.done[0].outcome)
        except GongshiError as error:
            told.append(error.code)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["already_withdrawn"] * 3 + ["applied"]
    assert len(desk.subject().records[0].events) == 1


def test_more_records_than_one_person_may_withdraw_wait(desk: Desk) -> None:
    records = filed(desk, *[penalty(number=f"罚{n}") for n in range(6)])
    five = do(desk, deed("withdraw"), records[:5])
    assert (outcomes(five), five.approval) == (["applied"] * 5, "")
    desk.later(hours=24)
    desk.deliver("penalties", [penalty(number=f"新{n}", content=f"新{n}") for n in range(6)])
    fresh = [record.id for record in desk.records()][6:]
    asked = do(desk, deed("withdraw"), [*records[:5], *fresh])
    assert outcomes(asked) == ["unchanged"] * 5 + ["held"] * 6
    assert [len(one.events) for one in desk.subject().records[6:]] == [0] * 6
    again = do(desk, deed("withdraw"), fresh, by="李静")
    assert (outcomes(again), again.approval, again.batch) == (["held"] * 6, asked.approval, "")
    with desk.ledger.read() as conn:
        (request,) = approvals.listed(conn)
        assert (request.id, request.rows, request.asked_by) == (asked.approval, 6, "王敏")
        assert quarantine.count_open(conn) == 6
    assert outcomes(do(desk, deed("suspend"), fresh)) == ["applied"] * 6  # only withdrawals


def test_one_record_after_the_other_is_many_all_the_same(desk: Desk) -> None:
    records = filed(desk, *[penalty(number=f"罚{n}") for n in range(7)])
    for record in records[:5]:
        assert outcomes(do(desk, deed("withdraw"), [record])) == ["applied"]
    corrected = do(desk, deed("withdraw", LY="主要事实不清", LX="变更"), [records[0]])
    assert outcomes(corrected) == ["corrected"]  # a correction takes nothing more back
    sixth = do(desk, deed("withdraw"), [records[5]])
    assert (outcomes(sixth), bool(sixth.approval)) == (["held"], True)
    desk.later(hours=24, milliseconds=-1)
    assert outcomes(do(desk, deed("withdraw"), [records[6]])) == ["held"]
    desk.later(milliseconds=1)
    desk.deliver("penalties", [penalty(number="新", content="新")])
    assert outcomes(do(desk, deed("withdraw"), [desk.records()[7].id])) == ["applied"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_killed_at_any_statement_an_act_is_whole_or_not_at_all(
    tmp_path: Path, tianjin: City
) -> None:
    place = tmp_path / "before.db"
    desk = Desk(Ledger.open(f"sqlite:///{place}", ledger_id="test"), tianjin)
    records = filed(desk, *[penalty(n, number=f"罚{n}", uscc=uscc(1)) for n in range(3)])
    desk.ledger.close()
    before = dump(place)

    def work_on(copy: Path) -> None:
        ledger = Ledger.open(f"sqlite:///{copy}", ledger_id="test")
        act(ledger, tianjin, deed("withdraw"), records, by="王敏", now=NOW)
        ledger.close()

    whole = Path(shutil.copy(place, tmp_path / "whole.db"))
    status, statements = forked(lambda: work_on(whole), 0)
    assert status == 0
    after = dump(whole)
    for point in range(1, statements + 1, max(1, statements // 10)):
        copy = Path(shutil.copy(place, tmp_path / f"{point}.db"))
        status, _ = forked(lambda copy=copy: work_on(copy), point)  # type: ignore[misc]
        assert os.WTERMSIG(status) == signal.SIGKILL
        assert dump(copy) == before
        status, _ = forked(lambda copy=copy: work_on(copy), 0)  # type: ignore[misc]
        assert status == 0
        assert dump(copy) == after
