"""The ledger's door: opening a database, one consistent reading, one writing transaction.

SQLite (WAL) by default, PostgreSQL in production. Every writing transaction on SQLite begins with
``BEGIN IMMEDIATE``: one that reads first and writes later fails at once when another wrote
meanwhile, however long the busy timeout.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    create_engine,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from gongshi.ledger import schema
from gongshi.ledger.ids import OPTION, Ids
from gongshi.ledger.patience import limit
from gongshi.ledger.sql import Sql, insert_many, run_many
from gongshi.ledger.tables import COUNTERS, changes, counters, ledger_meta
from gongshi.records.problems import GongshiError

#: How long a writer waits for another one before it gives up (``ledger_busy``).
BUSY_TIMEOUT_MS: Final = 30_000
#: Pages of 8 KiB in the write-ahead log before they go into the database file: a chunk of an ingest
#: writes some 300, many of them again and again.
CHECKPOINT_PAGES: Final = 4_000
#: One consistent reading of the ledger, see ``Ledger.read``.
Reading = Connection
#: Asked at the start of every writing transaction; it raises to refuse it.
Guard = Callable[[Connection], None]

_WRITE: Final = "gongshi_write"
_RESUMABLE: Final = "gongshi_resumable"
#: Any number that nothing else in the database locks by: held while the schema is brought up to
#: date.
_SCHEMA_LOCK: Final = 7_305_119

#: For one transaction. PostgreSQL plans by statistics that lag behind tables which grow by the
#: minute, and keeps its plans: one made while a table was small goes through all of it, chunk after
#: chunk, until somebody analyses the table.
_BY_INDEX: Final = "SELECT " + ", ".join(
    f"set_config('{name}', 'off', true)"
    for name in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")
)


class WriteTransaction:
    """One writing transaction; all of it is kept or nothing.

    ``changed`` only notes what changed: the numbers are taken by the last statements before the
    commit, or with the records that bear them from the start, under a lock held until the commit.
    So they appear in the order of the commits, and a reader that has seen number n never misses one
    below it.
    """

    def __init__(self, conn: Connection) -> None:
        self.conn: Final = conn
        self.sql: Final = Sql.of(conn)
        self._last: dict[str, int] = {}  # number taken of each counter
        self._written: dict[str, int] = {}  # as their rows say
        self._changed: dict[tuple[int, int | None], None] = {}
        self._added: set[tuple[int, int | None]] = set()

    def changed(self, subject_no: int, record_no: int | None = None) -> None:
        """The subject (or one of its records) changed; noted once a transaction."""
        if (subject_no, record_no) not in self._added:
            self._changed[subject_no, record_no] = None

    def added(self, pairs: Sequence[tuple[int, int]]) -> int:
        """Number new records, (subject, record) each, now: the first of as many numbers in a row.
        They are the caller's to write with the records."""
        self.take_change_numbers()  # what was noted before comes before
        first = self.take("change", len(pairs))
        numbered = [(number, *pair) for number, pair in enumerate(pairs, start=first)]
        insert_many(self.conn, changes, numbered)
        self._added.update(pairs)
        return first

    def take(self, counter: str, count: int = 1) -> int:
        """The first of ``count`` new numbers of a counter. Its lock is held from the first of them
        to the commit, so the row is read once and written again at the end."""
        last = self._last.get(counter)
        if last is None:
            statement = "UPDATE counters SET value = value + ? WHERE name = ? RETURNING value"
            row = self.conn.exec_driver_sql(self.sql.text(statement), (count, counter))
            self._written[counter] = row.scalar_one()
            last = self._written[counter] - count
        self._last[counter] = last + count
        return last + 1

    def lock_acceptance(self) -> None:
        """One acceptor at a time, on PostgreSQL as on SQLite: matching reads what it then writes
        by."""
        if not self.sql.sqlite:
            row = select(counters.c.value).where(counters.c.name == "acceptance")
            self.conn.execute(row.with_for_update()).one()

    def find_by_index(self) -> None:
        """From here to the commit everything is looked up by the indexes, on PostgreSQL: for what
        asks for some rows of large tables, again and again."""
        if not self.sql.sqlite:
            self.conn.exec_driver_sql(_BY_INDEX)

    def finish(self) -> None:
        """Number what was noted, write the counters. Called by ``Ledger.write`` right before the
        commit."""
        self.take_change_numbers()
        run_many(
            self.conn,
            self.sql.text("UPDATE counters SET value = ? WHERE name = ?"),
            [
                (last, counter)
                for counter, last in sorted(self._last.items())
                if last != self._written[counter]
            ],
        )

    def take_change_numbers(self) -> None:
        """Number what was noted so far."""
        if not self._changed:
            return
        first = self.take("change", len(self._changed))
        numbered = [
            (number, subject, record)
            for number, (subject, record) in enumerate(self._changed, start=first)
        ]
        insert_many(self.conn, changes, numbered)
        by_record = [(number, record) for number, _, record in numbered if record is not None]
        by_subject = [(number, subject) for number, subject, record in numbered if record is None]
        run_many(self.conn, self.sql.text("UPDATE records SET change = ? WHERE no = ?"), by_record)
        run_many(
            self.conn, self.sql.text("UPDATE subjects SET change = ? WHERE no = ?"), by_subject
        )
        self._changed.clear()


