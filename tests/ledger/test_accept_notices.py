"""Public notices of withdrawn penalties: of what was public only, and about nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from gongshi.indexers.withdrawal_notices import NEUTRAL_REASON
from gongshi.ledger.notices import WithdrawalNotice, latest_notices, notices_behind
from gongshi.records.model import DisclosureMode, Penalty, Severity, SubjectKind, Withdrawal
from tests.ledger.filing_desk import (
    NOW,
    Desk,
    counted,
    name,
    penalty,
    register,
    repair,
    uscc,
    withdrawal,
)

PUBLIC: dict[str, Any] = {"severity": Severity.GENERAL}


def shown(**fields: Any) -> Penalty:
    return penalty(**{**PUBLIC, **fields})


def notices(desk: Desk) -> list[WithdrawalNotice]:
    with desk.ledger.read() as conn:
        return latest_notices(conn)


def reason_of(desk: Desk, reason: str) -> str:
    desk.deliver("withdrawals", [withdrawal(public_reason=reason)])
    (notice,) = notices(desk)
    return notice.reason


def test_the_withdrawal_of_a_penalty_is_explained_apart_from_it(desk: Desk) -> None:
    desk.deliver("withdrawals", [withdrawal()])
    assert notices(desk) == []
    desk.deliver("penalties", [shown()])
    # It waited for the penalty, which is public until the withdrawal's day.
    assert notices(desk) == [WithdrawalNotice("天津市人民政府", "主要证据不足", date(2026, 9, 1))]
    desk.deliver("withdrawals", [withdrawal(public_reason="适用法律错误")])
    assert [one.reason for one in notices(desk)] == ["适用法律错误"]


@pytest.mark.parametrize("fields", [{"kind": "误报撤回"}, {"public_reason": ""}])
def test_withdrawals_without_a_public_explanation(desk: Desk, fields: dict[str, str]) -> None:
    desk.deliver("penalties", [shown()])
    desk.deliver("withdrawals", [withdrawal(**fields)])
    assert notices(desk) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"mode": DisclosureMode.SECRET},
        {"mode": DisclosureMode.SHARED},
        {"severity": Severity.MINOR},
        {"severity": None},
        {"decision_date": date(2015, 5, 1)},
        {"withdrawn_by_source": True},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_never_was_public_has_no_notice(desk: Desk, fields: dict[str, Any]) -> None:
    desk.deliver("penalties", [shown(**fields)])
    desk.deliver("withdrawals", [withdrawal()])
    assert [type(event) for event in desk.subject().records[0].events] == [Withdrawal]
    assert notices(desk) == []


def test_a_persons_penalty_has_no_notice(desk: Desk) -> None:
    whom: dict[str, Any] = {"uscc": "", "person_key": "hmac:1"}
    desk.deliver("penalties", [shown(subject_kind=SubjectKind.NATURAL_PERSON, **whom)])
    receipt = desk.deliver("withdrawals", [withdrawal(**whom)])
    assert counted(receipt) == {"applied": 1}
    assert notices(desk) == []


def test_what_came_after_its_withdrawals_day_has_no_notice(desk: Desk) -> None:
    """Accepted on 2026-05-20 and withdrawn as of a day before, or of that very day."""
    for number, day in (("甲1号", date(2026, 5, 19)), ("乙2号", date(2026, 5, 20))):
        desk.deliver("penalties", [shown(number=number, content=f"罚款{number}")])
        row = withdrawal(target_document_number=number, document_number="", decision_date=day)
        desk.deliver("withdrawals", [row])
    assert notices(desk) == []
    desk.deliver("penalties", [shown(number="丙3号", content="罚款丙")])
    row = withdrawal(target_document_number="丙3号", decision_date=date(2026, 5, 21))
    desk.deliver("withdrawals", [row])
    assert [one.day for one in notices(desk)] == [date(2026, 5, 21)]


def test_what_was_repaired_since_was_public_before(desk: Desk) -> None:
    desk.deliver("penalties", [shown()])
    desk.now = NOW + timedelta(days=100)
    desk.deliver("repairs", [repair()])
    desk.deliver("withdrawals", [withdrawal()])
    assert len(notices(desk)) == 1


def test_one_notice_for_all_copies_of_a_decision(desk: Desk) -> None:
    """The copy that was public counts, the other one's names are taken out too."""
    desk.deliver("penalties", [shown(severity=None)])
    desk.deliver("penalties-samr", [shown(source="penalties-samr", subject_name="曾用名甲厂")])
    assert reason_of(desk, "原决定对曾用名甲厂不当") == "原决定对××不当"


