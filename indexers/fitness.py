"""Whether a generation of the index may be served and written: does it rest on this ledger, these
rules?

Rules activate at the promote of the generation built with them: one built by other rules goes on
being served as it is (told apart as ``RULES``) but is never projected into any more, so that its
slices all stem from one set of rules; only what no rules show is taken off it (``hiding``). A
generation of another history or another schema is not served at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from gongshi.cities.city import City
from gongshi.search import schema
from gongshi.search.port import Checkpoint

#: Raise when the same ledger and the same rules give other bodies, terms or slices.
PROJECTION_VERSION: Final = 5


class Unfit(StrEnum):
    """Why a generation is not what the projector would write now."""

    MISSING = "missing"  # there is no live generation, or it holds nothing yet
    LEDGER = "ledger"  # of another ledger
    EPOCH = "epoch"  # the ledger was restored from a backup since
    AHEAD = "ahead"  # holds changes the ledger does not have
    RESTORED = "restored"  # holds changes the ledger forgot: restored from a backup, then went on
    PUT_BACK = "put_back"  # lacks changes it held before: restored from a snapshot; it catches up
    SCHEMA = "schema"  # other fields or another text analysis
    RULES = "rules"  # built by other rules

    @property
    def served(self) -> bool:
        """Whether searches may be answered from it until a new generation is promoted."""
        return self is Unfit.RULES


def unfit(
    checkpoint: Checkpoint | None,
    *,
    ledger_id: str,
    epoch: int,
    head: int,
    reached: Mapping[str, int | None],
    city: City,
    held: Mapping[str, int | None] | None = None,
) -> Unfit | None:
    """What stands against a generation with this checkpoint; None: it is fit.

    ``epoch``, ``head`` (the highest change number), ``reached`` and ``held`` (see
    ``ledger.generations``) are the ledger's, read after the checkpoint. Without ``held`` it is not
    asked whether it was put back: who writes to it catches up.
    """
    if checkpoint is None:
        return Unfit.MISSING
    if checkpoint.ledger_id != ledger_id:
        return Unfit.LEDGER
    if checkpoint.epoch != epoch:
        return Unfit.EPOCH
    if checkpoint.change > head:
        return Unfit.AHEAD
    if is_beyond(checkpoint, reached):
        return Unfit.RESTORED
    if checkpoint.change < ((held or {}).get(checkpoint.generation) or 0):
        return Unfit.PUT_BACK
    if checkpoint.schema_hash != schema_hash():
        return Unfit.SCHEMA
    if checkpoint.rules_hash != rules_hash(city):
        return Unfit.RULES
    return None


def is_beyond(checkpoint: Checkpoint, reached: Mapping[str, int | None]) -> bool:
    """Whether a generation holds more than its ledger was told."""
    told = reached.get(checkpoint.generation, -1)
    return told is not None and checkpoint.change > told


def schema_hash() -> str:
    """Names the fields of the documents, how text becomes tokens, and what is projected."""
    return f"{schema.schema_hash()}-{PROJECTION_VERSION}"


def rules_hash(city: City) -> str:
    """Names everything of the city that decides what is shown: rules, boards, sources, items,
    calendar, masks.
    """
    return city.hash
