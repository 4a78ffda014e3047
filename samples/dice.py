"""Reproducible chance: the same seed throws the same dice on every Python version and machine.

Only ``Random.random()`` is used: of the generator's methods it alone is promised to stay the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of chance of its own for one thing (an enterprise, a file): independent of all
    others.
    """

    __slots__ = ("_random",)

    def __init__(self, *key: object) -> None:
        self._random = Random(":".join(map(str, key))).random  # noqa: S311  # not for secrets

    def below(self, limit: int) -> int:
        """A whole number in ``0..limit-1``."""
        return int(self._random() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number in ``low..high``, both included."""
        return low + int(self._random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """True in ``share`` of the throws."""
        return self._random() < share

    def pick(self, things: Sequence[T]) -> T:
        """One of the things, each as likely."""
        return things[int(self._random() * len(things))]

    def weighted(self, things: Sequence[tuple[T, float]]) -> T:
        """One of the things by weight."""
        left = self._random() * sum(weight for _, weight in things)
        for thing, weight in things:
            left -= weight
            if left < 0:
                return thing
        return things[-1][0]

    def day(self, first: date, last: date) -> date:
        """A day in ``first..last``, both included; ``first`` when the stretch is empty."""
        return first + timedelta(days=self.below(max(0, (last - first).days) + 1))
