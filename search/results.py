"""What a search gives back: rows, their page, how the query was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gongshi.search.did_you_mean import DidYouMean
from gongshi.search.port import Checkpoint, Total
from gongshi.search.reading import Reading


class Order(StrEnum):
    """What rows stand by."""

    RELEVANCE = "relevance"  # how well they answer, then by rank
    FOUNDED = "founded"  # subjects: founded last first
    LATEST = "latest"  # the latest (displayed) decision first


@dataclass(frozen=True, slots=True)
class Row:
    """One found subject or record."""

    owner: str  # ledger id
    cursor: str
    #: code | full_name | former_name | core_name | abbreviation | prefix | phrase | words |
    #: pinyin | initials | similar | number | all
    matched_by: str
    valid_until: int  # epoch ms: the row may be gone or changed from then on
    body: bytes  # JSON: a SubjectBody, RecordBody or BoardEntryBody of ``bodies.py``
    reading: Reading | None = None  # the one that found it; None: nothing was typed


@dataclass(frozen=True, slots=True)
class ResultPage:
    """``facets``: field → (token, count), most frequent first, over all rows but look-alikes."""

    rows: tuple[Row, ...]
    has_next: bool
    total: Total | None  # None: not asked for
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    checkpoint: Checkpoint | None  # what the answer rests on; None: no generation is live
    #: How the query was read for the first row, or would be; None: nothing was typed.
    reading: Reading | None = None
    did_you_mean: DidYouMean | None = None  # None: not asked for, or something was found
