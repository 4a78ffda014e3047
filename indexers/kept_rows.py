"""Rows kept as they were filed, read once more: what a person decided about a quarantined row, and
what a command says of a record, goes the way of a file's row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from gongshi.cities.city import City
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import map_header
from gongshi.indexers.row_readers import row_reader
from gongshi.indexers.rows import ParsedRow
from gongshi.indexers.validate import PERSON_KEY, Delivery


class KeptRows:
    """Reads kept rows of one source; ``pinned``: a person says which record each row is about."""

    def __init__(
        self,
        city: City,
        source: str,
        now: datetime,
        order: str,
        *,
        item_code: str = "",
        pinned: bool,
    ) -> None:
        # Without the city's key: a person's number was replaced by their key when the row came.
        found = city.sources[source]
        layout = LAYOUTS[found.layout]
        delivery = Delivery(city, found, now, order, item_code)
        self._columns: Final = [c.code for c in layout.columns if not c.forbidden]
        self._reader: Final = row_reader(delivery, map_header(layout, self._columns))
        self._reader.pinned = pinned

    def parse(self, line: int, raw: Mapping[str, str]) -> ParsedRow:
        """The row as it was or would have been read from its file."""
        self._reader.person = raw.get(PERSON_KEY, "")
        return self._reader.parse((line, [raw.get(code, "") for code in self._columns]))
