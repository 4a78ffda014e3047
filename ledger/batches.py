"""Batches: one file (or push) of one source, from its first row to its receipt; and the periods
declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, func, insert, select, update

from gongshi.ledger.audit import note
from gongshi.ledger.ids import Ids
from gongshi.ledger.store import Ledger, WriteTransaction
from gongshi.ledger.tables import COUNTS, batch_problems, batches, declared_periods
from gongshi.records.clock import from_ms, to_ms
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError

Delivery = Literal["delta", "full"]
#: open: rows come in; settling: deferred rows are decided; removing: absences of a full delivery.
State = Literal["open", "settling", "removing", "done", "failed"]
UNFINISHED: Final = ("open", "settling", "removing")


@dataclass(frozen=True, slots=True)
class Batch:
    """One delivery being taken in, or taken in."""

    no: int
    id: str
    source: str
    item_code: str
    unit: str
    unit_uscc: str
    period: Period | None
    file_name: str
    file_digest: bytes
    delivery: Delivery
    order: str  # of the delivery as a whole; compares as text
    state: State
    problem: str
    problem_value: str
    opened_at: datetime
    finished_at: datetime | None
    rows_done: int  # rows of the file already taken in: where to resume
    cursor: int  # how far the present phase came
    counts: Mapping[str, int]  # by ``tables.COUNTS``


@dataclass(frozen=True, slots=True)
class Opened:
    """``duplicate_file``: this very file was taken in completely before; its batch changes
    nothing."""

    batch: Batch
    outcome: Literal["new", "resumed", "duplicate_file"]


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How many rows of a batch bear a finding (warnings and quarantine rules)."""

    code: str
    field: str
    rows: int


@dataclass(frozen=True, slots=True)
class BatchReceipt:
    """What became of a delivery.

    ``batch.counts``: rows ``added``, ``corrected``, ``unchanged``, ``duplicate``, ``older``,
    ``quarantined``; events ``applied`` or ``waiting``; ``declared`` periods; records ``removed``
    and ``returned``. ``batch.problem``: "" or why it failed or removed nothing (a code of the
    catalogue).
    """

    batch: Batch
    problems: tuple[ProblemCount, ...]


def open_batch(
    ledger: Ledger,
    *,
    source: str,
    file_name: str,
    file_digest: bytes,
    now: datetime,
    delivery: Delivery = "delta",
    order: str = "",
    item_code: str = "",
    unit: str = "",
    unit_uscc: str = "",
    period: Period | None = None,
    by: str = "",
) -> Opened:
    """Begin a delivery, or find it again after a crash. ``by``: who sent it, for the audit; "" of
    one that no person sent.

    A file whose bytes were taken in completely for this source is a ``duplicate_file``: its rows
    are not looked at again, only a period not yet declared with it is noted. Raises ``batch_open``
    while another file of the source is unfinished (see ``indexers.accept.abandon``).
    """
    with ledger.write() as transaction:
        transaction.lock_acceptance()
        conn = transaction.conn
        taken = _taken_completely(conn, source, file_digest)
        if taken is not None:
            batch = _batch(conn, taken)
            if period is not None:
                declare(
                    transaction,
                    batch,
                    now,
                    item_code=item_code,
                    period=period,
                    row_count=batch.rows_done,
                )
            return Opened(batch, "duplicate_file")
        statement = select(batches).where(batches.c.source == source)
        unfinished = conn.execute(statement.where(batches.c.state.in_(UNFINISHED))).one_or_none()
        if unfinished is not None:
            if unfinished.file_digest != file_digest:
                raise GongshiError("batch_open", source=source, file=unfinished.file_name)
            return Opened(_batch(conn, unfinished), "resumed")
        batch = begin(
            transaction,
            source=source,
            file_name=file_name,
            file_digest=file_digest,
            now=now,
            delivery=delivery,
            order=order,
            item_code=item_code,
            unit=unit,
            unit_uscc=unit_uscc,
            period=period,
        )
        if by:
            detail = f"{source} {file_name}"
            note(transaction, at=now, actor=by, act="ingest", target=batch.id, detail=detail)
        return Opened(batch, "new")


def begin(
    transaction: WriteTransaction,
    *,
    source: str,
    file_name: str,
    file_digest: bytes,
    now: datetime,
    delivery: Delivery = "delta",
    order: str = "",
    item_code: str = "",
    unit: str = "",
    unit_uscc: str = "",
    period: Period | None = None,
) -> Batch:
    """A new delivery, open, in the transaction of the first that happens to it."""
    number = transaction.take("batch")
    transaction.conn.execute(
        insert(batches).values(
            no=number,
            source=source,
            item_code=item_code,
            unit=unit,
            unit_uscc=unit_uscc,
            period_from=None if period is None else period.start,
            period_to=None if period is None else period.end,
            file_name=file_name,
            file_digest=file_digest,
            delivery=delivery,
            order_value=order,
            state="open",
            problem="",
            problem_value="",
            opened_at=to_ms(now),
            touched_at=to_ms(now),
            finished_at=None,
        )
    )
    return load_batch(transaction.conn, number)


def load_batch(conn: Connection, number: int) -> Batch:
    return _batch(conn, _row(conn, number))


