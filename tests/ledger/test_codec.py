"""Records as rows: what is encoded comes back as it was, equal to one made by its constructor."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from gongshi.ledger.codec import codecs
from gongshi.ledger.sql import Sql
from gongshi.records.model import Licence, Penalty, PenaltyKind, RecordKind, SubjectKind

ACCEPTED = datetime(2026, 1, 2, tzinfo=UTC)
GIVEN = {"source": "licences", "id": "r1", "subject_id": "s1", "accepted_at": ACCEPTED}
LICENCE = Licence(
    source="licences",
    subject_name="天津市海河乳品有限公司",
    subject_kind=SubjectKind.LEGAL_PERSON,
    decision_date=date(2025, 11, 18),
    valid_from=date(2025, 11, 18),
    objected=True,
    id="r1",
    subject_id="s1",
    accepted_at=ACCEPTED,
)
PENALTY = Penalty(
    source="licences",
    subject_name="天津市海河乳品有限公司",
    subject_kind=SubjectKind.LEGAL_PERSON,
    decision_date=date(2025, 11, 18),
    kinds=(PenaltyKind.CONFISCATION, PenaltyKind.FINE),
    fine=Decimal("1.5"),
    id="r1",
    subject_id="s1",
    accepted_at=ACCEPTED,
)


@pytest.mark.parametrize("sqlite", [True, False])
@pytest.mark.parametrize(
    ("kind", "record"), [(RecordKind.LICENCE, LICENCE), (RecordKind.PENALTY, PENALTY)]
)
def test_a_record_comes_back_as_it_was(
    kind: RecordKind, record: Licence | Penalty, sqlite: bool
) -> None:
    codec = codecs(Sql(sqlite=sqlite)).of_kind(kind)
    assert codec.decode(codec.encode(record), **GIVEN) == record


def test_a_record_from_a_row_is_as_immutable_as_any() -> None:
    codec = codecs(Sql(sqlite=True)).of_kind(RecordKind.LICENCE)
    record = codec.decode(codec.encode(LICENCE), **GIVEN)
    assert type(record) is Licence
    with pytest.raises(FrozenInstanceError):
        record.uscc = "91110000802100433B"  # type: ignore[misc]


def test_a_row_has_a_value_for_every_column() -> None:
    codec = codecs(Sql(sqlite=True)).of_kind(RecordKind.LICENCE)
    with pytest.raises(ValueError, match="unpack"):
        codec.decode(codec.encode(LICENCE)[:-1], **GIVEN)


def test_what_has_no_column_may_keep_its_default_but_not_be_missing() -> None:
    codec = codecs(Sql(sqlite=True)).of_kind(RecordKind.LICENCE)
    assert codec.decode(codec.encode(LICENCE), source="licences").accepted_at is None
    with pytest.raises(TypeError, match="source"):
        codec.decode(codec.encode(LICENCE))
