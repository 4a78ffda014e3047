"""样例数据: what commands say of a ledger that holds invented data."""

from __future__ import annotations

from gongshi.cli.console import say
from gongshi.reports.envelope import SAMPLE
from gongshi.search.port import Checkpoint


def rests_on_sample(checkpoint: Checkpoint | None) -> bool:
    """Whether an answer of the index rests on invented data."""
    return checkpoint is not None and checkpoint.sample


def say_sample(sample: bool) -> None:
    """The mark as a line of its own, when it is due."""
    if sample:
        say(f"{SAMPLE}。")
