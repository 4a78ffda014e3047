"""Making a source's match keys anew after its TOML changed them: else corrections would find
nothing."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import insert, select, update

from gongshi.cities.city import Source
from gongshi.indexers.matching import MatchKeys
from gongshi.ledger.snapshots import load_numbered
from gongshi.ledger.sql import insert_many, run_many
from gongshi.ledger.store import Ledger, WriteTransaction
from gongshi.ledger.tables import record_keys, source_keys

AT_ONCE: Final = 500


def ensure_keys(ledger: Ledger, source: Source) -> None:
    """Bring ``record_keys`` of the source in line with its match and suspect keys; killed midway,
    it begins again."""
    wanted = json.dumps([source.match_keys, source.suspect_keys], separators=(",", ":"))
    statement = select(source_keys.c.match_keys).where(source_keys.c.source == source.code)
    with ledger.read() as conn:
        held = conn.execute(statement).scalar_one_or_none()
    if held == wanted:
        return
    if held is not None:
        after: int | None = 0
        while after is not None:
            with ledger.write() as tx:
                tx.lock_acceptance()
                after = _rekey_some(tx, source, after)
    with ledger.write() as tx:
        tx.lock_acceptance()
        if tx.conn.execute(statement).first() is None:
            tx.conn.execute(insert(source_keys).values(source=source.code, match_keys=wanted))
            return
        tx.conn.execute(
            update(source_keys).where(source_keys.c.source == source.code).values(match_keys=wanted)
        )


def _rekey_some(tx: WriteTransaction, source: Source, after: int) -> int | None:
    """Rekey the next records above a number; the number reached, None at the end."""
    sql = tx.sql
    rows = tx.conn.exec_driver_sql(
        sql.text(
            "SELECT no, subject_no, digest FROM records WHERE source = ? AND no > ? "  # noqa: S608
            f"ORDER BY no LIMIT {AT_ONCE}"
        ),
        (source.code, after),
    ).all()
    if not rows:
        return None
    loaded = load_numbered(tx.conn, [row[0] for row in rows])
    run_many(
        tx.conn,
        sql.text("DELETE FROM record_keys WHERE subject_no = ? AND record_no = ?"),
        [(subject_no, number) for number, subject_no, _ in rows],
    )
    keys = MatchKeys(source)
    made: list[tuple[int, int, int]] = []
    for number, subject_no, digest in rows:
        places = keys.places(loaded[number], sql.read_bytes(digest))
        made += [(subject_no, value, number) for value in places.all]
    insert_many(tx.conn, record_keys, sorted(made))
    last: int = rows[-1][0]
    return last
