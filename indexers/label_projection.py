"""From a subject's records to the labels (重点领域标签) it carries: pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gongshi.cities.city import City
from gongshi.records.kinds import Record
from gongshi.records.labels import NOTHING, Holdings, Told, holdings, may_give
from gongshi.records.model import Licence, Penalty, RegisterEntry
from gongshi.records.record_body import licence_status

#: ``kind.field`` of a text that, where it is not public until cleared, tells no label either.
_CONTENT: Final = "licence.content"


def holdings_of(register: RegisterEntry | None, records: Sequence[Record], city: City) -> Holdings:
    """What a subject's records say of its labels; nothing of one that has left. ``register``:
    public."""
    rules = city.labels
    licences = [record for record in records if isinstance(record, Licence)]
    if not any(may_give(licence, rules) for licence in licences):
        return NOTHING  # nearly every subject's case
    if register is not None and register.status in rules.left:
        return NOTHING
    public = _CONTENT not in city.rules.uncleared
    told = [
        Told(
            licence,
            licence_status(licence.status, city.sources[licence.source].generation),
            licence.content if public else "",
        )
        for licence in licences
    ]
    return holdings(told, [record for record in records if isinstance(record, Penalty)], rules)
