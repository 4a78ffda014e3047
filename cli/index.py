"""``gongshi index``: bring the index up to the ledger, or build it anew."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from gongshi.api.parts import Parts
from gongshi.cli.console import note, print_json, say
from gongshi.cli.exit_codes import PROBLEM
from gongshi.cli.progress import progress
from gongshi.cli.state import State, state_of
from gongshi.indexers.projector import Progress, Projector
from gongshi.indexers.projector import State as IndexState


@contextmanager
def projector_of(parts: Parts) -> Iterator[Projector]:
    """A projector of this process, closed at the end of the block."""
    holder = f"cli:{socket.gethostname()}:{os.getpid()}"
    projector = Projector(
        parts.ledger, parts.admin, parts.city, holder, workers=os.cpu_count() or 1
    )
    try:
        yield projector
    finally:
        projector.close()


def bring_up(state: State, parts: Parts, *, rebuild: bool = False) -> Progress:
    """Bring the live generation up to the ledger; build a new one when asked or when it is
    stale.
    """
    now = state.instant()
    with projector_of(parts) as projector, progress("更新检索索引") as report:

        def scanned(done: int, total: int) -> None:
            report(done, total)

        if rebuild:
            return projector.rebuild(now, scanned)
        done = projector.run_once(now)
        if done.state is IndexState.STALE:
            note(f"索引已过时（{done.problem}），重新构建。The index is stale; building it anew.")
            done = projector.rebuild(now, scanned)
        return done


def index(
    context: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="重新构建 (a new generation, then serve it).")
    ] = False,
) -> None:
    """更新检索索引，使其与台账一致。

    Bring the index up to the ledger. The first run builds it; a stale one (other rules, restored
    ledger) is built anew. While `gongshi serve` projects, nothing is to be done.
    """
    state = state_of(context)
    with state.parts() as parts:
        done = bring_up(state, parts, rebuild=rebuild)
    if state.json:
        print_json(done)
    elif done.state is IndexState.HELD:
        say(f"另一进程正在更新索引 {done.generation}，本次未做任何事。")
    else:
        say(
            f"索引 {done.generation} 已与台账一致（变更 {done.change}）："
            f"主体 {done.subjects}，记录 {done.records}。"
        )
    if done.state is IndexState.HELD and rebuild:
        raise typer.Exit(PROBLEM)
