"""``gongshi index``: bring the index up to the ledger, build it anew, go back to the one before."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from gongshi.api.logs import configure
from gongshi.api.parts import Parts
from gongshi.cli.console import note, print_json, say, table
from gongshi.cli.exit_codes import PROBLEM
from gongshi.cli.group import DefaultingGroup
from gongshi.cli.persons import given, named, note_act, person
from gongshi.cli.progress import progress
from gongshi.cli.state import State, state_of
from gongshi.indexers.projector import Progress, Projector
from gongshi.indexers.projector import State as IndexState
from gongshi.ledger import audit
from gongshi.records.clock import from_ms


@contextmanager
def projector_of(parts: Parts) -> Iterator[Projector]:
    """A projector of this process, closed at the end of the block."""
    holder = f"cli:{socket.gethostname()}:{os.getpid()}"
    projector = Projector(
        parts.ledger,
        parts.admin,
        parts.city,
        holder,
        workers=os.cpu_count() or 1,
        queries=parts.judgement_queries,
    )
    try:
        yield projector
    finally:
        projector.close()


def bring_up(
    state: State, parts: Parts, *, rebuild: bool = False, may_grow: bool = False
) -> Progress:
    """Bring the live generation up to the ledger; build a new one when asked or when it is
    stale, and, where it ``may_grow``, when its register has outgrown it.
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
            return projector.rebuild(now, scanned)
        if done.outgrown and may_grow:
            note(
                "主体数量大增，重新构建索引，使简称更易检出。"
                "The register has grown much: building the index anew, to find more short names."
            )
            return projector.rebuild_outgrown(now, scanned) or done
        return done


class _IndexGroup(DefaultingGroup):
    default = "update"


group = typer.Typer(
    name="index",
    cls=_IndexGroup,
    help="检索索引：更新、重建、跟随、回退。The index; gongshi index alone updates it.",
)


@group.command("update")
def update(
    context: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="重新构建 (a new generation, then serve it).")
    ] = False,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="操作人 (default: the system's user).")
    ] = "",
) -> None:
    """更新检索索引，使其与台账一致。

    Bring the index up to the ledger. The first run builds it; a stale one (other rules, restored
    ledger), and one that its register has outgrown tenfold, is built anew.
    While `gongshi serve` or `gongshi index follow` projects, nothing is to
    be done. Who rebuilds it, and so puts the city's present rules into force, is noted. `gongshi
    index` is short for it.
    """
    state = state_of(context)
    with state.parts() as parts:
        done = bring_up(state, parts, rebuild=rebuild, may_grow=True)
        if rebuild and done.state is IndexState.READY:
            note_act(
                parts.ledger,
                at=state.instant(),
                by=person(by),
                act="index.rebuild",
                target=done.generation,
                detail=f"rules {parts.city.hash}",
            )
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


@group.command("follow")
def follow(context: typer.Context) -> None:
    """持续跟随台账更新索引，直至停止。

    Keep the index up to the ledger until stopped (SIGTERM, Ctrl-C). With Elasticsearch exactly one
    such process works at a time; another one waits and takes over when it ends. A stale index,
    or one that its register has outgrown tenfold, is built anew; errors are logged and tried again.
    """
    state = state_of(context)
    configure(state.settings().log_format)
    stop = threading.Event()

    def end(_number: int, _frame: Any) -> None:
        stop.set()

    before = {name: signal.signal(name, end) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        with state.parts(create=True) as parts, projector_of(parts) as projector:
            state.check_clock(parts)
            note("正在跟随台账，按 Ctrl-C 停止 (following the ledger; Ctrl-C stops).")
            projector.follow(stop, state.instant)
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


@group.command("list")
def list_(context: typer.Context) -> None:
    """列出索引代次：在用的、保留备退的、正在构建的。

    List the generations of the index: which is served, up to which change, and what keeps one from
    being gone back to.
    """
    state = state_of(context)
    with state.parts() as parts, projector_of(parts) as projector:
        rows = [
            {
                "name": info.name,
                "live": info.live,
                "change": None if info.checkpoint is None else info.checkpoint.change,
                "at": None if info.checkpoint is None else from_ms(info.checkpoint.at),
                "problem": problem,
            }
            for info, problem in projector.generations()
        ]
    if state.json:
        print_json(rows)
        return
    if not rows:
        say("还没有索引：gongshi index")
        return
    table(
        ("代次", "在用", "变更序号", "截至", "不可用原因"),
        [
            (row["name"], row["live"], row["change"], row["at"], row["problem"] or "")
            for row in rows
        ],
    )


@group.command("rollback")
def rollback(
    context: typer.Context,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="经办人 (who).")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="原因 (why).")],
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="索引代次；缺省为最近保留的 (the newest kept).")
    ] = "",
) -> None:
    """回退到保留的索引代次：先追上台账，再启用。

    Serve a kept generation again. It catches up with the ledger first, so nothing that was
    repaired, withdrawn or withheld meanwhile comes back; one that was built by other rules is
    refused.
    """
    state = state_of(context)
    by, reason = named(by), given(reason, "--reason")
    now = state.instant()
    with state.parts() as parts, projector_of(parts) as projector:
        done = projector.rollback(name, now)
        if done.state is not IndexState.HELD:
            with parts.ledger.write() as transaction:
                audit.note(
                    transaction,
                    at=now,
                    actor=by,
                    act="index.rollback",
                    target=done.generation,
                    detail=reason,
                )
    if state.json:
        print_json(done)
    elif done.state is IndexState.HELD:
        say("另一进程正在更新该索引，本次未做任何事。")
    else:
        say(f"已回退到索引 {done.generation}，与台账一致（变更 {done.change}）。")
    if done.state is IndexState.HELD:
        raise typer.Exit(PROBLEM)
