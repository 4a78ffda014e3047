"""The projector: keeps the live generation of the index up to the ledger, and builds new ones.

Exactly one projector owns a generation: it holds the lease ``index:<generation>`` and proves it,
token and all, before every commit; one whose lease was taken finds out there and writes no more.
Between that proof and the commit the engine is the guard: the embedded one has a lock that dies
with its process, and on Elasticsearch an older document version never replaces a newer one.

Time passing needs no work: slices carry their future. Killed at any point and run again, the index
becomes what an undisturbed run makes it, because documents depend on the ledger, the city and
``now`` only, and the checkpoint is committed together with the documents it speaks of.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Event
from typing import Final

from gongshi.cities.city import City
from gongshi.indexers import kept_generations as kept
from gongshi.indexers.catch_up import WINDOW, take_window
from gongshi.indexers.fitness import Unfit, rules_hash, schema_hash, unfit
from gongshi.indexers.following import Following
from gongshi.indexers.hiding import Hiding
from gongshi.indexers.holding import REBUILD, Clock, Holding, lease_of
from gongshi.indexers.indexing import HEARTBEAT_MS, holding
from gongshi.indexers.judgement_queries import QUERIES
from gongshi.indexers.meanwhile import Meanwhile
from gongshi.indexers.scan import Report, scan
from gongshi.indexers.told_trades import is_outgrown, told_now
from gongshi.indexers.verify_index import verify_counts, verify_sample
from gongshi.ledger import audit, generations
from gongshi.ledger.changes import head
from gongshi.ledger.sample_mark import is_sample
from gongshi.ledger.store import Ledger, WriteTransaction
from gongshi.records.clock import to_ms
from gongshi.records.problems import GongshiError
from gongshi.search.port import Checkpoint, EngineAdmin, GenerationInfo, GenerationWriter

log = logging.getLogger(__name__)

#: How often a follower with nothing to do asks which generation is live.
LOOK_AGAIN_MS: Final = 2_000
#: How long a follower waits until it builds an outgrown index anew again, if that failed.
GROW_AGAIN_MS: Final = 3_600_000
POLL_SECONDS: Final = 0.2
LONGEST_PAUSE_SECONDS: Final = 30.0


class State(StrEnum):
    READY = "ready"  # the live generation holds every change there was
    HELD = "held"  # another projector owns it (or builds one): nothing was done
    STALE = "stale"  # it must be rebuilt: see ``problem``; nothing was done


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the live generation stands after a run."""

    state: State
    generation: str  # "" when there is none
    change: int  # every change up to this number is in
    head: int  # the ledger's highest change number when asked last
    subjects: int = 0  # projected by this run
    records: int = 0
    problem: Unfit | None = None
    outgrown: bool = False  # better built anew: see ``told_trades``


@dataclass(slots=True)
class _Owned:
    """A generation whose lease this projector holds, open for writing."""

    name: str
    city: City  # with the trades it was begun with
    holding: Holding
    writer: GenerationWriter
    checkpoint: Checkpoint | None  # the last committed one
    told: int | None = None  # the change up to which the ledger knows that it holds all
    noted: bool = False  # as the one that is served

    def stands(self, live: GenerationInfo) -> bool:
        """Whether it is the live one still, holding what was committed: a snapshot may have been
        restored in its place.
        """
        ours, found = self.checkpoint, live.checkpoint
        if self.name != live.name:
            return False
        return ours is None or (found is not None and found.change >= ours.change)


