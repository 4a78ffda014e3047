"""The statements of a special report: every cell of what can be known, and none says clean when it
is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from gongshi.cities.sectors import Territory
from gongshi.records.certification import MATTER_NAMES, Matter
from gongshi.records.periods import Period
from gongshi.reports.coverage import Coverage
from gongshi.reports.statements import MatterState, sector_statement, sector_status
from tests.reports.report_cities import sector

ASKED = Period(date(2025, 6, 1), date(2026, 5, 31))
PART = Period(date(2025, 6, 1), date(2025, 8, 31))
UNTIL = date(2026, 5, 31)

COVERAGES = {
    "complete": Coverage(True, (), UNTIL, late=False),
    "complete, late": Coverage(True, (), UNTIL, late=True),
    "beginning missing": Coverage(True, (PART,), UNTIL, late=False),
    "end missing": Coverage(
        True, (Period(date(2026, 5, 1), UNTIL),), date(2026, 4, 30), late=False
    ),
    "end missing, late": Coverage(
        True, (Period(date(2025, 9, 1), UNTIL),), date(2025, 8, 31), late=True
    ),
    "nothing declared": Coverage(True, (ASKED,), None, late=False),
    "not gathered": Coverage(False, (ASKED,), None, late=False),
}
FINDINGS = [(0, 0), (1, 0), (1, 1), (3, 0), (3, 1), (3, 3)]  # found, of them repaired


def cells(matter: Matter) -> Iterator[tuple[bool, MatterState]]:
    """Every state of a matter, and whether all there is of it is known (told here, not asked)."""
    for name, (found, repaired), pending in product(COVERAGES, FINDINGS, (False, True)):
        known = name == "complete" and not pending
        yield known, MatterState(matter, COVERAGES[name], found, repaired, pending)


def clean_claims(text: str) -> set[str]:
    """The matters a text says nothing was found of."""
    claims = re.findall(r"未查询到(.+?)信息。", text)
    return {name for claim in claims for name in claim.split("、")}


def check(states: Sequence[MatterState], known: Sequence[bool], territory: Territory) -> None:
    one = sector(territory=territory, name_zh="生态环境")
    text = sector_statement(one, ASKED, states)
    pairs = list(zip(states, known, strict=True))
    clean = {MATTER_NAMES[s.matter] for s, k in pairs if k and not s.found}
    assert clean_claims(text) == clean
    assert ("未查询到" in text) == bool(clean)
    for state, is_known in pairs:
        name = MATTER_NAMES[state.matter]
        status = "found" if state.found else "not_found" if is_known else "unknown"
        assert state.status == status
        assert (f"{name}{state.found}条" in text) == bool(state.found)
        assert (f"{name}{state.found}条（其中{state.repaired}条已修复）" in text) == bool(
            state.repaired
        )
        gathered = state.coverage.gathered
        assert (f"{name}尚有待核数据。" in text) == (state.pending and gathered)
        whole = state.coverage.gaps == (ASKED,)
        some = gathered and bool(state.coverage.gaps) and not whole
        assert (f"{name}部分期间未归集" in text) == some
        assert (f"{name}数据在该期间未归集" in text) == (gathered and whole)
        if state.coverage.late:
            assert f"{name}数据截至" in text
            assert "报送已逾期" in text
    missing = [s for s, _ in pairs if not s.coverage.gathered]
    assert ("数据未归集。" in text) == bool(missing)
    assert ("不作说明" in text) == (not all(known))
    assert ("的情况不能确定：" in text) == (not clean and not any(s.found for s in states))
    if not all(known):
        said = re.findall(r"对该领域(.+?)信息是否另有记录，本报告不作说明。", text)
        names = [MATTER_NAMES[s.matter] for s, k in pairs if not k]
        assert said == ["、".join(names)]
    territories = {
        Territory.CITY: "数据范围：本市；外省未归集。",
        Territory.NATIONAL: "数据范围：国家下发；除此之外，外省未归集。",
    }
    assert text.endswith(territories[territory])
    any_found = any(s.found for s in states)
    expected = "found" if any_found else "not_found" if all(known) else "unknown"
    assert sector_status(states) == expected


@pytest.mark.parametrize("territory", Territory)
def test_every_cell_of_one_matter(territory: Territory) -> None:
    count = 0
    for known, state in cells(Matter.PENALTY):
        check([state], [known], territory)
        count += 1
    assert count == 7 * 6 * 2


def test_every_pair_of_cells() -> None:
    for (known, state), (other_known, other) in product(
        cells(Matter.PENALTY), cells(Matter.SERIOUS_LIST)
    ):
        check([state, other], [known, other_known], Territory.CITY)


def test_a_known_matter_does_not_speak_for_another() -> None:
    clean = MatterState(Matter.PENALTY, COVERAGES["complete"], 0, 0, pending=False)
    missing = MatterState(Matter.COERCION, COVERAGES["not gathered"], 0, 0, pending=False)
    text = sector_statement(sector(name_zh="税务"), ASKED, [clean, missing])
    assert text == (
        "经查询，该主体在2025年6月1日至2026年5月31日期间，在税务领域未查询到行政处罚信息。"
        "该领域行政强制数据未归集。对该领域行政强制信息是否另有记录，本报告不作说明。"
        "数据范围：本市；外省未归集。"
    )
    assert sector_status([clean, missing]) == "unknown"


def test_one_day_is_one_day() -> None:
    day = Period(UNTIL, UNTIL)
    state = MatterState(Matter.PENALTY, COVERAGES["complete"], 0, 0, pending=False)
    text = sector_statement(sector(name_zh="税务"), day, [state])
    assert text.startswith("经查询，该主体在2026年5月31日期间，在税务领域未查询到行政处罚信息。")


ROW = re.compile(
    r"\| (?P<coverage>[a-z, ]+?) \| (?P<found>\d)(?: \((?P<repaired>\d) repaired\))? "
    r"\| (?P<pending>yes|no) \| (?P<text>.+?) \|"
)


def test_the_table_of_wordings_is_what_is_said() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
    rows = list(ROW.finditer(page))
    assert {row["coverage"] for row in rows} == set(COVERAGES)
    assert len(rows) >= 10
    for row in rows:
        state = MatterState(
            Matter.PENALTY,
            COVERAGES[row["coverage"]],
            int(row["found"]),
            int(row["repaired"] or 0),
            row["pending"] == "yes",
        )
        text = sector_statement(sector(name_zh="生态环境"), ASKED, [state])
        prefix, suffix = (
            "经查询，该主体在2025年6月1日至2026年5月31日期间，",
            "数据范围：本市；外省未归集。",
        )
        assert text.replace(prefix, "… ").removesuffix(suffix) == row["text"]
