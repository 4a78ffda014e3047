"""``gongshi ingest``: one file of one source into the ledger.

The file is read twice: once to its end without keeping anything (encoding, shape, digest:
whatever makes the whole file unusable is found before a row is taken in), then row by row in
chunks of 1,000, one ledger transaction each. Chunks are cut by row number, so a run that was
killed is resumed by ingesting the same file again, and ends with the same ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from gongshi.cities.city import City, Source
from gongshi.indexers.accept import Acceptor
from gongshi.indexers.bulk_withdrawals import ask_for
from gongshi.indexers.declared_rows import check_row_counts
from gongshi.indexers.file_account import FileAccount
from gongshi.indexers.gc_pause import gc_between
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.layouts.column import Layout
from gongshi.indexers.mapping import LayoutHeader, RowMap, map_header
from gongshi.indexers.readers.files import survey_file
from gongshi.indexers.readers.raw import Survey
from gongshi.indexers.receipt import Head, Outcome, Receipt, Tally
from gongshi.indexers.row_chunks import chunks, chunks_beside, get_ready
from gongshi.indexers.rows import ParsedRow
from gongshi.indexers.validate import Delivery, instant_text
from gongshi.indexers.withdrawal_limit import is_bulk
from gongshi.ledger.approvals import of_batch
from gongshi.ledger.batches import open_batch, receipt
from gongshi.ledger.outcomes import note_facts
from gongshi.ledger.store import Ledger
from gongshi.records.clock import day_of
from gongshi.records.dates import parse_date
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError

#: Layouts of what happens now and then: a file of them without rows is a delivery like any other.
_OCCASIONAL: Final = frozenset({"REPAIR", "WITHDRAWAL", "SUSPENSION"})

#: Called after every chunk with the rows done and the rows of the file.
ProgressCallback = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that can be taken in: what it is and how its rows are read."""

    source: Source
    layout: Layout
    survey: Survey
    row_map: RowMap
    item: str  # "" for none
    period: Period | None

    @property
    def everywhere(self) -> frozenset[tuple[str, str]]:
        """(Rule, column) of remarks that every row has: on columns the file does not have."""
        lacking = {column.code for column in self.layout.columns} - self.row_map.present
        return frozenset(("required_missing", code) for code in lacking)

    def head(self) -> Head:
        """What its receipt begins with."""
        account = FileAccount.of(self.survey, self.row_map)
        tally = Tally(self.everywhere)
        source = self.source.code
        return Head(source, self.layout, self.survey, account, self.item, self.period, tally)


def ingest(
    ledger: Ledger,
    city: City,
    source_code: str,
    path: Path,
    *,
    now: datetime,
    item: str | None = None,
    period: Period | None = None,
    sent_at: datetime | None = None,
    city_key: bytes | None = None,
    by: str = "",
    check: bool = False,
    progress: ProgressCallback | None = None,
) -> Receipt:
    """Take a file in, or with ``check`` only say what would be found in it (the ledger is not
    touched).

    ``item`` and ``period`` declare what the delivery covers; a file of filings without rows is
    taken only with a period (零报送). ``sent_at``: when the unit sent it (default ``now``); an
    older delivery never overwrites a newer one. ``by``: who delivers; a bulk withdrawal waits for
    another person (``bulk_withdrawals``). ``city_key``: for natural persons' ID numbers, see
    ``cells.person_key``. Raises GongshiError for a file that cannot be used as a whole; nothing
    of it is taken in then.
    """
    if not check:
        get_ready(find_source(city, source_code).layout, [path])
    file = prepare(city, source_code, path, item=item, period=period)
    if check:
        return check_prepared(ledger, city, file, now=now, city_key=city_key, progress=progress)
    return ingest_prepared(
        ledger,
        city,
        file,
        now=now,
        sent_at=sent_at,
        city_key=city_key,
        by=by,
        progress=progress,
    )


def prepare(
    city: City, source_code: str, path: Path, *, item: str | None = None, period: Period | None
) -> Prepared:
    """Everything that can make a whole file unusable, looked at before a row of it is taken in.
    Raises GongshiError."""
    source = find_source(city, source_code)
    layout = LAYOUTS[source.layout]
    survey = survey_file(path, LayoutHeader(layout), source.delimiter)
    item = _item(survey, item or "")
    check_item(city, source, item)
    # A document without rows has no header at all.
    header = survey.header if survey.rows or survey.header else layout.key + layout.any_of
    row_map = map_header(layout, header)
    if not survey.rows and period is None and source.layout not in _OCCASIONAL:
        raise GongshiError("file_without_rows", file=path.name)
    complete = period is not None or source.delivery == "full"
    if complete and survey.total not in (None, survey.rows):
        raise GongshiError("total_differs", file=path.name, total=survey.total, rows=survey.rows)
    if complete and (left := [sheet.name for sheet in survey.passed_over if sheet.table]):
        raise GongshiError("sheets_left_out", file=path.name, sheets="、".join(left))
    return Prepared(source, layout, survey, row_map, item, period)


def prepare_all(
    city: City,
    source_code: str,
    paths: Sequence[Path],
    name: str,
    *,
    item: str | None = None,
    period: Period | None,
) -> list[Prepared]:
    """Files that belong together (the members of an archive), called ``name``, each as
    ``prepare``; a period is declared with the last one only, when all of them are there. Raises
    GongshiError ``archive_of_full`` when each would remove what the others hold."""
    prepared = [prepare(city, source_code, path, item=item, period=period) for path in paths]
    full = prepared[0].source.delivery == "full"
    if full and len(prepared) > 1:
        raise GongshiError("archive_of_full", file=name, count=len(prepared), source=source_code)
    return [replace(one, period=None) for one in prepared[:-1]] + prepared[-1:]


