"""A city to judge by, and makers of records with only what matters named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gongshi.cities.load import load_city, shipped_city
from gongshi.records.clock import midnight
from gongshi.records.model import Licence, Penalty, SubjectKind
from gongshi.records.rules import Rules

RulesMaker = Callable[..., Rules]
PenaltyMaker = Callable[..., Penalty]
LicenceMaker = Callable[..., Licence]

#: Thresholds of tests, 万元: 较低 ≤ 0.5, 较大 ≥ 10, 巨额 ≥ 200.
FINES: Mapping[str, Decimal] = {
    "small": Decimal("0.5"),
    "larger": Decimal(10),
    "huge": Decimal(200),
}


@pytest.fixture(scope="session")
def tianjin_rules() -> Rules:
    return load_city(shipped_city("tianjin")).rules


@pytest.fixture(scope="session")
def make_rules(tianjin_rules: Rules) -> RulesMaker:
    """Tianjin's rules, every source with ``fines`` and the given changes."""

    def make(fines: Mapping[str, Decimal] = FINES, **changes: Any) -> Rules:
        sources = {
            code: replace(source, thresholds=fines, **changes)
            for code, source in tianjin_rules.sources.items()
        }
        return replace(tianjin_rules, sources=sources)

    return make


@pytest.fixture(scope="session")
def rules(make_rules: RulesMaker) -> Rules:
    return make_rules()


@pytest.fixture(scope="session")
def penalty() -> PenaltyMaker:
    """A penalty of the NDRC family, accepted at 00:00 of its decision day unless said otherwise."""

    def make(decided: str, *, accepted: str | datetime | None = "", **columns: Any) -> Penalty:
        day = date.fromisoformat(decided)
        if isinstance(accepted, str):
            at: datetime | None = midnight(date.fromisoformat(accepted) if accepted else day)
        else:
            at = accepted
        given: dict[str, Any] = {
            "source": "penalties",
            "subject_name": "样例企业",
            "subject_kind": SubjectKind.LEGAL_PERSON,
            "decision_date": day,
            "accepted_at": at,
        }
        return Penalty(**(given | columns))

    return make


@pytest.fixture(scope="session")
def licence() -> LicenceMaker:
    def make(decided: str, **columns: Any) -> Licence:
        day = date.fromisoformat(decided)
        given: dict[str, Any] = {
            "source": "licences",
            "subject_name": "样例企业",
            "subject_kind": SubjectKind.LEGAL_PERSON,
            "decision_date": day,
            "accepted_at": midnight(day) + timedelta(hours=9),
        }
        return Licence(**(given | columns))

    return make
