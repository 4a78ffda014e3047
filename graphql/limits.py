"""How large a GraphQL request may be. Constants of the public interface, told at /limits."""

from __future__ import annotations

from typing import Final

MAX_TOKENS: Final = 1_000  #: lexical tokens of a document
MAX_COMMENTS: Final = 100
MAX_DEPTH: Final = 10  #: fields below one another, introspection not counted
MAX_FIELDS: Final = 250  #: fields after fragments are expanded, introspection included
MAX_ALIASES: Final = 20  #: aliased fields after fragments are expanded
MAX_DIRECTIVES: Final = 20  #: directives after fragments are expanded
MAX_OPERATIONS: Final = 10  #: operations in one document
#: Fragments in one document. Validation compares the fields of fragments pair by pair: 40 deep ones
#: kept it busy for 0.6 s, 20 for a quarter of that.
MAX_FRAGMENTS: Final = 20
MAX_BATCH: Final = 1  #: operations run by one request
MAX_FIRST: Final = 100  #: rows of one page
MAX_SUGGESTIONS: Final = 10  #: rows of ``suggest``
MAX_WINDOW: Final = 1_000  #: rows of one search that can be paged through
MAX_QUERY_CHARACTERS: Final = 200  #: characters of a search text
MAX_FILTER_VALUES: Final = 20  #: values of one filter
MAX_SECTORS: Final = 100  #: sectors named in one request for a special report

DEFAULT_FIRST: Final = 20

#: Parsed and validated documents kept in memory, least recently used out first. A document is at
#: most as long as a body, so this bounds the memory too.
CACHED_DOCUMENTS: Final = 256
#: Documents longer than this are never kept.
MAX_CACHED_CHARACTERS: Final = 8_192