def check_prepared(
    ledger: Ledger | None,
    city: City,
    file: Prepared,
    *,
    now: datetime,
    city_key: bytes | None = None,
    bulk: bool | None = None,
    progress: ProgressCallback | None = None,
) -> Receipt:
    """Say what would be found in a file; nothing is written. ``ledger`` None: there is none yet."""
    head = file.head()
    for done, rows in checked_chunks(ledger, city, file, now=now, city_key=city_key):
        head.tally.add(rows)
        if progress is not None:
            progress(done, file.survey.rows)
    if bulk is None:
        bulk = withdraws_many(ledger, city, [file], now=now, city_key=city_key)
    return replace(head.receipt("checked", None), bulk=bulk)


def checked_chunks(
    ledger: Ledger | None,
    city: City,
    file: Prepared,
    *,
    now: datetime,
    city_key: bytes | None = None,
) -> Iterator[tuple[int, Sequence[ParsedRow]]]:
    """The rows of a file as they would be taken in, with the number of rows done behind them."""
    delivery = Delivery(city, file.source, now, instant_text(now), file.item, city_key or b"")
    for done, rows in chunks(file.survey, delivery, file.row_map, 0):
        checked = rows if ledger is None else check_row_counts(ledger, file.layout, rows)
        yield done, checked


def ingest_prepared(
    ledger: Ledger,
    city: City,
    file: Prepared,
    *,
    now: datetime,
    sent_at: datetime | None = None,
    city_key: bytes | None = None,
    by: str = "",
    bulk: bool | None = None,
    progress: ProgressCallback | None = None,
) -> Receipt:
    """Take in a file that was prepared, as ``ingest`` does. ``bulk``: whether it waits for a second
    person (see ``withdraws_many``); None: as it would alone."""
    source, layout, survey, row_map = file.source, file.layout, file.survey, file.row_map
    path, item, period = survey.facts.path, file.item, file.period
    head = file.head()
    opened = open_batch(
        ledger,
        source=source.code,
        file_name=path.name,
        file_digest=survey.facts.digest,
        now=now,
        delivery=source.delivery,
        order=instant_text(sent_at or now),
        item_code=item,
        unit=source.unit,
        unit_uscc=source.unit_uscc,
        period=period,
        by=by,
    )
    if opened.outcome == "duplicate_file":
        return _with_approval(ledger, head, "duplicate_file", opened.batch.no)
    batch = opened.batch
    with ledger.write() as transaction:
        note_facts(transaction, batch.no, head.account.noted())
    delivery = Delivery(city, source, now, batch.order, batch.item_code, city_key or b"")
    if not batch.rows_done:
        if bulk is None:
            bulk = withdraws_many(ledger, city, [file], now=now, city_key=city_key)
        if bulk:
            ask_for(ledger, batch, by=by, now=now)
    acceptor = Acceptor(ledger, city, batch, now, by=by, everywhere=file.everywhere)
    all_rows = gc_between(chunks_beside(survey, delivery, row_map, batch.rows_done))
    with closing(all_rows) as parsed:
        for done, rows in parsed:
            checked = check_row_counts(ledger, layout, rows)
            result = acceptor.accept(checked, rows_done=done)
            head.tally.add(checked)
            head.tally.note(result.findings)
            if progress is not None:
                progress(done, survey.rows)
    acceptor.finish()
    outcome: Outcome = "taken" if opened.outcome == "new" else "resumed"
    return _with_approval(ledger, head, outcome, batch.no)


def withdraws_many(
    ledger: Ledger | None,
    city: City,
    files: Sequence[Prepared],
    *,
    now: datetime,
    city_key: bytes | None = None,
) -> bool:
    """Whether files that came together would withdraw more than one person may alone."""
    if files[0].layout.code != "WITHDRAWAL":
        return False
    rows = (
        chunk
        for file in files
        for _, chunk in checked_chunks(ledger, city, file, now=now, city_key=city_key)
    )
    return is_bulk(ledger, city, rows, now=now)


def _with_approval(ledger: Ledger, head: Head, outcome: Outcome, batch_no: int) -> Receipt:
    with ledger.read() as conn:
        given = head.receipt(outcome, receipt(conn, batch_no))
        return given.with_approval(of_batch(conn, batch_no))


def _item(survey: Survey, asked: str) -> str:
    """The item a message names in its header; it must be the one asked for."""
    stated = dict(survey.message).get("item", "")
    if stated and asked and stated != asked:
        raise GongshiError("item_differs", file=survey.facts.path.name, stated=stated, item=asked)
    return asked or stated


def find_source(city: City, code: str) -> Source:
    """A source of the city by its code. Raises GongshiError ``source_unknown``."""
    source = city.sources.get(code)
    if source is None:
        raise GongshiError("source_unknown", source=code, known="、".join(city.sources))
    return source


def check_item(city: City, source: Source, item: str) -> None:
    """An item must stand in the catalogue, under this source. Raises GongshiError
    ``item_unknown``."""
    if item and (item not in city.items or city.items[item].source != source.code):
        raise GongshiError("item_unknown", item=item, source=source.code)


def read_period(text: str, now: datetime) -> Period:
    """``FROM..TO`` as days, both included, not beyond today. Raises GongshiError
    ``period_invalid``."""
    start_text, dots, end_text = text.partition("..")
    try:
        start, end = parse_date(start_text), parse_date(end_text)
    except ValueError:
        start = end = None
    if not dots or start is None or end is None or end < start or end > day_of(now):
        raise GongshiError("period_invalid", value=text)
    return Period(start, end)
