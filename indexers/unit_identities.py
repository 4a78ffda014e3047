"""Which units are one and the same, although a row names them by a name only, or by a code only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from gongshi.indexers.own_records import Unit, valid_code
from gongshi.records.folding import fold_cached


class UnitIdentities:
    """Units by their codes, as far as these are known.

    ``pairs``: units as the city's folder, rows and records name them; where one has both, its name
    is known to be that code's. A name that stands beside several codes may be any of them.
    """

    def __init__(self, pairs: Iterable[Unit]) -> None:
        self._codes: dict[str, set[str]] = defaultdict(set)
        for unit in pairs:
            name, code = fold_cached(unit.name), valid_code(unit.uscc)
            if name and code:
                self._codes[name].add(code)

    def of(self, unit: Unit) -> frozenset[str]:
        """The identities a unit may have; two units that share one may be the same. Empty of a
        unit that says nothing of itself."""
        code = valid_code(unit.uscc)
        if code:
            return frozenset([code])
        name = fold_cached(unit.name)
        return frozenset(self._codes.get(name) or [name]) - {""}