def test_a_notice_of_a_row_corrected_in_the_same_file_is_that_of_the_later(desk: Desk) -> None:
    desk.deliver("penalties", [shown()])
    desk.deliver("withdrawals", [withdrawal(public_reason=one) for one in ("甲", "乙")])
    assert [one.reason for one in notices(desk)] == ["乙"]


# --- what a reason may not tell ---


def about_the_firm(text: str) -> str:
    """A text with the firm's own name and code in their places, the code full-width too."""
    wide = "".join(chr(ord(character) + 0xFEE0) for character in uscc(1))
    return text.replace("NAME", name(1)).replace("CODE", uscc(1)).replace("WIDE", wide)


@pytest.mark.parametrize(
    ("reason", "public"),
    [
        ("主要证据不足", "主要证据不足"),
        ("对NAME(CODE)津市罚〔2026〕1号决定证据不足", "对××(××)××决定证据不足"),
        ("津市罚【2026】 1 号违法", "××违法"),
        ("津市罚﹝2026﹞1号、津撤[2026]1号", "××、××"),
        ("代码WIDE有误", "代码××有误"),
        ("本决定2026年第1号无依据", NEUTRAL_REASON),
        ("原2026年1月作出的认定不当", "原2026年1月作出的认定不当"),
        ("联系电话13812345678", "联系电话138****5678"),
    ],
)
def test_reasons(desk: Desk, reason: str, public: str) -> None:
    desk.deliver("penalties", [shown()])
    assert reason_of(desk, about_the_firm(reason)) == public


def test_every_name_and_person_of_the_subject_is_taken_out(desk: Desk) -> None:
    desk.deliver("register", [register(name="天津甲乙钢铁有限公司", legal_representative="张示例")])
    newer: dict[str, Any] = {"name": "天津丙丁钢铁有限公司", "approved_date": date(2025, 6, 1)}
    desk.deliver("register", [register(**newer, legal_representative="李示例")])
    filed = "天津戊己（集团）钢铁有限公司"
    desk.deliver("penalties", [shown(subject_name=filed, legal_representative="王示例")])
    reason = (
        "天津甲乙钢铁有限公司、天津丙丁钢铁有限公司、天津戊己集团钢铁有限公司"
        "的张示例、李示例、王示例陈述"
    )
    assert reason_of(desk, reason) == "××、××、××的张某、李某、王某陈述"


@pytest.mark.parametrize("hint", ["海河乳業有限公司天津", "海河公司"])
def test_a_reason_that_still_tells_is_none(desk: Desk, hint: str) -> None:
    """By the 字号 alone, whatever stands around it."""
    desk.deliver("penalties", [shown(subject_name="天津海河乳业有限公司")])
    assert reason_of(desk, f"对{hint}的认定不当") == NEUTRAL_REASON


def test_the_unit_names_nobody_either(desk: Desk) -> None:
    desk.deliver("penalties", [shown()])
    row = withdrawal()
    assert isinstance(row.event, Withdrawal)
    desk.deliver(
        "withdrawals", [replace(row, event=replace(row.event, authority=f"{name(1)}主管"))]
    )
    assert [one.unit for one in notices(desk)] == ["××主管"]


# --- their order ---


def test_notices_of_a_day_stand_in_no_order_of_acceptance(desk: Desk) -> None:
    numbers = [f"津市罚〔2026〕{n}号" for n in range(101, 121)]
    desk.deliver("penalties", [shown(number=number, content=number) for number in numbers])
    reasons = [f"理由{chr(0x4E00 + n)}" for n in range(20)]
    rows = [
        withdrawal(target_document_number=number, document_number=f"撤{n}", public_reason=reason)
        for n, (number, reason) in enumerate(zip(numbers, reasons, strict=True))
    ]
    # one person may withdraw so many here
    desk.city = replace(desk.city, acts=replace(desk.city.acts, bulk_withdrawals=len(rows)))
    desk.deliver("withdrawals", rows)
    found = notices(desk)
    assert {one.reason for one in found} == set(reasons)
    assert [one.reason for one in found] not in (reasons, reasons[::-1])
    places = [one.place for one in found]
    assert places == sorted(places)
    walked: list[WithdrawalNotice] = []
    with desk.ledger.read() as conn:
        while page := notices_behind(
            conn, date.max, *([(walked[-1].day, walked[-1].place)] if walked else []), limit=3
        ):
            walked += page
        assert notices_behind(conn, date(2026, 8, 31)) == []
    assert walked == found
