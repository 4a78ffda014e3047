"""The engine port: what an index engine does for us. One contract suite runs against every engine.

Two sides: ``SearchEngine`` answers (async, API processes), ``GenerationWriter`` and
``EngineAdmin`` build (sync, the one projector that holds the lease). A *generation* is one
complete index of all collections with its own checkpoint; exactly one generation is live (served).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from gongshi.records.problems import GongshiError
from gongshi.search.documents import Collection, OwnerDocuments


class EngineUnavailable(GongshiError):
    """No answer can be had: no live generation, a broken one, or a server that does not answer."""

    def __init__(self, reason: str) -> None:
        super().__init__("engine_unavailable")
        self.reason = reason  # for the log and for staff, never for the public


# --- asking
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """The field holds this token."""

    field: str
    token: str


@dataclass(frozen=True, slots=True)
class AnyTerm:
    """The field holds one of these tokens."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllTerms:
    """The field holds all of these tokens, in any order."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """The text field holds these tokens next to each other, in this order."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The field holds at least ``minimum`` of these (distinct) tokens."""

    field: str
    tokens: tuple[str, ...]
    minimum: int


@dataclass(frozen=True, slots=True)
class Range:
    """``low <= number <= high``; None leaves a side open."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class All:
    """Every document (browsing without words)."""


@dataclass(frozen=True, slots=True)
class Either:
    """One of the parts holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """All of the parts hold."""

    parts: tuple[Node, ...]


Node = Term | AnyTerm | AllTerms | Phrase | AtLeast | Range | All | Either | Both


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of the ranking: its rows come before every later tier's, and only rows no
    earlier tier holds.
    """

    name: str
    query: Node


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the tier's index in the plan and the last row's rank, or what else it
    was sorted by (never an offset).
    """

    tier: int
    rank: int


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One page of one collection at one instant.

    Rows are ordered by tier, then by ``sort`` descending, one of ``SORT_FIELDS``. Only slices with
    ``valid_from <= now < valid_until`` exist for the reader.
    """

    collection: Collection
    tiers: tuple[Tier, ...]
    filters: tuple[Node, ...]  # all must hold
    now: int  # epoch ms
    size: int
    after: Position | None = None
    facets: tuple[str, ...] = ()  # fields of FACET_FIELDS, counted over all tiers and filters
    facet_size: int = 20  # most frequent first, then by token
    count: bool = True
    count_cap: int = 10_000  # totals above are given as "at least"
    sort: str = "rank"
    #: A hint, for the answer is the same: the first tiers are expected to fill the page, so that
    #: an engine to which a question costs little asks tiers better one after another.
    full_early: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    owner: str
    tier: int
    rank: int  # its number in the field sorted by
    valid_until: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Total:
    value: int
    exact: bool  # False: at least ``value`` (the cap was reached)


@dataclass(frozen=True, slots=True)
class SearchPage:
    hits: tuple[Hit, ...]
    more: bool  # rows stand behind the last hit
    total: Total | None
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    checkpoint: Checkpoint  # what the answer rests on


class SearchEngine(Protocol):
    """Reads the live generation. Raises ``EngineUnavailable`` when no answer can be had."""

    async def search(self, request: SearchRequest) -> SearchPage: ...

    async def get(
        self, collection: Collection, owners: Sequence[str], now: int
    ) -> Mapping[str, Hit]:
        """The valid slices of these owners; owners without one are missing from the answer."""
        ...

    async def checkpoint(self) -> Checkpoint | None:
        """Checkpoint of the live generation; None when there is none."""
        ...

    async def close(self) -> None: ...


# --- building
# -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a generation rests on; stored inside the generation, in the same commit as its
    documents.
    """

    generation: str
    ledger_id: str
    epoch: int  # bumped when the ledger is restored from a backup
    change: int  # every change up to this number is in
    schema_hash: str  # of documents.py's fields and of the text analysis
    rules_hash: str  # of rules, masks, boards, sectors
    at: int  # epoch ms: when the ledger had no change after ``change``, as far as the projector saw
    sample: bool = False  # invented data stand in the ledger: what is told out of it says so


@dataclass(frozen=True, slots=True)
class StoredSlice:
    """What an engine gives back of a slice."""

    valid_from: int
    valid_until: int
    body: bytes


#: An engine's own form of some owners' slices; it can be sent to another process.
Packed = Sequence[Any]


class GenerationWriter(Protocol):
    """Writes one generation. Exactly one writer at a time: the holder of the projector's lease."""

    @property
    def pack(self) -> Callable[[Sequence[OwnerDocuments]], Packed]:
        """What makes slices ready for ``add``: a plain function, for any process to run."""
        ...

    def add(self, packed: Packed) -> None:
        """Write packed owners that were never written to this generation before (first scan of a
        rebuild): nothing is looked for and removed.
        """
        ...

    def replace(self, batch: Sequence[OwnerDocuments], *, building: bool) -> None:
        """Put the owners' slices in place of what the generation holds for them.

        ``building``: the owner was never written to this generation before (first scan of a
        rebuild), so nothing has to be looked for and removed.
        """
        ...

    def commit(self, checkpoint: Checkpoint) -> None:
        """Make all replaced owners and the checkpoint visible and durable together."""
        ...

    def checkpoint(self) -> Checkpoint | None:
        """The last committed checkpoint; None for a generation without one."""
        ...

    def counts(self) -> Mapping[Collection, int]:
        """Committed documents (slices) of each collection, tombstones left out."""
        ...

    def sources(self) -> Mapping[str, int]:
        """Committed slices of records by the source they came from."""
        ...

    def slices(
        self, collection: Collection, owners: Sequence[str]
    ) -> Mapping[str, tuple[StoredSlice, ...]]:
        """The committed slices of owners, ascending, tombstones left out; an owner without any
        is missing from the answer.
        """
        ...

    def first_tiers(self, requests: Sequence[SearchRequest]) -> Sequence[int | None]:
        """The tier of the first row of each request, among what is committed, as readers get it
        once this generation is served; None where there is no row.
        """
        ...

    def close(self) -> None:
        """Drop what was not committed and let go of the generation."""
        ...


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    name: str
    live: bool
    checkpoint: Checkpoint | None


class EngineAdmin(Protocol):
    """Generations: create, list, promote, drop."""

    def version(self) -> str:
        """The engine and its version, as it says itself."""
        ...

    def generations(self, *, patient: bool = True) -> tuple[GenerationInfo, ...]:
        """Every generation, by name. ``patient``: an engine that does not answer is asked again
        for as long as a builder waits; without it, for who looks how things stand, once.

        One that cannot be read has no checkpoint; only the live one raises ``EngineUnavailable``.
        """
        ...

    def create(self, name: str) -> None: ...

    def writer(self, name: str, *, subjects: int = 0) -> GenerationWriter:
        """``subjects``: how many will be written at first; an engine may take more memory for
        many.
        """
        ...

    def prepare(self, name: str) -> None:
        """Do what takes time before a generation can bear readers; harmless when done again."""
        ...

    def promote(self, name: str) -> None:
        """Serve this generation from now on, in one step."""
        ...

    def drop(self, name: str) -> None:
        """Remove a generation that is not live."""
        ...

    def close(self) -> None: ...
