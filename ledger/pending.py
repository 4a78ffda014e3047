"""What is not settled: quarantined rows that may concern a subject, deliveries not yet ended."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, and_, exists, or_, select

from gongshi.ledger.batches import UNFINISHED
from gongshi.ledger.tables import batches, quarantine, quarantine_findings
from gongshi.records.identifiers import (
    clean_code,
    is_organisation_code,
    is_registration_number,
    organisation_code_of,
    read_uscc,
)

_USCC_LENGTH: Final = 18
#: Rows with this finding call themselves a natural person's, so they are a subject's only when they
#: name it: a clerk may have chosen the wrong 类别.
_OF_PERSONS: Final = "city_key_missing"


def doubtful_sources(
    conn: Connection, sources: Collection[str], codes: Collection[str], names: Collection[str]
) -> frozenset[str]:
    """The sources of which a row waits in quarantine that may concern a subject.

    ``codes``: all of the subject's (an organisation code also counts as part of a USCC); ``names``:
    its present and former ones, folded. A row may concern it when its code or its name is one of
    these, or when neither of the row's can be read. A row that expired unsettled has no name left:
    only its code can say whom it concerns.
    """
    of_a_person = exists().where(
        quarantine_findings.c.quarantine_no == quarantine.c.no,
        quarantine_findings.c.code == _OF_PERSONS,
    )
    unsettled = or_(
        quarantine.c.state == "open",
        and_(quarantine.c.state == "expired", quarantine.c.resolved_at.is_(None)),
    )
    rows = conn.execute(
        select(quarantine.c.source, quarantine.c.code, quarantine.c.folded_name, of_a_person)
        .where(quarantine.c.source.in_(sources), unsettled)
        .distinct()
    )
    own_codes, own_names = frozenset(map(clean_code, codes)), frozenset(names)
    return frozenset(
        source
        for source, code, name, of_person in rows
        if _names(code, name, own_codes, own_names)
        or not (of_person or name or _is_readable(read_uscc(code).value))
    )


def open_deliveries(conn: Connection, sources: Collection[str]) -> frozenset[str]:
    """The sources of which a delivery was begun and not ended."""
    statement = select(batches.c.source).where(
        batches.c.source.in_(sources), batches.c.state.in_(UNFINISHED)
    )
    return frozenset(conn.execute(statement).scalars())


def _names(code: str, name: str, codes: frozenset[str], names: frozenset[str]) -> bool:
    """Whether a row names the subject by one of its codes or names."""
    read = read_uscc(code).value
    inner = organisation_code_of(read) if len(read) == _USCC_LENGTH else read
    return read in codes or inner in codes or name in names


def _is_readable(code: str) -> bool:
    return read_uscc(code).ok or is_organisation_code(code) or is_registration_number(code)
