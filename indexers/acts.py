"""Acts of a clerk on single records by their ids: withdraw, repair, suspend, resume.

An act becomes the row that a unit's file would hold for it and is taken in as such a row is, with
the same effects; all of a command's records in one transaction with its audit, or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from gongshi.cities.city import City, Source
from gongshi.indexers.accept import QUARANTINE_DAYS, complete
from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.accept_events import EventWriter, Named, hold
from gongshi.indexers.event_targets import Target, choose
from gongshi.indexers.kept_rows import KeptRows
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.own_records import Owners, Unit
from gongshi.indexers.receipt import sentence
from gongshi.indexers.rows import EventRow, Finding, ParsedRow
from gongshi.indexers.validate import PERSON_KEY, instant_text
from gongshi.indexers.withdrawal_limit import beyond_limit
from gongshi.indexers.withholding import find_record
from gongshi.ledger import approvals
from gongshi.ledger.audit import note
from gongshi.ledger.batches import advance, begin
from gongshi.ledger.event_rows import kind_name
from gongshi.ledger.ids import Ids
from gongshi.ledger.snapshots import RecordSnapshot
from gongshi.ledger.store import Ledger, WriteTransaction
from gongshi.records.clock import day_of, midnight, to_ms
from gongshi.records.kinds import KINDS, telling_texts
from gongshi.records.model import Repair, RepairResult, Suspension, Withdrawal
from gongshi.records.model import SuspensionAction as Action
from gongshi.records.problems import GongshiError
from gongshi.records.publication import Effect, effects_at

Verb = Literal["withdraw", "repair", "suspend", "resume"]
Outcome = Literal["applied", "corrected", "unchanged", "held"]

_LAYOUTS: Final[Mapping[Verb, tuple[str, str]]] = {
    "withdraw": ("WITHDRAWAL", "CX"),
    "repair": ("REPAIR", "XF"),
    "suspend": ("SUSPENSION", "ZT"),
    "resume": ("SUSPENSION", "ZT"),
}
_HELD: Final = frozenset({"awaits_approval"})


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done, by which deciding document.

    ``columns``: of the layout, without prefix and without those of the target (``WSH``, ``JDRQ``,
    ``LY``, …). ``unit``: who files it; it must own the records or act for all.
    """

    verb: Verb
    columns: Mapping[str, str]
    unit: Unit


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the act on one record."""

    record: str
    outcome: Outcome
    warnings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Acted:
    """``batch``: the delivery the act was taken in as, "" when nothing was new; ``approval``: the
    request for a second person it waits for."""

    done: tuple[Done, ...]
    batch: str
    approval: str


@dataclass(frozen=True, slots=True)
class _Row:
    record_no: int
    snapshot: RecordSnapshot
    row: ParsedRow
    event_row: EventRow
    named: Named


def act(
    ledger: Ledger,
    city: City,
    deed: Deed,
    record_ids: Sequence[str],
    *,
    by: str,
    now: datetime,
    source: str = "",
) -> Acted:
    """Do it to every record, or to none.

    Raises GongshiError: ``unknown_id``, ``act_in_future``, ``act_before_decision``,
    ``act_unusable``, ``record_of_another_unit``, ``already_withdrawn``, ``nothing_to_resume``,
    ``nothing_to_revoke``, ``event_source_unclear``, ``source_unknown``.
    """
    found = _source(city, _LAYOUTS[deed.verb][0], deed.unit, source)
    try:
        with ledger.write() as tx:
            tx.lock_acceptance()
            return _act(tx, city, found, deed, record_ids, by=by, now=now)
    except _NothingNewError as nothing:
        return nothing.acted


class _NothingNewError(Exception):
    """Undoes the transaction: not even an empty delivery is left of an act known already."""

    def __init__(self, acted: Acted) -> None:
        self.acted = acted


def _act(
    tx: WriteTransaction,
    city: City,
    source: Source,
    deed: Deed,
    record_ids: Sequence[str],
    *,
    by: str,
    now: datetime,
) -> Acted:
    batch = begin(
        tx,
        source=source.code,
        file_name=f"gongshi {deed.verb}",
        file_digest=b"",  # no file
        now=now,
        order=instant_text(now),
        unit=source.unit,
        unit_uscc=source.unit_uscc,
    )
    chunk = Chunk(tx, batch, to_ms(now), QUARANTINE_DAYS)
    owners = Owners(city)
    writer = EventWriter(chunk, owners)
    kept = KeptRows(city, source.code, now, batch.order, pinned=True)
    rows = [
        _read(chunk, writer, kept, deed, record_id, line)
        for line, record_id in enumerate(dict.fromkeys(record_ids), start=1)
    ]
    for one in rows:
        _check(one, owners, day_of(now))
    fresh = [one for one in rows if one.named.outcome != "unchanged"]
    waiting = _waiting(tx, deed, source, fresh)
    if not fresh or waiting:
        raise _NothingNewError(Acted(_told(rows, chunk, held=bool(waiting)), "", waiting))
    approval_no = None
    ordered = [one.event_row for one in fresh]
    if deed.verb == "withdraw" and beyond_limit(tx.conn, city, ordered, now=now):
        approval_no = approvals.ask(tx, batch, by=by, at=now)
    for one in rows:
        if one.named.outcome == "unchanged":
            chunk.became(one.row.line, "unchanged", one.record_no)
    for one in fresh:
        chunk.came_in.append(one.row)
        if approval_no is None:
            writer.strike(one.row, one.event_row, one.named)
        else:
            hold(chunk, approval_no, one.row, one.record_no)
        detail = " ".join(filter(None, (deed.columns.get("WSH"), deed.columns.get("LY"))))
        target = one.snapshot.record.id
        note(tx, at=now, actor=by, act=deed.verb, target=target, detail=detail)
    complete(chunk, city)
    advance(
        tx,
        batch.no,
        expected=("open", 0, 0),
        changed={"state": "done", "rows_done": len(rows), "finished_at": chunk.now},
        counts=chunk.counts,
        problems=chunk.problems,
    )
    chunk.write_outcomes()
    approval = "" if approval_no is None else Ids.of(tx.conn).approvals.id(approval_no)
    return Acted(_told(rows, chunk, held=bool(approval)), batch.id, approval)


def _source(city: City, layout: str, unit: Unit, code: str) -> Source:
    """The source the act comes by: the one named, the only one, or the unit's own."""
    if code and code not in city.sources:
        raise GongshiError("source_unknown", source=code, known="、".join(city.sources))
    fitting = [one for one in city.sources.values() if one.layout == layout]
    if code:
        fitting = [one for one in fitting if one.code == code]
    if len(fitting) > 1:
        own = [one for one in fitting if unit.same(Unit(one.unit, one.unit_uscc))]
        fitting = own or fitting
    if len(fitting) != 1:
        known = "、".join(one.code for one in fitting) or layout
        raise GongshiError("event_source_unclear", sources=known)
    return fitting[0]


