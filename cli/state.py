"""What the global options say, and the opening of what they point at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer

from gongshi.api.parts import Parts, open_parts
from gongshi.api.settings import Settings, load_settings
from gongshi.ledger.sample_mark import only_a_sample
from gongshi.records.clock import SHANGHAI


def system_clock() -> datetime:
    """What time it is."""
    return datetime.now(SHANGHAI)


@dataclass(frozen=True, slots=True)
class State:
    """The global options of one run, and its clock.

    A ``now`` that is not the clock's is for looking: the ledger then takes no writing, unless it
    is marked as a sample (``now_not_the_clock``).
    """

    data: Path | None = None  # None: the setting's
    json: bool = False
    now: datetime | None = None  # None: the clock's
    traceback: bool = False
    clock: Callable[[], datetime] = system_clock

    def instant(self) -> datetime:
        """The instant this run takes for now: ``--now``, else the clock's, to the millisecond."""
        now = self.now if self.now is not None else self.clock()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def settings(self, **given: object) -> Settings:
        """The settings: what is ``given`` and ``--data`` first, then the environment."""
        if self.data is not None:
            given["data"] = self.data
        return load_settings(**given)

    @contextmanager
    def parts(self, *, create: bool = False) -> Iterator[Parts]:
        """City, ledger and engine, open while the block runs."""
        guard = None if self.now is None else only_a_sample
        parts = open_parts(self.settings(), create=create, guard=guard)
        try:
            yield parts
        finally:
            parts.close()

    def check_clock(self, parts: Parts) -> None:
        """For what runs on and on: say at once what its first writing would end in."""
        if self.now is not None:
            with parts.ledger.read() as conn:
                only_a_sample(conn)


def state_of(context: typer.Context) -> State:
    """The run's state, put there by the global options."""
    state = context.find_root().obj
    assert isinstance(state, State)
    return state


def parse_instant(text: str | None, option: str = "--now") -> datetime | None:
    """An instant such as ``2026-04-01T00:00`` or a day; without an offset it is Shanghai's."""
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not an instant such as 2026-04-01T08:00:00+08:00", param_hint=option
        ) from None
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=SHANGHAI)
