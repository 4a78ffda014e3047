"""Coverage of an asked period, held against sets of days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.ledger.sources import DeclaredPeriod
from gongshi.records.certification import Matter
from gongshi.records.clock import SHANGHAI, midnight
from gongshi.records.periods import Period
from gongshi.reports.coverage import Coverage, coverage_of
from tests.reports.report_cities import UNIT, city_of, penalty_input, sector

FIRST = date(2026, 3, 2)
TODAY = date(2026, 4, 10)
LATER = datetime(2026, 4, 9, 9, tzinfo=SHANGHAI)
#: Whole sources with nothing in the catalogue: a declaration without an item speaks of them.
PLAIN = city_of()


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def period(start: int, end: int) -> Period:
    return Period(day(start), day(end))


def declared(
    start: int, end: int, item: str = "", unit: str = UNIT, at: datetime = LATER, uscc: str = ""
) -> DeclaredPeriod:
    return DeclaredPeriod(item, unit, uscc, period(start, end), 0, "零报送", at)


def asked_of(*declarations: DeclaredPeriod, asked: Period, **fields: object) -> Coverage:
    one = sector(penalty_input(**fields))  # type: ignore[arg-type]  # the fields a test names
    return coverage_of(one, Matter.PENALTY, PLAIN, {"penalties": declarations}, asked, TODAY)


def test_all_of_it_declared_is_complete() -> None:
    covered = asked_of(declared(0, 20), declared(21, 37), asked=period(5, 37))
    assert covered == Coverage(True, (), day(37), late=False)
    assert covered.complete


def test_one_day_short_is_not() -> None:
    covered = asked_of(declared(0, 20), declared(22, 37), asked=period(5, 37))
    assert covered == Coverage(True, (period(21, 21),), day(37), late=False)
    assert not covered.complete


def test_an_overdue_source_is_not_complete_even_where_it_covers() -> None:
    """Daily with seven working days: after 2026-03-20 in time until 2026-03-31."""
    one = sector(penalty_input())
    declarations = {"penalties": [declared(0, 18)]}
    in_time, late = date(2026, 3, 31), date(2026, 4, 1)
    covered = [
        coverage_of(one, Matter.PENALTY, PLAIN, declarations, period(0, 10), today)
        for today in (in_time, late)
    ]
    assert [c.late for c in covered] == [False, True]
    assert [c.complete for c in covered] == [True, False]
    assert covered[1].gaps == ()


def test_a_matter_without_a_source_is_not_gathered() -> None:
    asked = period(0, 3)
    nothing = Coverage(False, (asked,), None, late=False)
    assert coverage_of(sector(), Matter.COERCION, PLAIN, {}, asked, TODAY) == nothing
    empty = sector(covered_since=None)
    assert coverage_of(empty, Matter.PENALTY, PLAIN, {}, asked, TODAY) == nothing


def test_a_source_that_declared_nothing_covers_nothing() -> None:
    asked = period(0, 3)
    assert asked_of(asked=asked) == Coverage(True, (asked,), None, late=False)


def test_nothing_is_covered_before_the_sector_was_gathered() -> None:
    one = sector(penalty_input(), covered_since=day(10))
    declarations = {"penalties": [declared(0, 37)]}
    covered = coverage_of(one, Matter.PENALTY, PLAIN, declarations, period(5, 37), TODAY)
    assert covered.gaps == (period(5, 9),)


def test_a_declaration_knows_nothing_of_the_days_after_it() -> None:
    told_on = datetime(2026, 3, 12, 9, tzinfo=SHANGHAI)
    covered = asked_of(declared(0, 37, at=told_on), asked=period(0, 12))
    assert covered.gaps == (period(11, 12),)
    before_it_began = declared(11, 37, at=told_on - timedelta(days=2))
    assert asked_of(before_it_began, asked=period(0, 3)).until is None


def test_units_are_known_by_name_or_by_code() -> None:
    code = "91110000802100433B"
    by_code = declared(0, 9, unit="某局", uscc=code)
    assert asked_of(by_code, asked=period(0, 9), units=(code,)).gaps == ()
    assert asked_of(by_code, asked=period(0, 9), units=("某 局",)).gaps == ()
    assert asked_of(by_code, asked=period(0, 9), units=("91120101000000017J",)).gaps
    assert asked_of(by_code, asked=period(0, 9)).gaps == (period(0, 9),)


def test_a_whole_source_is_all_the_catalogue_has_of_it() -> None:
    city = city_of(items=("A", "B"))
    for declarations, gaps in (
        ([declared(0, 9, "A"), declared(0, 9, "B")], ()),
        ([declared(0, 9, "A"), declared(0, 8, "B")], (period(9, 9),)),
        ([declared(0, 9)], ()),
    ):
        covered = coverage_of(
            sector(), Matter.PENALTY, city, {"penalties": declarations}, period(0, 9), TODAY
        )
        assert covered.gaps == gaps


_declarations = st.lists(
    st.builds(
        declared,
        start=st.integers(0, 20),
        end=st.integers(0, 30),
        item=st.sampled_from(["", "A", "B"]),
        unit=st.sampled_from(["甲局", "乙局"]),
    ).filter(lambda one: one.period.start <= one.period.end),
    max_size=8,
)


@given(
    declarations=_declarations,
    other=_declarations,
    items=st.sampled_from([(), ("A",), ("A", "B")]),
    units=st.sampled_from([("甲局",), ("甲局", "乙局")]),
    since=st.integers(0, 10),
    start=st.integers(0, 20),
    length=st.integers(0, 15),
)
def test_a_day_is_covered_when_everybody_declared_all_of_it(
    declarations: list[DeclaredPeriod],
    other: list[DeclaredPeriod],
    items: tuple[str, ...],
    units: tuple[str, ...],
    since: int,
    start: int,
    length: int,
) -> None:
    """Two inputs: items of one source, and the whole of another by one unit."""
    one = sector(
        penalty_input(items=items, units=units),
        penalty_input("penalties-samr", units=("乙局",)),
        covered_since=day(since),
    )
    city = city_of(items=("A", "B"))
    known = {"penalties": declarations, "penalties-samr": other}
    asked = period(start, start + length)
    covered = coverage_of(one, Matter.PENALTY, city, known, asked, day(30))

    def holds(moment: date, by: list[DeclaredPeriod], item: str, unit: str) -> bool:
        return any(
            d.unit == unit
            and d.item_code in {"", item}
            and d.period.start <= moment <= d.period.end
            for d in by
        )

    def known_on(moment: date) -> bool:
        return (
            moment >= day(since)
            and all(
                holds(moment, declarations, item, unit)
                for item in items or ("A", "B")
                for unit in units
            )
            and holds(moment, other, "", "乙局")
        )

    missing = {day(n) for n in range(start, start + length + 1) if not known_on(day(n))}
    told = {
        gap.start + timedelta(days=n)
        for gap in covered.gaps
        for n in range((gap.end - gap.start).days + 1)
    }
    assert told == missing
    assert covered.until == max((day(n) for n in range(60) if known_on(day(n))), default=None)
    assert covered.gathered


def test_instants_are_read_as_days_of_shanghai() -> None:
    """00:30 in Shanghai is the day before in UTC."""
    told_on = midnight(day(5)) + timedelta(minutes=30)
    assert asked_of(declared(0, 9, at=told_on), asked=period(5, 5)).gaps == ()
    before = told_on - timedelta(hours=1)
    assert asked_of(declared(0, 9, at=before), asked=period(5, 5)).gaps == (period(5, 5),)


@pytest.mark.parametrize("unit", ["", "乙局"])
def test_another_units_declaration_covers_nothing(unit: str) -> None:
    assert asked_of(declared(0, 9, unit=unit), asked=period(0, 9)).until is None
