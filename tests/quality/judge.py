"""How good answers are: success@k and the mean reciprocal rank, class by class, against bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.quality.queries import Query

_EXACT: Final = ("exact_full", "exact_short", "former", "code", "document")
_VARIANTS: Final = (
    "missing_region",
    "form_variant",
    "spelling",
    "traditional",
    "mixed",
    "branch",
    "individual",
    "abbreviation",
)
_SLIPS: Final = ("wrong", "missing", "extra", "swapped", "homophone")
#: Class → (k, share of its queries that must succeed at k).
BARS: Final = {
    **dict.fromkeys(_EXACT, (1, 1.0)),
    **dict.fromkeys(_VARIANTS, (1, 0.98)),
    "pinyin": (1, 0.95),
    "initials": (5, 0.90),
    **dict.fromkeys(_SLIPS, (5, 0.95)),
}
OVERALL_MRR: Final = 0.95
#: Reported, not judged.
UNJUDGED: Final = frozenset({"ambiguous"})
DEPTH: Final = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """A query and the places of the rows it got, best first."""

    query: Query
    found: tuple[int, ...]

    def succeeds(self, k: int) -> bool:
        """The first min(k, n) rows all belong to the n that are meant."""
        wanted = min(k, len(self.query.relevant))
        first = self.found[:wanted]
        return len(first) == wanted and self.query.relevant.issuperset(first)

    @property
    def reciprocal_rank(self) -> float:
        """1 / place of the first row that is meant, 0 when none of the first ten is."""
        for place, found in enumerate(self.found[:DEPTH], start=1):
            if found in self.query.relevant:
                return 1 / place
        return 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """Of one class: how many queries, and the share or mean of each measure."""

    kind: str
    queries: int
    mrr: float
    success_1: float
    success_5: float

    @property
    def reached(self) -> bool:
        """Whether the class holds its bar; a class without one does."""
        if self.kind not in BARS:
            return True
        k, bar = BARS[self.kind]
        return (self.success_1 if k == 1 else self.success_5) >= bar


def scores(answers: Sequence[Answer]) -> list[Score]:
    """Class by class, in the order they come."""
    kinds = dict.fromkeys(answer.query.kind for answer in answers)
    return [
        _score(kind, [answer for answer in answers if answer.query.kind == kind]) for kind in kinds
    ]


def overall(answers: Sequence[Answer]) -> Score:
    """Of all classes that are judged."""
    return _score("all", [answer for answer in answers if answer.query.kind not in UNJUDGED])


def _score(kind: str, answers: Sequence[Answer]) -> Score:
    count = len(answers)
    return Score(
        kind=kind,
        queries=count,
        mrr=sum(answer.reciprocal_rank for answer in answers) / count,
        success_1=sum(answer.succeeds(1) for answer in answers) / count,
        success_5=sum(answer.succeeds(5) for answer in answers) / count,
    )