class Ledger:
    """What was accepted. Safe to share between threads; not across a fork."""

    def __init__(self, engine: Engine, place: str, guard: Guard | None = None) -> None:
        self._engine = engine
        self._place: Final = place
        self._guard: Final = guard
        self.ledger_id: str = ""
        self.ids: Ids

    @classmethod
    def open(
        cls, url: str, *, create: bool = True, ledger_id: str = "", guard: Guard | None = None
    ) -> Ledger:
        """Open a ledger at ``sqlite:///path`` or ``postgresql+psycopg://...``; an empty database is
        set up.

        ``guard`` may refuse what would be written here. ``ledger_id`` names a new ledger, and its
        ids follow from that name: for tests only. Without it both are random.
        Raises ``ledger_missing`` when there is none and ``create`` is False, ``ledger_newer`` when
        a newer release wrote it, ``ledger_unavailable`` when the database cannot be reached,
        ``disk_full``.
        """
        parsed = make_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        place = (parsed.database or "") if sqlite else parsed.render_as_string(hide_password=True)
        if sqlite:
            _prepare_folder(Path(place), create=create)
        engine = create_engine(
            parsed,
            pool_pre_ping=not sqlite,
            max_overflow=64,
            hide_parameters=True,  # names of persons: an error goes into the log
        )
        if sqlite:
            event.listen(engine, "connect", _on_sqlite_connect)
            event.listen(engine, "begin", _on_sqlite_begin)
        else:
            # Where the ledger is SQLite its driver is not needed.
            from gongshi.ledger import postgresql  # noqa: PLC0415

            event.listen(engine, "do_connect", postgresql.connect)
        ledger = cls(engine, place, guard)
        try:
            ledger._set_up(create=create, ledger_id=ledger_id)
        except BaseException:
            engine.dispose()
            raise
        return ledger

    @property
    def place(self) -> str:
        """Where it is, as a person may read it: without a password."""
        return self._place

    @property
    def address(self) -> str:
        """The URL it was opened by, for another process to open it too."""
        return self._engine.url.render_as_string(hide_password=False)

    @contextmanager
    def write(self, *, resumable: bool = False) -> Iterator[WriteTransaction]:
        """A writing transaction: committed when the block ends, undone when it raises.

        ``resumable``: a power cut may take it back until the next commit without it, because what
        it does would then be done again (see docs/decisions/0041); the end of the process takes
        back nothing. SQLite then waits for no disk.

        Raises ``disk_full``, ``ledger_busy``, ``ledger_unavailable``, or what the guard says;
        nothing is half-done then.
        """
        with (
            self._told_apart(),
            self._engine.connect().execution_options(
                **{_WRITE: True, _RESUMABLE: resumable}
            ) as conn,
            conn.begin(),
        ):
            if self._guard is not None:
                self._guard(conn)
            transaction = WriteTransaction(conn)
            yield transaction
            transaction.finish()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Everything read in the block stems from one moment.

        Raises ``ledger_unavailable``, on PostgreSQL also beyond the limit of ``patience``.
        """
        options: dict[str, Any] = {}
        moment: Select[Any] = select(ledger_meta.c.no)
        if self._engine.dialect.name == "postgresql":
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            if (seconds := limit()) is not None:
                milliseconds = str(round(seconds * 1_000))
                moment = select(func.set_config("statement_timeout", milliseconds, True))
        with (
            self._told_apart(),
            self._engine.connect().execution_options(**options) as conn,
            conn.begin(),
        ):
            conn.execute(moment).all()  # the moment is that of the first reading
            yield conn

    @property
    def server(self) -> str:
        """The database and its version, as it said when it was first asked."""
        dialect = self._engine.dialect
        name = "SQLite" if dialect.name == "sqlite" else "PostgreSQL"
        return f"{name} {'.'.join(map(str, dialect.server_version_info or ()))}".strip()

    @property
    def epoch(self) -> int:
        """Bumped by every restore from a backup: an index built before it rests on another
        history."""
        with self.read() as conn:
            epoch: int = conn.execute(select(ledger_meta.c.epoch)).scalar_one()
            return epoch

    def bump_epoch(self, also: Callable[[WriteTransaction, int], None] | None = None) -> int:
        """Say that the ledger was restored from a backup; the new epoch.

        ``also``: what is written in the same transaction, given the new epoch.
        """
        with self.write() as transaction:
            statement = update(ledger_meta).values(epoch=ledger_meta.c.epoch + 1)
            returning = statement.returning(ledger_meta.c.epoch)
            epoch: int = transaction.conn.execute(returning).scalar_one()
            if also is not None:
                also(transaction, epoch)
            return epoch

    def close(self) -> None:
        self._engine.dispose()

    def _set_up(self, *, create: bool, ledger_id: str) -> None:
        with (
            self._told_apart(),
            self._engine.connect().execution_options(**{_WRITE: True}) as conn,
            conn.begin(),
        ):
            if conn.dialect.name == "postgresql":
                conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})")
            if not create and schema.current_revision(conn) is None:
                raise GongshiError("ledger_missing", place=self._place)
            schema.upgrade(conn)
            wanted = select(ledger_meta.c.ledger_id, ledger_meta.c.secret)
            found = conn.execute(wanted).one_or_none()
            if found is None:
                named = {"ledger_id": ledger_id or uuid4().hex, "secret": _secret(ledger_id)}
                conn.execute(insert(ledger_meta).values(no=1, epoch=1, **named))
                found = conn.execute(wanted).one()
                conn.execute(insert(counters), [{"name": name, "value": 0} for name in COUNTERS])
        self.ledger_id = found.ledger_id
        self.ids = Ids(bytes(found.secret))
        self._engine = self._engine.execution_options(**{OPTION: self.ids})

    @contextmanager
    def _told_apart(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            told = _tell_apart(error, self._place)
            if told is None:
                raise
            raise told from error


def _secret(name: str) -> bytes:
    """The secret of a new ledger's ids; of a named one always the same."""
    return blake2b(name.encode(), digest_size=32).digest() if name else secrets.token_bytes(32)


