"""The examples of docs/search.md are what is found."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from gongshi.search.suggest import suggest
from gongshi.search.vocabulary import Vocabulary

GUIDE = Path(__file__).parents[2] / "docs" / "search.md"
DISTRICTS = {"120101": "和平区", "120104": "南开区"}
VOCABULARY = Vocabulary.of(DISTRICTS)


def rows_behind(mark: str) -> list[list[str]]:
    """Cells of the rows of every table behind a mark."""
    text = GUIDE.read_text(encoding="utf-8")
    found: list[list[str]] = []
    for part in text.split(mark)[1:]:
        table = re.match(r"(?:(?!\n\|).)*?\n((?:\|[^\n]*\n)+)", part, re.DOTALL)
        assert table is not None, mark
        lines = table[1].strip().split("\n")[2:]
        found += [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert found, mark
    return found


@pytest.fixture(scope="module")
def town(new_town: Callable[[], Any], firm: Any, paper: Any) -> Any:
    """The town of the guide."""
    made = new_town()
    codes = {name: code for code, name in DISTRICTS.items()}
    made.settle(
        [
            firm(
                name,
                former=(former,) if former else (),
                codes=(code,) if code else (),
                district=codes[district],
                status=status,
            )
            for _, name, former, code, district, status in rows_behind("asked of this town:\n")
        ],
        [
            paper(
                number,
                matter,
                kind=kind,
                subject=subject,
                code="91320100748204660Q" if subject == "s0" else "",
            )
            for _, number, matter, kind, subject in rows_behind("and of these records:\n")
        ],
    )
    return made


def told(page: Any) -> tuple[str, str]:
    parts = page.reading.parts
    return (
        " ".join(f"{part.role}:{part.text}" for part in parts),
        ", ".join(f"{row.owner} {row.matched_by}" for row in page.rows),
    )


@pytest.mark.parametrize("example", rows_behind("<!-- subjects -->"), ids=lambda cells: cells[0])
def test_subjects(town: Any, example: list[str]) -> None:
    typed, read_as, found = example
    assert told(town.find(typed, vocabulary=VOCABULARY)) == (read_as, found)


@pytest.mark.parametrize("example", rows_behind("<!-- records -->"), ids=lambda cells: cells[0])
def test_records(town: Any, example: list[str]) -> None:
    typed, read_as, found = example
    assert told(town.find_records(typed, vocabulary=VOCABULARY)) == (read_as, found)


@pytest.mark.parametrize("example", rows_behind("<!-- suggestions -->"), ids=lambda cells: cells[0])
def test_suggestions(town: Any, example: list[str]) -> None:
    typed, found = example
    now = datetime.fromisoformat("2026-05-01T00:00:00+00:00")
    rows = asyncio.run(suggest(town.engine, town.tables, typed, first=10, now=now)).rows
    assert ", ".join(row.owner for row in rows) == found


@pytest.mark.parametrize("example", rows_behind("<!-- guesses -->"), ids=lambda cells: cells[0])
def test_guesses(town: Any, example: list[str]) -> None:
    typed, subject, suspicious, numbers, left_out = example
    page = town.find(typed, vocabulary=VOCABULARY, guess=True)
    assert page.rows == ()
    assert orjson.loads(page.did_you_mean.subjects[0].body)["id"] == subject
    slips = [f"{one.place}: {one.typed} → {one.read}" for one in page.did_you_mean.suspicious]
    assert (slips[0].replace(":  →", ": →") if slips else "") == suspicious
    assert ", ".join(page.did_you_mean.numbers) == numbers
    assert ", ".join(page.did_you_mean.left_out) == left_out
