"""A small way in for the ledger's tests: rows built by hand, delivered as files are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from gongshi.cities.city import City, Source
from gongshi.indexers.accept import Acceptor
from gongshi.indexers.rows import EventRow, Finding, ParsedRow, ZeroReport
from gongshi.ledger import snapshots
from gongshi.ledger.batches import BatchReceipt, Opened, open_batch
from gongshi.ledger.store import Ledger
from gongshi.records import kinds
from gongshi.records.identifiers import organisation_check_character, uscc_check_character
from gongshi.records.model import (
    Licence,
    Penalty,
    PenaltyKind,
    RecordKind,
    RegisterEntry,
    Repair,
    RepairResult,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
)
from gongshi.records.periods import Period

NOW = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)
Record = kinds.Record | RegisterEntry | EventRow | ZeroReport


def uscc(number: int) -> str:
    """A USCC that passes both checks."""
    eight = f"{number:08d}"
    first = "91120101" + eight + organisation_check_character(eight)
    return first + uscc_check_character(first)


def name(number: int) -> str:
    return f"天津市第{number}食品有限公司"


def licence(firm: int = 1, number: str = "津市许〔2026〕1号", **fields: Any) -> Licence:
    plain: dict[str, Any] = {
        "source": "licences",
        "subject_name": name(firm),
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "decision_date": date(2026, 5, 11),
        "uscc": uscc(firm),
        "document_number": number,
        "document_name": "准予行政许可决定书",
        "licence_kind": "普通",
        "content": "预包装食品销售",
        "authority": "天津市市场监督管理委员会",
        "valid_from": date(2026, 5, 11),
        "valid_until": date(2031, 5, 10),
    }
    return Licence(**{**plain, **fields})


def penalty(firm: int = 1, number: str = "津市罚〔2026〕1号", **fields: Any) -> Penalty:
    plain: dict[str, Any] = {
        "source": "penalties",
        "subject_name": name(firm),
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "decision_date": date(2026, 5, 11),
        "uscc": uscc(firm),
        "document_number": number,
        "violation_type": "未按规定公示",
        "facts": "当事人未按规定公示。",
        "kinds_text": "罚款",
        "kinds": (PenaltyKind.FINE,),
        "content": "罚款一万元",
        "authority": "天津市市场监督管理委员会",
    }
    return Penalty(**{**plain, **fields})


def register(firm: int = 1, **fields: Any) -> RegisterEntry:
    plain: dict[str, Any] = {
        "source": "register",
        "name": name(firm),
        "uscc": uscc(firm),
        "subject_kind": "企业",
        "type": "有限责任公司",
        "status": "存续",
        "status_text": "开业",
        "approved_date": date(2025, 1, 1),
    }
    return RegisterEntry(**{**plain, **fields})


def _event(
    event: Repair | Withdrawal | Suspension, source: str, fields: dict[str, Any]
) -> EventRow:
    plain: dict[str, Any] = {
        "event": event,
        "source": source,
        "target_kind": RecordKind.PENALTY,
        "target_document_number": "津市罚〔2026〕1号",
        "uscc": uscc(1),
        "subject_name": name(1),
        "target_authority": "天津市市场监督管理委员会",
        "source_unit": "天津市市场监督管理委员会",
    }
    return EventRow(**{**plain, **fields})


def repair(**fields: Any) -> EventRow:
    own = {
        "result": fields.pop("result", RepairResult.GRANTED),
        "decision_date": fields.pop("decision_date", date(2026, 9, 1)),
        "effective_date": fields.pop("effective_date", None),
        "document_number": fields.pop("document_number", "津信修〔2026〕1号"),
        "authority": "天津市市场监督管理委员会",
        "reason": fields.pop("reason", ""),
    }
    return _event(Repair(**own), "repairs", fields)


def withdrawal(**fields: Any) -> EventRow:
    own = {
        "kind": fields.pop("kind", "撤销"),
        "decision_date": fields.pop("decision_date", date(2026, 9, 1)),
        "document_number": fields.pop("document_number", "津撤〔2026〕1号"),
        "authority": "天津市人民政府",
        "public_reason": fields.pop("public_reason", "主要证据不足"),
    }
    return _event(Withdrawal(**own), "withdrawals", fields)


def suspension(**fields: Any) -> EventRow:
    own = {
        "action": fields.pop("action", SuspensionAction.SUSPEND),
        "from_date": fields.pop("from_date", date(2026, 6, 1)),
        "document_number": fields.pop("document_number", "津停〔2026〕1号"),
    }
    return _event(Suspension(**own), "suspensions", fields)


def zero_report(**fields: Any) -> ZeroReport:
    plain: dict[str, Any] = {
        "source": "zero-reports",
        "target_source": "penalties",
        "item_code": "CF-01",
        "unit": "天津市市场监督管理委员会",
        "unit_uscc": uscc(9),
        "period_from": date(2026, 5, 1),
        "period_to": date(2026, 5, 31),
        "batch_kind": "零报送",
    }
    return ZeroReport(**{**plain, **fields})


def parsed(
    record: Record, line: int, order: str = "2026-05-20", warnings: tuple[Finding, ...] = ()
) -> ParsedRow:
    digest = hashlib.blake2b(repr(record).encode(), digest_size=16).digest()
    code = getattr(record, "uscc", "")
    called = getattr(record, "subject_name", "") or getattr(record, "name", "")
    raw = {"行政相对人名称": called, "行": str(line)}
    return ParsedRow(line, record, digest, order, warnings, raw=raw, code=code, name=called)


def failed(line: int, code: str = "", called: str = "", rule: str = "uscc_invalid") -> ParsedRow:
    digest = hashlib.blake2b(f"{line}{code}{called}".encode(), digest_size=16).digest()
    return ParsedRow(
        line=line,
        record=None,
        digest=digest,
        failures=(Finding(rule, "XK_XDR_SHXYM", code),),
        raw={"XK_XDR_MC": called},
        code=code,
        name=called,
    )


@dataclass
class Desk:
    """Delivers files to a ledger; every delivery a new one unless ``digest`` says otherwise."""

    ledger: Ledger
    city: City
    now: datetime = NOW
    sent: int = 0

    def source(self, code: str, **changes: Any) -> None:
        """Change a source of the city, as its TOML would."""
        changed: dict[str, Source] = dict(self.city.sources)
        changed[code] = replace(changed[code], **changes)
        self.city = replace(self.city, sources=changed)

    def open(self, source: str, digest: bytes, *, order: str = "", **more: Any) -> Opened:
        return open_batch(
            self.ledger,
            source=source,
            file_name=f"{source}.csv",
            file_digest=digest,
            now=self.now,
            order=order,
            delivery=self.city.sources[source].delivery,
            **more,
        )

    def deliver(
        self,
        source: str,
        rows: Sequence[Record | ParsedRow],
        *,
        digest: bytes | None = None,
        order: str | None = None,
        chunk: int = 500,
        item: str = "",
        period: Period | None = None,
    ) -> BatchReceipt:
        """A file of these records, from its first row to its receipt."""
        self.sent += 1
        day = order if order is not None else f"2026-05-{self.sent:02d}"
        numbered = [
            row if isinstance(row, ParsedRow) else parsed(row, line, day)
            for line, row in enumerate(rows, start=2)
        ]
        opened = self.open(
            source, digest or self.sent.to_bytes(4, "big"), order=day, item_code=item, period=period
        )
        acceptor = Acceptor(self.ledger, self.city, opened.batch, self.now)
        if opened.outcome == "duplicate_file":
            return acceptor.receipt()
        for start in range(opened.batch.rows_done, len(numbered), chunk):
            part = numbered[start : start + chunk]
            acceptor.accept(part, rows_done=start + len(part))
        return acceptor.finish()

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    def subject(self, firm: int = 1) -> snapshots.SubjectSnapshot:
        with self.ledger.read() as conn:
            found = snapshots.find_subject(conn, uscc(firm))
            assert found is not None
            return snapshots.load_subjects(conn, [found])[found]

    def records(self, firm: int = 1) -> list[kinds.Record]:
        return [snapshot.record for snapshot in self.subject(firm).records]


def counted(receipt: BatchReceipt) -> dict[str, int]:
    """The counts that are not nought."""
    return {name: count for name, count in receipt.batch.counts.items() if count}
