"""Which analysis and which fields an index was built with; another hash asks for a rebuild."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from gongshi.search.documents import FACET_FIELDS, NUMBER_FIELDS, TERM_FIELDS, TEXT_FIELDS

#: Raised by hand when the same input gives other tokens (text.py, stretches.py, names.py,
#: trade_statistics.py, pinyin.py, name_words.py, abbreviations.py, *_terms.py, rank.py), or an
#: engine lays them down in another way.
ANALYSIS_VERSION: Final = 12


@cache
def schema_hash() -> str:
    """16 hex digits over the fields, the analysis' version and its tables."""
    digest = hashlib.blake2b(digest_size=8)
    for fields in (TERM_FIELDS, TEXT_FIELDS, NUMBER_FIELDS, FACET_FIELDS):
        digest.update(repr([(str(key), names) for key, names in fields.items()]).encode())
    digest.update(str(ANALYSIS_VERSION).encode())
    tables = files("gongshi.search").joinpath("tables")
    for table in sorted(tables.iterdir(), key=lambda entry: entry.name):
        if table.name.endswith(".txt"):
            digest.update(table.read_bytes())
    return digest.hexdigest()