class Projector:
    """One per process; not for several threads at once.

    ``holder`` names this projector in leases: unique among those running; one that is started again
    under the same name need not wait for its own lease to run out. ``clock`` times the leases;
    without one a run's ``now`` and the time since do. ``workers``: processes that project a
    rebuild. ``queries``: judgement queries asked before a promote.
    """

    def __init__(
        self,
        ledger: Ledger,
        admin: EngineAdmin,
        city: City,
        holder: str,
        *,
        clock: Clock | None = None,
        window: int = WINDOW,
        workers: int = 1,
        queries: int = QUERIES,
    ) -> None:
        self._ledger = ledger
        self._admin = admin
        self._city = city
        self._holder = holder
        self._clock = clock
        self._window = window
        self._workers = workers
        self._queries = queries
        self._owned: _Owned | None = None
        self._grow_at = 0

    # --- keeping up -----------------------------------------------------------------------------

    def run_once(self, now: datetime) -> Progress:
        """Bring the live generation up to the ledger; the first one is built when there is none.

        Raises ``lease_lost`` when another projector took over meanwhile, and what ledger and
        engine raise.
        """
        info = self._live()
        if info is None:
            return self.rebuild(now)
        checkpoint = info.checkpoint
        if self._owned is not None and not self._owned.stands(info):
            self.close()
        asked, problem = self._judge(checkpoint)
        change = checkpoint.change if checkpoint is not None else 0
        if problem is not None:
            self.close()
            return Progress(State.STALE, info.name, change, asked, problem=problem)
        if self._owned is None:
            self._owned = self._own(info.name, now)
            if self._owned is None:
                return Progress(State.HELD, info.name, change, asked)
        progress = self._catch_up(self._owned, now, beat=True)
        if not self._owned.noted:
            # Not before: a kept one that a snapshot put back is not served until it caught up.
            kept.note_served(self._ledger, info.name, by=self._holder, now=now)
            self._owned.noted = True
        with self._ledger.read() as conn:
            return replace(progress, outgrown=is_outgrown(conn))

    def follow(self, stop: Event, clock: Clock, *, poll: float = POLL_SECONDS) -> None:
        """Keep the index up to the ledger until ``stop`` is set; rebuild it when it is stale.

        Errors of the ledger and the engine are logged and tried again, at growing distances.
        """
        if self._clock is None:
            self._clock = clock
        pause = poll
        looked = -LOOK_AGAIN_MS
        try:
            while not stop.is_set():
                try:
                    now = clock()
                    if to_ms(now) - looked >= LOOK_AGAIN_MS or self._behind():
                        progress = self.run_once(now)
                        if progress.state is State.STALE:
                            log.warning("rebuilding the index: %s", progress.problem)
                            self.rebuild(clock())
                        elif progress.outgrown and to_ms(now) >= self._grow_at:
                            self._grow(clock)
                        looked = to_ms(now)
                    pause = poll
                except Exception:  # whatever it was, the next attempt begins anew
                    log.exception("projecting failed; trying again in %.1f s", pause)
                    self._drop_quietly()
                    looked = -LOOK_AGAIN_MS
                    stop.wait(pause)
                    pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                    continue
                stop.wait(poll)
        finally:
            self._drop_quietly()

    def _grow(self, clock: Clock) -> None:
        """Build an outgrown index anew. It is as fit as before if that fails, and goes on being
        followed.
        """
        now = clock()
        self._grow_at = to_ms(now) + GROW_AGAIN_MS
        try:
            if self.rebuild_outgrown(now) is not None:
                log.info("built the index anew: its register had grown tenfold")
        except Exception:  # whatever it was: the served index is as fit as before
            log.exception("building the outgrown index anew failed; trying again in an hour")
            self._drop_quietly()

    def close(self) -> None:
        """Let go of the generation; what was not committed is dropped."""
        owned, self._owned = self._owned, None
        if owned is not None:
            try:
                owned.writer.close()
            finally:
                owned.holding.release()

    # --- building -------------------------------------------------------------------------------

    def rebuild(self, now: datetime, report: Report | None = None) -> Progress:
        """Build a new generation by the city's present rules, let it catch up, and serve it.

        The number it starts at is read before the scan. It is promoted only when it holds every
        change there was when the promote was asked for. A rebuild that was cut short is dropped by
        the next one. Raises ``index_counts_differ`` and ``index_documents_differ`` when the engine
        does not hold what was written, ``index_answers_differ`` when it is not found by it.
        """
        clock = self._clock_or(now)
        building = Holding.take(self._ledger, REBUILD, self._holder, clock)
        if building is None:
            return self._held()
        try:
            return self._build(now, building, report)
        finally:
            building.release()

    def rebuild_outgrown(self, now: datetime, report: Report | None = None) -> Progress | None:
        """``rebuild``, if the register has outgrown the index still and nobody builds one: else
        None.
        """
        building = Holding.take(self._ledger, REBUILD, self._holder, self._clock_or(now))
        if building is None:
            return None
        try:
            with self._ledger.read() as conn:
                if not is_outgrown(conn):
                    return None
            return self._build(now, building, report)
        finally:
            building.release()

    def generations(self) -> tuple[tuple[GenerationInfo, Unfit | None], ...]:
        """Every generation, and what stands against writing to it or going back to it; told to who
        waits for it.
        """
        found = self._admin.generations(patient=False)
        return tuple((info, self._judge(info.checkpoint)[1]) for info in found)

    def rollback(self, name: str, now: datetime) -> Progress:
        """Serve a kept generation again, once it has caught up.

        ``name``: "" for the newest one kept. Raises ``index_not_kept`` when there is none,
        ``index_unfit`` when it was built by other rules, for another schema or another history of
        the ledger, ``index_documents_differ`` when it does not hold what the ledger tells and
        ``index_answers_differ`` when it does not find it.
        """
        standing = {one.name: one for one in self._admin.generations() if not one.live}
        name = name or kept.newest(self._ledger)
        info = standing.get(name)
        if info is None:
            raise GongshiError("index_not_kept", name=name or "—")
        _, problem = self._judge(info.checkpoint)
        if problem is not None:
            raise GongshiError("index_unfit", name=name, problem=problem)
        self.close()
        self._owned = self._own(name, now)
        if self._owned is None:
            return self._held()
        return self._promote(self._owned, now)

    def _build(self, now: datetime, building: Holding, report: Report | None) -> Progress:
        self.close()
        self._note_restore(now)
        kept.drop_unfinished(self._ledger, self._admin, by=self._holder, now=now)
        kept.drop_old(self._ledger, self._admin)  # of promotes killed before they came to it
        name = kept.next_name(self._ledger, self._admin)
        with self._ledger.read() as conn:
            told = told_now(conn, self._city)
        generations.add(self._ledger, name, rules_hash=rules_hash(self._city), now=now, told=told)
        self._admin.create(name)
        owned = self._own(name, now, subjects=told.subjects)
        assert owned is not None, "nobody else knows a generation that is being built"
        self._owned = owned
        epoch = self._ledger.epoch
        with self._ledger.read() as conn:
            start, sample = head(conn), is_sample(conn)
        served = self._served_meanwhile(now)

        def look() -> None:
            nonlocal served
            if served is None:
                return
            try:
                served.look()
            except GongshiError as error:
                if error.code != "lease_lost":
                    raise
                served.close()  # another process follows it by now
                served = None

        def reported(done: int, total: int) -> None:
            building.keep()
            look()
            if report is not None:
                report(done, total)

        try:
            scanned = scan(
                self._ledger,
                owned.city,
                owned.writer,
                now,
                owned.holding,
                workers=self._workers,
                report=reported,
            )
            building.prove()
            owned.checkpoint = Checkpoint(
                generation=name,
                ledger_id=self._ledger.ledger_id,
                epoch=epoch,
                change=start,
                schema_hash=schema_hash(),
                rules_hash=rules_hash(self._city),
                at=to_ms(now),
                sample=sample,
            )
            owned.holding.prove_for(owned.checkpoint)
            owned.writer.commit(owned.checkpoint)
            verify_counts(name, owned.writer, scanned)
            progress = self._promote(owned, now, building, look)
        finally:
            if served is not None:
                served.close()
        kept.drop_old(self._ledger, self._admin)
        return replace(
            progress,
            subjects=scanned.subjects + progress.subjects,
            records=scanned.records + progress.records,
        )

    def _served_meanwhile(self, now: datetime) -> Meanwhile | None:
        """What is done for the served generation while its successor is built: it is followed, and
        one of other rules is kept free of hidden records. None where there is none that is served,
        or another process keeps it up.
        """
        info = self._live()
        if info is None or info.checkpoint is None:
            return None
        problem = self._judge(info.checkpoint)[1]
        if problem not in {None, Unfit.RULES}:
            return None
        with self._ledger.read() as conn:
            keeper = holding(conn, [lease_of(info.name)], info.checkpoint, to_ms(now))
        if keeper.trouble is None and keeper.holder != self._holder:
            return None  # by the rules it was built with
        served = self._own(info.name, now)
        if served is None:
            return None
        clock = self._clock_or(now)
        # Another projector may have gone on with it until its lease was taken.
        checkpoint = served.checkpoint or info.checkpoint
        kind, city = (Following, served.city) if problem is None else (Hiding, self._city)
        return kind(self._ledger, city, served.holding, served.writer, checkpoint, clock)

    def _note_restore(self, now: datetime) -> None:
        """A ledger that does not know what its index holds was restored from a backup: from now on
        nothing of the time before counts, whoever remembers it.
        """
        info = self._live()
        problem = None if info is None else self._judge(info.checkpoint)[1]
        if problem in {Unfit.AHEAD, Unfit.RESTORED}:
            log.warning("the ledger was restored from a backup (%s): a new epoch", problem)

            def told(transaction: WriteTransaction, epoch: int) -> None:
                audit.note(
                    transaction,
                    at=now,
                    actor=self._holder,
                    act="ledger.restored",
                    target=f"epoch {epoch}",
                    detail=f"{problem}",
                )

            self._ledger.bump_epoch(told)

    def _promote(
        self,
        owned: _Owned,
        now: datetime,
        building: Holding | None = None,
        look: Callable[[], None] = lambda: None,
    ) -> Progress:
        """Serve it, when a sample of it is what the ledger tells and it holds every change there
        is at this moment. ``building``: the rebuild's lease, if it is one; ``look``: what is done
        meanwhile for the generation that is served until then.

        What changed while it was swapped is caught up with at once, not at the next look.
        """
        self._admin.prepare(owned.name)
        look()
        before = self._catch_up(owned, now, beat=False)
        look()
        assert owned.checkpoint is not None, "it was committed"
        verify_sample(self._ledger, owned.city, owned.writer, owned.checkpoint, now, self._queries)
        look()
        meanwhile = self._catch_up(owned, now, beat=False)
        if building is not None:
            building.prove()
        owned.holding.prove()
        self._admin.promote(owned.name)
        generations.promote(self._ledger, owned.name, by=self._holder, now=now)
        after = self._catch_up(owned, now, beat=False)
        return replace(
            after,
            subjects=before.subjects + meanwhile.subjects + after.subjects,
            records=before.records + meanwhile.records + after.records,
        )

    # --- common ---------------------------------------------------------------------------------

    def _catch_up(self, owned: _Owned, now: datetime, *, beat: bool) -> Progress:
        """Window after window until the ledger has no more; ``beat``: say so when idle for long."""
        checkpoint = owned.checkpoint
        assert checkpoint is not None, "a generation is followed after its first commit only"
        subjects = records = 0
        while True:
            step = take_window(
                self._ledger,
                owned.city,
                owned.writer,
                checkpoint,
                now,
                owned.holding,
                window=self._window,
            )
            if step.subjects:
                owned.checkpoint = step.checkpoint
            subjects += step.subjects
            records += step.records
            if step.caught_up:
                break
            checkpoint = step.checkpoint
        if beat and not step.subjects and step.checkpoint.at - checkpoint.at >= HEARTBEAT_MS:
            owned.holding.prove()
            owned.writer.commit(step.checkpoint)
            owned.checkpoint = step.checkpoint
        change = step.checkpoint.change
        if owned.told != change:
            owned.holding.tell_held(step.checkpoint)
            owned.told = change
        return Progress(State.READY, owned.name, change, change, subjects, records)

    def _own(self, name: str, now: datetime, *, subjects: int = 0) -> _Owned | None:
        """Take a generation's lease and open it; None while another projector holds it.
        ``subjects``: that are to be written at first.
        """
        holding = Holding.take(self._ledger, lease_of(name), self._holder, self._clock_or(now))
        if holding is None:
            return None
        try:
            with self._ledger.read() as conn:
                told = generations.told(conn, name)
            city = replace(self._city, told_trades=told.trades)
            writer = self._admin.writer(name, subjects=subjects)
            return _Owned(name, city, holding, writer, writer.checkpoint())
        except BaseException:
            holding.release()
            raise

    def _live(self) -> GenerationInfo | None:
        return next((one for one in self._admin.generations() if one.live), None)

    def _judge(self, checkpoint: Checkpoint | None) -> tuple[int, Unfit | None]:
        """The ledger's head, and what stands against the generation."""
        epoch = self._ledger.epoch
        with self._ledger.read() as conn:
            asked, reached = head(conn), generations.reached(conn)
        problem = unfit(
            checkpoint,
            ledger_id=self._ledger.ledger_id,
            epoch=epoch,
            head=asked,
            reached=reached,
            city=self._city,
        )
        return asked, problem

    def _behind(self) -> bool:
        """Whether the ledger has changes that the followed generation lacks. Cheap: one small
        reading.
        """
        if self._owned is None:
            return False  # another projector's business until the next look
        checkpoint = self._owned.checkpoint
        with self._ledger.read() as conn:
            return checkpoint is None or head(conn) > checkpoint.change

    def _held(self) -> Progress:
        info = self._live()
        with self._ledger.read() as conn:
            asked = head(conn)
        if info is None or info.checkpoint is None:
            return Progress(State.HELD, "", 0, asked)
        return Progress(State.HELD, info.name, info.checkpoint.change, asked)

    def _clock_or(self, now: datetime) -> Clock:
        if self._clock is not None:
            return self._clock
        begun = time.monotonic()
        return lambda: now + timedelta(seconds=time.monotonic() - begun)

    def _drop_quietly(self) -> None:
        """Close whatever state the engine and the ledger are in."""
        try:
            self.close()
        except Exception:  # the lease runs out by itself
            log.exception("closing the index failed")
