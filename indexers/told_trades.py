"""What the register's names tell of trades, asked when an index is begun, and asked again when the
register has outgrown it.

The answer is kept with the generation: all its documents are made with it, those of a year later
too. Questions are read without it, so an index is as good with it as without, only better.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection

from gongshi.cities.city import City
from gongshi.indexers.index_terms import tables_of
from gongshi.ledger import generations
from gongshi.ledger.generations import Told
from gongshi.ledger.snapshots import named_count, subject_names
from gongshi.search.names import anatomy
from gongshi.search.subject_terms import LONGEST_NAME
from gongshi.search.trade_statistics import FEWEST_NAMES, trades_of

#: Names that are asked: more tell rarer trades, and take time.
MOST_NAMES: Final = 40_000
#: An index is built anew when there are so many times as many subjects as when it was begun.
OUTGROWN: Final = 10


def told_now(conn: Connection, city: City) -> Told:
    """What the names tell that stand in the ledger."""
    return Told(trades_in(subject_names(conn, MOST_NAMES), city), named_count(conn))


def trades_in(names: Iterable[str], city: City) -> frozenset[str]:
    """Trades that these names tell."""
    tables = tables_of(city)
    return trades_of([anatomy(name[:LONGEST_NAME], tables).bare for name in names], tables)


def is_outgrown(conn: Connection) -> bool:
    """Whether so many subjects came that their names tell more than when the last generation was
    begun; an earlier one that was gone back to is left as it is.
    """
    before = generations.most_subjects(conn)
    enough = FEWEST_NAMES if before < FEWEST_NAMES else OUTGROWN * before
    return named_count(conn, enough) >= enough
