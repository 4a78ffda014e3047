"""What stands in the index: one document per owner and constant stretch of time (a slice).

A subject or record is projected into *slices* ``[valid_from, valid_until)`` (epoch
milliseconds): at any instant at most one slice of an owner is valid, and every query asks for
the valid ones. Documents hold public fields only. ``terms`` and ``numbers`` are what engines
index; ``body`` is what they give back, as JSON bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple


class Collection(StrEnum):
    SUBJECTS = "subjects"
    RECORDS = "records"
    BOARDS = "boards"  # 曝光台: one owner for each board and subject, see ``board_owner``


#: What a document belongs to; asked like a token field, in every collection.
OWNER: Final = "owner"

#: Indexed token fields of each collection: every value is a list of ready tokens (analysis is
#: ours, once).
TERM_FIELDS: Final[Mapping[Collection, tuple[str, ...]]] = {
    Collection.SUBJECTS: (
        "code",  # USCC, organisation code, registration number, cleaned
        # the current (and short) name: folded, and as "=key" without form and region spelling
        "full",
        "former",  # the former names, the same way
        "core",  # name without region and legal form; 字号 core
        "prefix",  # edge prefixes of the region, and of the name without it
        "pinyin",  # the name without region and form, and its 字号, as one word of syllables
        "initials",  # edge prefixes of the pinyin initials; whole ones with a mark
        "edges",  # what is suggested while typing: edge prefixes of former names, sound and code
        "core_grams",  # bigrams of the 字号 with its ends marked; length and characters of the name
        "abbreviation",  # of bodies that everybody shortens, see ``abbreviations.py``
        "region",  # short names of the regions in the name, and of the registered district
        "form",  # legal form, with a mark once more for a head office
        # filters and facets
        "district",
        "status",
        "kind",
        "type",
        "industry",
        "industry_above",  # the groups of GB/T 4754 it stands in: C, C31, C311
        "has",  # kinds of record the subject has displayed now: "licence", "penalty", …
        "licence_kind",  # kinds of the licences displayed now, ``LicenceKind`` values
        "penalty_kind",  # kinds of the penalties displayed now, ``PenaltyKind`` values
        "list",  # lists it stands on now: "abnormal", "abnormal_mark", "serious"
        "board",  # exposure boards it stands on now
        "sector",  # fields of the law it stands on them for
        "label",  # labels of key sectors it carries now
    ),
    Collection.RECORDS: (
        "subject",  # ledger id of the subject
        "code",  # USCC of the subject
        "number",  # folded document, certificate numbers, one token each
        "stretches",  # short ones of ``text``, see ``stretches.py``
        "kind",
        "source",
        "authority",  # folded authority name or its code
        "organ",  # folded authority name, also where it has a code
        "category",  # licence kind, penalty kinds, ground of a list, kind of an honour …
        "district",
    ),
    Collection.BOARDS: (
        "board",  # its code
        "sector",  # fields of the law, as ``records.model.Field`` names them
        "district",
        "subject",
        "code",  # USCC of the subject
    ),
}

#: Token fields with positions: phrases and all-words are asked of these.
TEXT_FIELDS: Final[Mapping[Collection, tuple[str, ...]]] = {
    Collection.SUBJECTS: (
        "grams",  # bigrams of current and former names without legal form, names kept apart by "|"
        "sounds",  # pairs of pinyin syllables of the same, other readings behind a "|"
    ),
    Collection.RECORDS: (
        "text",  # bigrams of document numbers, matter and the subject's name, kept apart by "|"
    ),
    Collection.BOARDS: (),
}

#: Whole numbers, each single-valued: filters, ranges and sorts.
NUMBER_FIELDS: Final[Mapping[Collection, tuple[str, ...]]] = {
    Collection.SUBJECTS: (
        "rank",
        "licences",
        "penalties",
        "founded",  # day and ordinal, ``rank.dated_rank``: filtered and sorted by
        "latest",  # the same, of the latest displayed decision
        "changed",  # days since 1970: latest displayed decision or act of registration
    ),
    Collection.RECORDS: ("rank", "decided", "fine"),  # days since 1970; fine: 分 (0.01 yuan)
    Collection.BOARDS: ("rank",),
}

#: What rows can be sorted by, the highest first: each unique among valid slices.
SORT_FIELDS: Final[Mapping[Collection, tuple[str, ...]]] = {
    Collection.SUBJECTS: ("rank", "founded", "latest"),
    Collection.RECORDS: ("rank",),
    Collection.BOARDS: ("rank",),
}

#: Token fields whose values are counted when asked.
FACET_FIELDS: Final[Mapping[Collection, tuple[str, ...]]] = {
    Collection.SUBJECTS: (
        "district",
        "status",
        "kind",
        "type",
        "industry",
        "has",
        "licence_kind",
        "penalty_kind",
        "list",
        "board",
        "sector",
        "label",
    ),
    Collection.RECORDS: ("kind", "source", "category", "authority", "district"),
    Collection.BOARDS: ("board", "sector", "district"),
}


class Document(NamedTuple):
    """One slice of one owner."""

    valid_from: int  # epoch ms, inclusive
    valid_until: int  # epoch ms, exclusive; clock.FOREVER_MS: open
    # TERM_FIELDS -> tokens, no space in any; TEXT_FIELDS -> one string of tokens in their order, a
    # space between
    terms: Mapping[str, Sequence[str]]
    numbers: Mapping[str, int]  # NUMBER_FIELDS
    body: bytes  # JSON object of the public fields, given back as it is


class OwnerDocuments(NamedTuple):
    """All present and future slices of one owner; replaces whatever the index holds for it.

    An empty ``documents`` removes the owner. ``version`` is the highest change number of the
    snapshot the slices were built from: an engine never lets an older version replace a newer one.
    """

    collection: Collection
    owner: str  # subject or record id, or ``board_owner``
    version: int
    documents: tuple[Document, ...]


def document_id(owner: str, valid_from: int) -> str:
    """Id of a slice: ``owner:valid_from``."""
    return f"{owner}:{valid_from}"


def board_owner(board: str, subject_id: str) -> str:
    """Owner of a subject's place on a board: known without knowing what the index holds, so a
    place that is lost is found and removed.
    """
    return f"{board}/{subject_id}"
