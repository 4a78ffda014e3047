"""What a complete (full) delivery leaves out is gone, if the delivery can be trusted to be
complete."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, Literal

from gongshi.cities.city import Source
from gongshi.indexers.accept_chunk import Chunk
from gongshi.ledger.tables import VERSION_TABLES, absences
from gongshi.records.folding import fold_cached
from gongshi.records.identifiers import clean_code, organisation_code_of
from gongshi.records.kinds import BY_LAYOUT

#: Numbers looked through in one transaction.
AT_ONCE: Final = 10_000
_USCC_LENGTH: Final = 18
_Owner = Literal["records", "register_heads"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is removed: a code of the catalogue and what belongs into its sentence."""

    code: str
    value: str = ""


def owner_of(source: Source) -> _Owner | None:
    """The table whose rows a delivery of the source can leave out."""
    if source.layout in BY_LAYOUT:
        return "records"
    return "register_heads" if source.layout == "REGISTER" else None


def refusal(chunk: Chunk, source: Source) -> Refusal | None:
    """None when the absences of the batch may be taken for removals."""
    owner = owner_of(source)
    batch = chunk.batch
    if owner is None or batch.delivery != "full":
        return Refusal("")
    newer = (
        "SELECT 1 FROM batches WHERE source = ? AND delivery = 'full' AND state = 'done' "
        "AND item_code = ? AND order_value > ? LIMIT 1"
    )
    if _first(chunk, newer, (batch.source, batch.item_code, batch.order)) is not None:
        return Refusal("full_older")
    unknown = "SELECT 1 FROM quarantine WHERE batch_no = ? AND code = '' AND name = '' LIMIT 1"
    if _first(chunk, unknown, (batch.no,)) is not None:
        return Refusal("full_incomplete")
    scope, item = _scope(chunk, source)
    present = f"SELECT COUNT(*) FROM {owner} o WHERE o.source = ? AND NOT o.gone{scope}"  # noqa: S608
    total = _first(chunk, present, (batch.source, *item))
    unmet = f"{present} AND o.seen_batch <> ?"
    missing = _first(chunk, unmet, (batch.source, *item, batch.no))
    if total and missing / total > source.full_drop_limit:
        return Refusal("full_drop_exceeded", f"{missing / total:.1%}")
    return None


def remove(chunk: Chunk, source: Source, after: int) -> int | None:
    """Mark what is missing among the next numbers above ``after`` as gone; the number reached, None
    at the end.

    Nothing of a subject that a quarantined row of this batch may concern is removed.
    """
    owner = owner_of(source)
    assert owner is not None
    key = "no" if owner == "records" else "subject_no"
    last = _first(chunk, f"SELECT MAX({key}) FROM {owner}", ()) or 0  # noqa: S608
    if after >= last:
        return None
    until = after + AT_ONCE
    scope, item = _scope(chunk, source)
    batch = chunk.batch
    # A delivery without an order of its own is the newest.
    newer, order = (" AND o.order_value <= ?", (batch.order,)) if batch.order else ("", ())
    statement = chunk.tx.sql.text(
        f"SELECT o.{key}, o.subject_no FROM {owner} o "  # noqa: S608
        f"WHERE o.source = ? AND NOT o.gone{scope}{newer} AND o.seen_batch <> ? "
        f"AND o.{key} > ? AND o.{key} <= ? ORDER BY o.{key}"
    )
    missing = chunk.tx.conn.exec_driver_sql(
        statement, (batch.source, *item, *order, batch.no, after, until)
    ).all()
    spared = _concerned(chunk, {subject_no for _, subject_no in missing})
    rows = [row for row in missing if row[1] not in spared]
    gone = [(True, row[0]) for row in rows]
    chunk.run(f"UPDATE {owner} SET gone = ? WHERE {key} = ?", gone)  # noqa: S608
    if owner == "records" and rows:
        first = chunk.tx.take("event", len(rows))
        chunk.insert(
            absences,
            [
                (number, row[0], True, chunk.now, batch.no)
                for number, row in enumerate(rows, start=first)
            ],
        )
    for number, subject_no in rows:
        chunk.tx.changed(subject_no, number if owner == "records" else None)
    chunk.counts["removed"] += len(rows)
    return until


def _concerned(chunk: Chunk, subjects: Collection[int]) -> set[int]:
    """Those of the subjects that a quarantined row of the batch may concern: it bears one of their
    codes (an organisation code also as part of a USCC) or one of their names, former ones too."""
    if not subjects:
        return set()
    statement = chunk.tx.sql.text(
        "SELECT DISTINCT code, folded_name FROM quarantine WHERE batch_no = ?"
    )
    quarantined = chunk.tx.conn.exec_driver_sql(statement, (chunk.batch.no,)).all()
    if not quarantined:
        return set()
    codes = {clean_code(code) for code, _ in quarantined if code}
    codes |= {organisation_code_of(code) for code in codes if len(code) == _USCC_LENGTH}
    names = {name for _, name in quarantined if name}
    owners = chunk.among("SELECT subject_no FROM subject_identifiers WHERE", "value", codes)
    found = {row[0] for row in owners}
    for called in (
        chunk.among("SELECT no, name FROM subjects WHERE", "no", subjects),
        chunk.among("SELECT subject_no, name FROM subject_names WHERE", "subject_no", subjects),
    ):
        found |= {number for number, name in called if fold_cached(name) in names}
    return found


def _scope(chunk: Chunk, source: Source) -> tuple[str, tuple[str, ...]]:
    """A delivery declared for one item says nothing of the source's other items."""
    item = chunk.batch.item_code
    if not item or source.layout == "REGISTER":
        return "", ()
    versions = VERSION_TABLES[BY_LAYOUT[source.layout].kind].name
    held = (
        f" AND EXISTS (SELECT 1 FROM {versions} v WHERE v.record_no = o.no "  # noqa: S608
        "AND v.version = o.version AND v.item_code = ?)"
    )
    return held, (item,)


def _first(chunk: Chunk, statement: str, parameters: tuple[Any, ...]) -> Any:
    return chunk.tx.conn.exec_driver_sql(chunk.tx.sql.text(statement), parameters).scalar()
