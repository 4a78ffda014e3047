"""A cell longer than anything meant by it: the same on both ledgers, and for its own row only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import String

from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.layouts.column import ColumnType
from gongshi.ledger.columns import INDEXED_BYTES
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import metadata
from tests.indexers.way_in.taking import MakeRow, Take, counted, quarantined, subject_of

pytestmark = pytest.mark.slow

#: Each character another one: nothing that an index could compress.
LONG = "".join(chr(0x4E00 + n * 7 % 20_000) for n in range(3_500))
RULE = "name_or_code_too_long"
#: What subjects are found by; every other column takes a cell of any length.
FOUND_BY = {
    "ABNORMAL": {"ENTNAME", "REGNO", "ZZJG"},
    "CF": {"CF_XDR_MC", "CF_XDR_GSZC", "CF_XDR_ZZJG"},
    "CN": {"CN_CNR", "GSZC", "ZZJG"},
    "COERCION": {"QZ_XDR_MC", "GSZC", "ZZJG"},
    "CRIMINAL": {"XS_BGDW", "GSZC", "ZZJG"},
    "HONOUR": {"ZT_MC", "GSZC", "ZZJG"},
    "REGISTER": {"ENTNAME", "HISTORYNAME", "REGNO"},
    "SERIOUS": {"ENTNAME", "REGNO", "ZZJG"},
    "XK": {"XK_XDR_MC", "XK_XDR_GSZC", "XK_XDR_ZZJG"},
}
#: Indexed text columns of the ledger, and why none holds a long text. What comes from a file and is
#: found by is hashed but for the names and identifiers of subjects.
BOUNDED = {
    "names and identifiers, checked at the door": {
        "subject_identifiers.value",
        "subject_names.name",
        "subjects.name",
    },
    "a USCC whose check holds, or the key of a person": {"event_targets.code"},
    "digests": {
        "declared_periods.digest",
        "quarantine.digest",
        "repairs.digest",
        "suspensions.digest",
        "withdrawals.digest",
    },
    "codes of sources in the city's folder": {
        "batches.source",
        "declared_periods.source",
        "quarantine.source",
        "source_keys.source",
    },
    "words and columns of ours": {
        "approvals.state",
        "batch_facts.name",  # of a message's header with at most 200 characters of its own
        "batch_problems.code",
        "batch_problems.field",
        "counters.name",
        "generations.name",
        "leases.name",
        "quarantine.state",
        "reports.number",
        "row_remarks.code",
        "row_remarks.field",
        "subject_identifiers.scheme",
        "subject_names.origin",
    },
}
_SHORT = {ColumnType.DATE, ColumnType.AMOUNT, ColumnType.ENUM, ColumnType.COUNT}
SOURCES = {
    str(source.layout): code for code, source in load_city(shipped_city("tianjin")).sources.items()
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    opened = Ledger.open(url)
    yield opened
    opened.close()


def exactly(size: int) -> str:
    """A text of so many bytes."""
    return LONG[: size // 3] + "a" * (size % 3)


@pytest.mark.parametrize("layout", sorted(SOURCES))
def test_every_column_with_a_long_cell(layout: str, take: Take) -> None:
    columns = LAYOUTS[layout].columns
    plain = {column.code: column.sample for column in columns if not column.forbidden}
    wordy = [one.code for one in columns if not one.forbidden and one.type not in _SHORT]
    rows = [plain, *(plain | {code: LONG} for code in wordy)]
    receipt = take(SOURCES[layout], rows)
    assert sum(receipt.counts.values()) == len(rows)
    told = {problem.field for problem in receipt.problems if problem.code == RULE}
    assert told == FOUND_BY.get(layout, set())


@pytest.mark.parametrize("code", ["XK_XDR_MC", "XK_XDR_GSZC", "XK_XDR_ZZJG"])
def test_as_long_as_an_index_takes(
    take: Take, ledger: Ledger, licence_row: MakeRow, code: str
) -> None:
    rows = [
        licence_row(XK_WSH="一"),
        licence_row(XK_WSH="二", **{code: exactly(INDEXED_BYTES)}),
        licence_row(XK_WSH="三", **{code: exactly(INDEXED_BYTES + 1)}),
    ]
    receipt = take("licences", rows)
    assert counted(receipt) == {"added": 2, "quarantined": 1}
    ((_, rule, field, value),) = quarantined(receipt)
    assert (rule, field, value.lower()) == (RULE, code, LONG[:80])
    assert len(subject_of(ledger).records) == 2


def test_every_indexed_text_of_the_ledger_is_bounded() -> None:
    indexed = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for columns in (table.primary_key.columns, *(one.columns for one in table.indexes))
        for column in columns
        if isinstance(column.type, String)
    }
    assert indexed == set().union(*BOUNDED.values())