def _prepare_folder(path: Path, *, create: bool) -> None:
    if path.exists():
        return
    if not create:
        raise GongshiError("ledger_missing", place=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GongshiError("ledger_unavailable", place=str(path), reason=error) from error


def _on_sqlite_connect(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where we say, see _on_sqlite_begin
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA page_size = 8192")  # only a new file takes it: versions are long rows
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -32768")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    cursor.close()


def _on_sqlite_begin(conn: Connection) -> None:
    options = conn.get_execution_options()
    if not options.get(_WRITE, False):
        conn.exec_driver_sql("BEGIN")
        return
    # A receipt given is a promise; what comes before it is redone when a power cut takes it back.
    waits = "NORMAL" if options.get(_RESUMABLE, False) else "FULL"
    conn.exec_driver_sql(f"PRAGMA synchronous = {waits}")
    conn.exec_driver_sql("BEGIN IMMEDIATE")


def _tell_apart(error: DBAPIError, place: str) -> GongshiError | None:
    """The error a person can act on; None for a mistake of ours, which is raised as it is."""
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return _tell_sqlite_apart(original, place)
    state = getattr(original, "sqlstate", None)
    if state == "53100":
        return GongshiError("disk_full", place=place)
    if state in {"55P03", "40P01", "40001"}:
        return GongshiError("ledger_busy", place=place)
    if error.connection_invalidated or state is None or str(state).startswith(("08", "57", "53")):
        return GongshiError("ledger_unavailable", place=place, reason=original)
    return None


def _tell_sqlite_apart(original: sqlite3.Error, place: str) -> GongshiError | None:
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return GongshiError("disk_full", place=place)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return GongshiError("ledger_busy", place=place)
    unusable = {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
    if code in unusable:
        return GongshiError("ledger_unavailable", place=place, reason=original)
    return None
