"""The figures that were reached before: ``figures.toml``. No class may drop below its own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.quality.judge import UNJUDGED, Answer, Score, scores

_FILE: Final = Path(__file__).with_name("figures.toml")
#: Places behind the point; one query of a class counts for more.
_PLACES: Final = 4

#: MRR@10, success@1, success@5.
Figures = tuple[float, ...]


def kept(names: str) -> Mapping[str, Figures]:
    """Class → its figures, of the register that has these names."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {kind: tuple(figures) for kind, figures in table[names].items()}


def dropped(answers: Sequence[Answer], before: Mapping[str, Figures]) -> list[str]:
    """Which classes have a figure lower than before, and what they have now."""
    return [
        f"{score.kind} = {list(figures(score))}, before {list(before[score.kind])}"
        for score in scores(answers)
        if score.kind not in UNJUDGED and any(map(float.__lt__, figures(score), before[score.kind]))
    ]


def figures(score: Score) -> Figures:
    return tuple(round(one, _PLACES) for one in (score.mrr, score.success_1, score.success_5))
