"""Records as SQLite's columns hold them: how they are read, travel and, mostly, are written.

The usual ledger writes what came as it came; a record itself is made only for who asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from gongshi.indexers.rows import Parsed
from gongshi.ledger.codec import Codec, codecs
from gongshi.ledger.sql import Sql
from gongshi.records.kinds import KINDS

#: What columns prepared outside the ledger are those of.
PREPARED: Final = Sql(sqlite=True)
_CODECS: Final = codecs(PREPARED)
#: The layouts of what comes by the hundred thousand.
LAYOUTS: Final[Mapping[str, Codec[Any]]] = {
    **{kind.layout: _CODECS.filings[kind.kind] for kind in KINDS.values()},
    "REGISTER": _CODECS.register,
}


def decoder(layout: str, source: str) -> Callable[[list[Any]], Parsed]:
    """What makes the record of its columns; ``source``: code of the one it came by."""
    decode = LAYOUTS[layout].decode
    return decode if layout == "REGISTER" else partial(decode, source=source)
