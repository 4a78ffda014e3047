"""What columns are made of: the tables' metadata and the few kinds of column they share."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
)

from gongshi.ledger.types import Instant, Number

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


#: Longest text (UTF-8 bytes) from outside that may stand in an indexed column. PostgreSQL's B-tree
#: takes 2,704 bytes for all columns of an index together; SQLite would take any.
INDEXED_BYTES: Final = 2_048

#: Compares byte by byte on both databases: which delivery is older must not hang on a locale.
ORDER: Final = String().with_variant(String(collation="C"), "postgresql")


def number(name: str) -> Column[int]:
    """A number given by the ledger itself, never by the database."""
    return Column(name, Number, primary_key=True, autoincrement=False)


def text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def code(name: str) -> Column[str]:
    """A short code or key; the length is a remark, both databases store text."""
    return Column(name, String, nullable=False)


def instant(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Instant, nullable=nullable)


def day(name: str) -> Column[Any]:
    return Column(name, Date, nullable=True)


def count(name: str) -> Column[int]:
    return Column(name, Number, nullable=False, server_default="0")


def flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def version(owner: str, table: str) -> list[Column[Any]]:
    """What every version has, of whatever it is: whose it is, where it came from."""
    return [
        Column(owner, Number, ForeignKey(f"{table}.no"), primary_key=True, autoincrement=False),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("batch_no", Number, nullable=False),
        Column("line", Number, nullable=False),
        instant("accepted_at"),
        Column("digest", LargeBinary, nullable=False),
        Column("order_value", ORDER, nullable=False),
    ]
