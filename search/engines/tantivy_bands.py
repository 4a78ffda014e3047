"""Bands of ranks: for words that most records hold, the newest records are asked first.

tantivy visits every document that matches, however few rows are wanted, and a phrase costs it a
look at positions: 2025, which stands in nearly every document's number, takes a second among three
million records. So a record bears its stretch of ranks as a token, too. Where the words of a tier
are frequent, stretches are asked one after another, from the highest, until the page is full, or
the count is above its cap: the same rows in the same order for a fiftieth of the work.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import tantivy

from gongshi.search.documents import Collection
from gongshi.search.rank import ORDINAL_BITS

#: Ranks of records begin with the day of the decision: a band holds 64 days.
_BAND_BITS: Final = ORDINAL_BITS + 6
#: Documents that are asked first in one go, as far as bands allow; then twice as many, and so on:
#: what has few rows after all is asked in a handful of steps.
AT_ONCE: Final = 50_000
#: Documents that the rarest word of a tier stands in, for the tier to be asked by bands.
BROAD: Final = 100_000

#: Tokens of ``collection`` that are asked in one go, the highest ranks first.
Bands = tuple[tuple[str, ...], ...]


def tokens(collection: Collection, rank: int) -> tuple[str, ...]:
    """What a document's ``collection`` field holds: of records their band, too."""
    band = rank >> _BAND_BITS if collection is Collection.RECORDS else None
    return _tokens(collection, band)


@lru_cache(maxsize=4_096)
def _tokens(collection: Collection, band: int | None) -> tuple[str, ...]:
    own = collection.value
    return (own,) if band is None else (own, f"{own}/{band:06d}")


def bands(searcher: tantivy.Searcher) -> Bands:
    """The bands of records there are, in growing groups."""
    counts = dict(searcher.terms_with_prefix("collection", f"{Collection.RECORDS.value}/"))
    groups: list[tuple[str, ...]] = []
    held, room = 0, 0
    for token in sorted(counts, reverse=True):
        if not groups or held + counts[token] > room:
            room = AT_ONCE << len(groups)
            groups.append(())
            held = 0
        groups[-1] += (token,)
        held += counts[token]
    return tuple(groups)
