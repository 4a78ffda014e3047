"""A whole judged set: the register, and the list of queries about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from tests.quality import handwritten
from tests.quality.queries import Query, judgement_list
from tests.quality.register import Firm, build
from tests.quality.truth import Truth

#: Seeds of the two lists: the one that rules are made by, and the one that is only ever measured.
#: They share no register, and their queries no 字号.
TUNED: Final = 1
HELD_OUT: Final = 6


@dataclass(frozen=True, slots=True)
class Judged:
    """Firms in the order of their places, and the queries: generated, then written by hand."""

    firms: tuple[Firm, ...]
    queries: tuple[Query, ...]


def judged(names: Sequence[str], *, size: int, seed: int, each: int) -> Judged:
    """A register of so many firms and so many queries of each class; the same ones every time."""
    mixed = sorted(names, key=lambda name: crc32(f"{seed}{name}".encode()))
    firms = build(mixed, size, seed)
    truth = Truth(firms)
    queries = judgement_list(truth, seed, each=each, half=seed % 2)
    own = handwritten.firms(len(firms))
    return Judged((*firms, *own), (*queries, *handwritten.queries(own, truth)))