def find_batch(conn: Connection, id_: str) -> Batch | None:
    number = Ids.of(conn).batches.number(id_)
    row = conn.execute(select(batches).where(batches.c.no == number)).one_or_none()
    return None if row is None else _batch(conn, row)


def latest_batches(conn: Connection, *, source: str = "", limit: int = 50) -> list[Batch]:
    """The newest first."""
    statement = select(batches).order_by(batches.c.no.desc()).limit(limit)
    if source:
        statement = statement.where(batches.c.source == source)
    return [_batch(conn, row) for row in conn.execute(statement)]


def unfinished_batch(conn: Connection, source: str) -> Batch | None:
    """The delivery of a source that was begun and not ended."""
    statement = select(batches).where(batches.c.source == source, batches.c.state.in_(UNFINISHED))
    row = conn.execute(statement).one_or_none()
    return None if row is None else _batch(conn, row)


def receipt(conn: Connection, number: int) -> BatchReceipt:
    statement = (
        select(batch_problems.c.code, batch_problems.c.field, batch_problems.c.rows)
        .where(batch_problems.c.batch_no == number, batch_problems.c.rows > 0)
        .order_by(batch_problems.c.code, batch_problems.c.field)
    )
    problems = tuple(ProblemCount(*row) for row in conn.execute(statement))
    return BatchReceipt(load_batch(conn, number), problems)


def declare(
    transaction: WriteTransaction,
    batch: Batch,
    now: datetime,
    *,
    item_code: str,
    period: Period,
    row_count: int,
) -> bool:
    """Note the period a batch itself covers; False when that was noted before."""
    known = select(declared_periods.c.no).where(
        declared_periods.c.batch_no == batch.no,
        declared_periods.c.item_code == item_code,
        declared_periods.c.period_from == period.start,
        declared_periods.c.period_to == period.end,
    )
    if transaction.conn.execute(known).first() is not None:
        return False
    transaction.conn.execute(
        insert(declared_periods).values(
            no=transaction.take("period"),
            batch_no=batch.no,
            source=batch.source,
            item_code=item_code,
            unit=batch.unit,
            unit_uscc=batch.unit_uscc,
            period_from=period.start,
            period_to=period.end,
            row_count=row_count,
            kind="",
            declared_at=to_ms(now),
            digest="",
        )
    )
    return True


def advance(
    transaction: WriteTransaction,
    batch_no: int,
    *,
    expected: tuple[str, int, int],
    changed: Mapping[str, int | str | None],
    counts: Mapping[str, int],
    problems: Mapping[tuple[str, str], int],
) -> None:
    """Move a batch on in the transaction that did the work.

    ``expected`` is (state, rows_done, cursor) as the caller knows them: raises ``batch_taken`` when
    another process moved the batch meanwhile, and the caller's work is undone with it.
    """
    state, rows_done, cursor = expected
    values: dict[str, Any] = dict(changed)
    for name, count in counts.items():
        if count:
            values[name] = batches.c[name] + count
    statement = (
        update(batches)
        .where(
            batches.c.no == batch_no,
            batches.c.state == state,
            batches.c.rows_done == rows_done,
            batches.c.cursor == cursor,
        )
        .values(**values)
    )
    if transaction.conn.execute(statement).rowcount != 1:
        raise GongshiError("batch_taken", batch=Ids.of(transaction.conn).batches.id(batch_no))
    if problems:
        transaction.conn.exec_driver_sql(
            transaction.sql.text(
                "INSERT INTO batch_problems (batch_no, code, field, rows) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (batch_no, code, field) "
                "DO UPDATE SET rows = batch_problems.rows + excluded.rows"
            ),
            [(batch_no, code, field, rows) for (code, field), rows in sorted(problems.items())],
        )


def _taken_completely(conn: Connection, source: str, file_digest: bytes) -> Row[Any] | None:
    """The first batch of this file. One whose removals were refused may be tried again while it is
    the newest."""
    statement = (
        select(batches)
        .where(batches.c.source == source, batches.c.state == "done")
        .order_by(batches.c.no)
    )
    same = conn.execute(statement.where(batches.c.file_digest == file_digest)).all()
    if not same:
        return None
    newest: int = conn.execute(
        select(func.max(batches.c.no)).where(batches.c.source == source, batches.c.state == "done")
    ).scalar_one()
    if same[-1].no == newest and same[-1].problem:
        return None
    return same[0]


def _row(conn: Connection, number: int) -> Row[Any]:
    return conn.execute(select(batches).where(batches.c.no == number)).one()


def _batch(conn: Connection, row: Row[Any]) -> Batch:
    period = None
    if row.period_from is not None and row.period_to is not None:
        period = Period(row.period_from, row.period_to)
    return Batch(
        no=row.no,
        id=Ids.of(conn).batches.id(row.no),
        source=row.source,
        item_code=row.item_code,
        unit=row.unit,
        unit_uscc=row.unit_uscc,
        period=period,
        file_name=row.file_name,
        file_digest=bytes(row.file_digest),
        delivery=row.delivery,
        order=row.order_value,
        state=row.state,
        problem=row.problem,
        problem_value=row.problem_value,
        opened_at=from_ms(row.opened_at),
        finished_at=None if row.finished_at is None else from_ms(row.finished_at),
        rows_done=row.rows_done,
        cursor=row.cursor,
        counts={name: row._mapping[name] for name in COUNTS},
    )