def _read(
    chunk: Chunk, writer: EventWriter, kept: KeptRows, deed: Deed, record_id: str, line: int
) -> _Row:
    """The row a file would hold: told apart from the subject's other records where it must be."""
    number, snapshot = find_record(chunk.tx, record_id)
    layout, prefix = _LAYOUTS[deed.verb]
    record = snapshot.record
    columns = {**deed.columns, "MC": record.subject_name, "SHXYM": record.uscc}
    columns["YJLLX"] = KINDS[record.KIND].layout
    columns |= {"YWSH": record.document_number, "YJG": record.authority}
    unit = {"LYDW": deed.unit.name, "LYDWDM": deed.unit.uscc}
    raw = {f"{prefix}_{code}": text for code, text in {**columns, **unit}.items()}
    if record.person_key:
        raw[PERSON_KEY] = record.person_key
    row, event_row = _parse(kept, layout, line, raw)
    (candidates,) = writer.candidates([event_row])
    match = _match(candidates, event_row, number)
    if match:
        row, event_row = _parse(kept, layout, line, {**raw, f"{prefix}_YJLNR": match})
    return _Row(number, snapshot, row, event_row, writer.named(row, event_row, number))


def _parse(
    kept: KeptRows, layout: str, line: int, raw: Mapping[str, str]
) -> tuple[ParsedRow, EventRow]:
    row = kept.parse(line, raw)
    if not isinstance(row.record, EventRow):
        said = [sentence(finding, LAYOUTS[layout], "zh") for finding in row.failures]
        raise GongshiError("act_unusable", reason="；".join(said))
    return row, row.record


