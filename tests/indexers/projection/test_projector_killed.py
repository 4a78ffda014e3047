"""kill -9 anywhere, then run again: the index an undisturbed run makes."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.index_terms import name_tables
from gongshi.indexers.projector import Projector, State
from gongshi.indexers.rows import EventRow
from gongshi.ledger.store import Ledger
from gongshi.records.clock import SHANGHAI
from gongshi.records.model import RecordKind, Repair, RepairResult
from gongshi.search.engines.embedded_writer import EmbeddedAdmin
from gongshi.search.pinyin import readings
from gongshi.search.subject_terms import is_branch

NOW = datetime(2026, 5, 1, 12, tzinfo=SHANGHAI)
KILLS = 50
#: The first stage is a rebuild, the others are followed in windows.
KILLS_A_STAGE = 10
#: Small windows, so that most points lie between commits.
WINDOW = 7
_TIMEOUT = 120.0


def project(folder: Path, kill_at: int, calls: Any) -> None:
    """One run of a process; it kills itself at its ``kill_at``-th Python or C call (0: never).

    ``calls`` gets the number of calls of a run that came to its end.
    """
    city = load_city(shipped_city("tianjin"))
    done = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal done
        if event in {"call", "c_call"}:
            done += 1
            if done == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    # The tables are read first, so that the points lie in the projector's own work.
    is_branch("天津市海河乳品有限公司", name_tables(city.name_zh, tuple(city.districts.values())))
    readings("海河")
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.db'}", create=False)
    projector = Projector(ledger, EmbeddedAdmin(folder / "index"), city, "test", window=WINDOW)
    sys.setprofile(count)
    try:
        progress = projector.run_once(NOW)
        projector.close()
    finally:
        sys.setprofile(None)
    assert progress.state is State.READY
    calls.value = done
    ledger.close()


def run(folder: Path, kill_at: int) -> int | None:
    """Calls made by a run in a process of its own; None when it was killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        [Projector.__module__, EmbeddedAdmin.__module__, load_city.__module__]
    )
    calls = context.Value("q", -1)
    process = context.Process(target=project, args=(folder, kill_at, calls))
    process.start()
    process.join(_TIMEOUT)
    if process.exitcode == -signal.SIGKILL:
        return None
    assert process.exitcode == 0
    return int(calls.value)


def fill(town: Any, make: Any, stage: int) -> None:
    """The same deliveries in the same order, whatever was projected in between."""
    if stage == 0:
        town.deliver("register", make.register(), now=NOW)
        return
    for number in range(2):
        town.deliver(
            "licences",
            *(make.licence(content=f"{stage}-{number}-{n}") for n in range(5)),
            now=NOW + timedelta(seconds=stage),
        )
        town.deliver(
            "penalties",
            make.penalty("2026-04-02", document_number=f"{stage}-{number}"),
            make.penalty("2026-04-03", document_number=f"kept {stage}-{number}"),
            now=NOW,
        )
    town.deliver("register", make.register(name=f"天津市第{stage}名有限公司"), now=NOW)
    town.deliver(
        "repairs",
        *(
            EventRow(
                event=Repair(result=RepairResult.GRANTED, decision_date=date(2026, 5, 1)),
                source="repairs",
                source_unit="天津市公共信用中心",
                target_kind=RecordKind.PENALTY,
                target_document_number=f"{stage}-{number}",
                uscc="91110000802100433B",
            )
            for number in range(2)
        ),
        now=NOW,
    )


@pytest.mark.slow
def test_killed_at_random_points_the_index_ends_as_if_undisturbed(
    open_town: Callable[..., Any], make: Any
) -> None:
    undisturbed = open_town("undisturbed")
    disturbed = open_town("disturbed")
    chance = random.Random(20260501)
    kills = stage = 0
    while kills < KILLS:
        fill(undisturbed, make, stage)
        calls = run(undisturbed.folder, 0)
        assert calls is not None
        fill(disturbed, make, stage)
        points = [chance.randrange(1, calls // 2) for _ in range(KILLS_A_STAGE)]
        for point in [*points, 0]:
            if run(disturbed.folder, point) is not None:
                break
            kills += 1
        assert disturbed.dump() == undisturbed.dump()
        ours, theirs = disturbed.live().checkpoint, undisturbed.live().checkpoint
        assert (ours.change, ours.at) == (theirs.change, theirs.at)
        assert ours.change == disturbed.head()
        stage += 1
    assert stage >= 3
