"""Which commits of an ingest wait for the disk (docs/decisions/0041)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from gongshi.indexers.row_chunks import CHUNK
from gongshi.ledger.store import Ledger
from tests.indexers.way_in.taking import MakeRow, Take, WriteFile


@pytest.fixture
def waits() -> Iterator[list[str]]:
    """FULL or NORMAL for every writing transaction, in their order."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("PRAGMA synchronous = "):
            seen.append(statement.rpartition(" ")[2])

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


def test_only_the_chunks_of_an_open_batch_do_not_wait(
    take: Take, licence_row: MakeRow, write_file: WriteFile, waits: list[str]
) -> None:
    path = write_file([licence_row(XK_WSH=f"{n}号") for n in range(2 * CHUNK + 200)])
    waits.clear()
    take("licences", path)
    first, last = waits.index("NORMAL"), len(waits) - 1 - waits[::-1].index("NORMAL")
    assert waits[first : last + 1] == ["NORMAL"] * 3  # two full chunks and a short one
    assert first >= 1  # the batch is opened
    assert waits[-1] == "FULL"  # and closed


def test_a_writer_after_a_chunk_waits_again(ledger: Ledger) -> None:
    def level(*, resumable: bool) -> int:
        with ledger.write(resumable=resumable) as transaction:
            read = transaction.conn.exec_driver_sql("PRAGMA synchronous")
            found: int = read.scalar_one()
            return found

    levels = [level(resumable=resumable) for resumable in (False, True, False)]
    assert levels == [2, 1, 2]