def _match(candidates: Sequence[Target], row: EventRow, record_no: int) -> str:
    """原记录辨别内容 that points to the record among several of its number; "" where none is
    needed, or none does."""
    number, authority = row.target_document_number, row.target_authority
    if not number or choose(candidates, number, authority, "").targets:
        return ""
    record = next(one.record for one in candidates if one.no == record_no)
    day = record.decision_date
    for text in (*telling_texts(record), "" if day is None else day.isoformat()):
        struck = choose(candidates, number, authority, text).targets if text else ()
        if any(one.no == record_no for one in struck):
            return text
    return ""


def _check(one: _Row, owners: Owners, today: date) -> None:
    record, event = one.snapshot.record, one.event_row.event
    decided, first = event.decision_date, record.decision_date
    if decided is not None and decided > today:
        raise GongshiError("act_in_future", date=decided)
    effective = event.from_date if isinstance(event, Suspension) else event.effective_date
    for day in (decided, effective):
        if day is not None and first is not None and day < first:
            raise GongshiError("act_before_decision", record=record.id, decided=first, date=day)
    unit = Unit(one.event_row.source_unit, one.event_row.source_unit_uscc)
    copies = [target.record for target in one.named.targets]
    if not owners.may_act(kind_name(event), one.event_row.source, unit, copies):
        acting = owners.acting(one.event_row.source, unit)
        raise GongshiError("record_of_another_unit", unit=acting.name, record=record.id)
    if one.named.outcome == "applied":
        _check_standing(one)


def _check_standing(one: _Row) -> None:
    """Whether anything is left to be done, for what is no correction of an earlier act."""
    record, events, event = one.snapshot.record, one.snapshot.events, one.event_row.event
    withdrawn = next((e for e in events if isinstance(e, Withdrawal)), None)
    if withdrawn is not None:
        document = withdrawn.document_number or "—"
        raise GongshiError("already_withdrawn", record=record.id, document=document)
    if (
        isinstance(event, Suspension)
        and event.action is Action.RESUME
        and Effect.SUSPENDED not in effects_at(events, midnight(event.from_date))
    ):
        raise GongshiError("nothing_to_resume", record=record.id, date=event.from_date)
    if isinstance(event, Repair) and event.result is RepairResult.REVOKED:
        day = event.effective_date or event.decision_date
        if Effect.REPAIRED not in effects_at(events, midnight(day)):
            raise GongshiError("nothing_to_revoke", record=record.id, date=day)


def _waiting(tx: WriteTransaction, deed: Deed, source: Source, fresh: Sequence[_Row]) -> str:
    """The request that holds these very withdrawals already; "" when there is none."""
    if deed.verb != "withdraw" or not fresh:
        return ""
    digests = [one.row.digest.hex() for one in fresh]
    found = approvals.of_digests(tx.conn, source.code, digests)
    return "" if found is None else found.id


def _told(rows: Sequence[_Row], chunk: Chunk, *, held: bool) -> tuple[Done, ...]:
    done: list[Done] = []
    for one in rows:
        own = [f for line, f in chunk.findings if line == one.row.line and f.code not in _HELD]
        fresh = one.named.outcome != "unchanged"
        outcome: Outcome = "held" if held and fresh else one.named.outcome
        done.append(Done(one.snapshot.record.id, outcome, (*_worth_telling(one.row), *own)))
    return tuple(done)


def _worth_telling(row: ParsedRow) -> tuple[Finding, ...]:
    """Without what is missing in a row: a command asks for what it needs."""
    return tuple(one for one in row.warnings if one.code != "required_missing")
