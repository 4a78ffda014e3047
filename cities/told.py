"""Which sources the public is told of, and so may know the deliveries of."""

from __future__ import annotations

from gongshi.cities.city import City, Source
from gongshi.records.kinds import BY_LAYOUT
from gongshi.records.model import DisclosureMode


def told_sources(city: City) -> tuple[Source, ...]:
    """Sources whose deliveries the public is told of: those of what can be displayed.

    When repairs or withdrawals came in last is not told: beside a record that is gone it would
    say why.
    """
    public = {DisclosureMode.PUBLIC}
    shown = {item.source for item in city.items.values() if item.mode in public}
    return tuple(
        one
        for one in city.sources.values()
        if (one.layout in BY_LAYOUT or one.layout == "REGISTER")
        and (one.default_mode in public or one.code in shown)
    )
