"""What became of a file: the receipt a unit gets, as an object, as JSON and as text (Chinese,
English)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from gongshi.indexers.file_account import FileAccount
from gongshi.indexers.layouts.column import Layout
from gongshi.indexers.readers.raw import Survey
from gongshi.indexers.rows import Finding, ParsedRow
from gongshi.ledger.approvals import Approval
from gongshi.ledger.batches import BatchReceipt, ProblemCount
from gongshi.records.periods import Period
from gongshi.records.places import place_text
from gongshi.records.problems import PROBLEMS

Outcome = Literal["taken", "resumed", "duplicate_file", "checked", "failed", "open"]

#: How many examples of one rule a receipt shows.
EXAMPLES: Final = 5

COUNTS: Final[Mapping[str, tuple[str, str]]] = {
    "added": ("新增", "new"),
    "corrected": ("更正", "corrected"),
    "unchanged": ("未变", "unchanged"),
    "duplicate": ("文件内重复", "duplicate in the file"),
    "older": ("早于现有版本", "older than what is held"),
    "quarantined": ("隔离", "quarantined"),
    "applied": ("已执行", "applied"),
    "waiting": ("等待原记录", "waiting for their record"),
    "declared": ("覆盖期间申报", "periods declared"),
    "removed": ("全量缺失移除", "absent from the full file"),
    "returned": ("全量重新出现", "back in the full file"),
    "usable": ("可接收", "usable"),
}
_OUTCOMES: Final[Mapping[Outcome, tuple[str, str]]] = {
    "taken": ("已接收", "taken in"),
    "resumed": ("已续接并接收完", "resumed and taken in"),
    "duplicate_file": (
        "该文件此前已完整接收，未作任何改动",
        "taken in before; nothing was changed",
    ),
    "checked": ("仅检查，未写入任何数据", "checked only; nothing was written"),
    "failed": ("未能接收完", "not taken in to its end"),
    "open": ("尚未接收完", "not yet taken in to its end"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """One row a finding was made in. ``line``: as an editor shows it."""

    line: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Receipt:
    """The result of ``ingest``.

    ``counts``: rows by what became of them. ``problems``: how many rows bear a finding, by rule and
    column. ``examples``: the first rows of each rule, found in this run. ``problem``: "" or the
    code of what kept a full delivery from removing anything.
    """

    source: str
    layout: Layout
    file_name: str
    file_digest: str  # SHA-256, hex
    outcome: Outcome
    batch_id: str
    file: FileAccount
    counts: Mapping[str, int]
    problems: tuple[ProblemCount, ...]
    examples: tuple[Example, ...]
    item_code: str = ""
    period: Period | None = None
    problem: str = ""
    problem_value: str = ""
    bulk: bool = False  # withdraws more than one person may alone
    approval: str = ""  # the request for a second person
    approval_state: str = ""

    @property
    def rows(self) -> int:
        return self.file.rows

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        return self.file.unknown_columns

    @property
    def forbidden_columns(self) -> tuple[str, ...]:
        return self.file.forbidden_columns

    @property
    def quarantined(self) -> int:
        return self.counts.get("quarantined", 0)

    def with_approval(self, found: Approval | None) -> Receipt:
        """Told of the request the delivery gave rise to."""
        if found is None:
            return self
        return replace(self, bulk=True, approval=found.id, approval_state=found.state)

    def to_json(self) -> dict[str, Any]:
        """The receipt as plain values."""
        return {
            "source": self.source,
            "layout": self.layout.code,
            "file": self.file_name,
            "sha256": self.file_digest,
            "outcome": self.outcome,
            "batch": self.batch_id,
            "format": self.file.format,
            "encoding": self.file.encoding,
            "sheets": list(self.file.sheets),
            "sheetsPassedOver": list(self.file.passed_over),
            "hiddenSheets": list(self.file.hidden_sheets),
            "message": dict(self.file.message),
            "item": self.item_code,
            "period": None
            if self.period is None
            else {"from": self.period.start.isoformat(), "to": self.period.end.isoformat()},
            "rows": self.rows,
            "blankRows": self.file.blank_rows,
            "hiddenRows": self.file.hidden_rows,
            "captionRows": self.file.captions,
            "statedRows": self.file.total,
            "counts": dict(self.counts),
            "unknownColumns": list(self.unknown_columns),
            "droppedColumns": list(self.forbidden_columns),
            "problem": self.problem,
            "needsSecondPerson": self.bulk,
            "approval": self.approval,
            "approvalState": self.approval_state,
            "problems": [
                {
                    "code": problem.code,
                    "level": PROBLEMS[problem.code].level,
                    "field": problem.field,
                    "rows": problem.rows,
                }
                for problem in self.problems
            ],
            "examples": [
                {
                    "line": example.line,
                    "place": place_text(example.line, self.file.sheets),
                    "code": example.finding.code,
                    "field": example.finding.field,
                    "value": example.finding.value,
                    "zh": sentence(example.finding, self.layout, "zh"),
                    "en": sentence(example.finding, self.layout, "en"),
                }
                for example in self.examples
            ],
        }

    def text(self, language: Literal["zh", "en"] = "zh") -> str:
        """The receipt for a person to read."""
        return _text(self, language)


class Tally:
    """Gathers examples and, for a check, the counts the ledger would otherwise give."""

    def __init__(self, everywhere: Container[tuple[str, str]] = ()) -> None:
        """``everywhere``: (rule, column) of remarks that every row has; none is an example."""
        self._everywhere = everywhere
        self.problems: Counter[tuple[str, str]] = Counter()
        self.examples: list[Example] = []
        self.usable = 0
        self.quarantined = 0
        self._chunk: set[tuple[int, Finding]] = set()

    def add(self, rows: Iterable[ParsedRow]) -> None:
        """Note a chunk of rows."""
        self._chunk.clear()
        for row in rows:
            self.usable += not row.failures
            self.quarantined += bool(row.failures)
            for finding in (*row.failures, *row.warnings):
                self._note(row.line, finding)

    def note(self, findings: Iterable[tuple[int, Finding]]) -> None:
        """Note what the ledger found in the chunk just added."""
        for line, finding in findings:
            if (line, finding) not in self._chunk:
                self._note(line, finding)

    def _note(self, line: int, finding: Finding) -> None:
        self._chunk.add((line, finding))
        key = (finding.code, finding.field)
        self.problems[key] += 1
        if self.problems[key] <= EXAMPLES and key not in self._everywhere:
            self.examples.append(Example(line, finding))


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in a receipt whatever became of the file."""

    source: str
    layout: Layout
    survey: Survey
    account: FileAccount
    item_code: str = ""
    period: Period | None = None
    tally: Tally = field(default_factory=Tally)

    def receipt(self, outcome: Outcome, done: BatchReceipt | None) -> Receipt:
        """The receipt: from the ledger's own when a batch was written, else from the tally."""
        tally = self.tally
        counts: Mapping[str, int] = {"usable": tally.usable, "quarantined": tally.quarantined}
        problems = tuple(
            ProblemCount(code, column, rows)
            for (code, column), rows in sorted(tally.problems.items())
        )
        if outcome == "duplicate_file":
            counts, problems = {}, ()
        elif done is not None:
            counts, problems = done.batch.counts, done.problems
        return Receipt(
            source=self.source,
            layout=self.layout,
            file_name=self.survey.facts.path.name,
            file_digest=self.survey.facts.digest.hex(),
            outcome=outcome,
            batch_id="" if done is None else done.batch.id,
            file=self.account,
            counts=counts,
            problems=problems,
            examples=tuple(tally.examples),
            item_code=self.item_code,
            period=self.period,
            problem="" if done is None else done.batch.problem,
            problem_value="" if done is None else done.batch.problem_value,
        )


def sentence(finding: Finding, layout: Layout, language: Literal["zh", "en"]) -> str:
    """A finding as a sentence a clerk understands; the column with its Chinese label."""
    problem = PROBLEMS[finding.code]
    template = problem.zh if language == "zh" else problem.en
    return template.format(field=labelled(finding.field, layout), value=finding.value)


def labelled(code: str, layout: Layout) -> str:
    """``XK_JDRQ（许可决定日期）``; the code alone where the layout has no such column."""
    for column in layout.columns:
        if column.code == code:
            return f"{code}（{column.label}）"
    return code


def _text(receipt: Receipt, language: Literal["zh", "en"]) -> str:
    zh = language == "zh"
    place = 0 if zh else 1
    lines = [
        f"{receipt.file_name} → {receipt.source}（{receipt.layout.label}）："
        f"{_OUTCOMES[receipt.outcome][0]}"
        if zh
        else f"{receipt.file_name} → {receipt.source}: {_OUTCOMES[receipt.outcome][1]}"
    ]
    head = f"{receipt.rows} 行" if zh else f"{receipt.rows} rows"
    parts = [
        f"{COUNTS[name][place]} {count}"
        for name, count in receipt.counts.items()
        if count and name in COUNTS
    ]
    separator = "，" if zh else ", "
    lines.append("  " + separator.join([head, *parts]))
    if receipt.period is not None:
        span = f"{receipt.period.start}..{receipt.period.end}"
        lines.append(f"  覆盖期间：{span}" if zh else f"  period covered: {span}")
    file = receipt.file
    if file.total not in (None, file.rows):
        lines.append(
            f"  ! 文件声明共 {file.total} 条，实有 {file.rows} 条"
            if zh
            else f"  ! the file says it has {file.total} rows, but has {file.rows}"
        )
    if file.hidden_rows:
        lines.append(
            f"  含隐藏行 {file.hidden_rows} 行（已读取）"
            if zh
            else f"  {file.hidden_rows} hidden rows were read"
        )
    if file.captions:
        lines.append(
            f"  未作为记录读取的行（合计、标题、注、填表人等）：{file.captions}"
            if zh
            else f"  rows that are no records (totals, captions, notes), not read: {file.captions}"
        )
    said = tuple(f"{name}={value}" for name, value in file.message)
    for names, zh_label, en_label in (
        (file.sheets, "读取的工作表", "sheets read"),
        (file.passed_over, "未读取的工作表（无可识别的表头）", "sheets without a known header"),
        (file.hidden_sheets, "未读取的隐藏工作表", "hidden sheets, not read"),
        (said, "报文头", "message header"),
        (receipt.unknown_columns, "未识别、未保存的列", "columns not known, not stored"),
        (receipt.forbidden_columns, "依规丢弃的列", "columns dropped at the door"),
    ):
        if names:
            label = zh_label if zh else en_label
            lines.append(f"  {label}: {'、'.join(names) if zh else ', '.join(names)}")
    if receipt.problem:
        lines.append(f"  ! {receipt.problem} {receipt.problem_value}".rstrip())
    if receipt.bulk and receipt.approval_state not in {"done", "refused"}:
        ask = f"gongshi approvals show {receipt.approval}" if receipt.approval else ""
        if zh:
            lines.append(f"  ! 批量撤销，须由另一人确认后执行，此前一条也不撤销。{ask}")
        else:
            lines.append(f"  ! bulk withdrawal: a second person must confirm it first. {ask}")
    for problem in receipt.problems:
        level = PROBLEMS[problem.code].level
        mark = {"quarantine": "隔离", "warning": "提示"}.get(level, level) if zh else level
        field_text = labelled(problem.field, receipt.layout) if zh else problem.field
        lines.append(f"  [{mark}] {problem.code} {field_text}: {problem.rows}")
        lines += [
            f"      {'第' if zh else 'line'} {place_text(example.line, file.sheets)}"
            f"{' 行' if zh else ''}: "
            f"{sentence(example.finding, receipt.layout, language)}"
            for example in receipt.examples
            if (example.finding.code, example.finding.field) == (problem.code, problem.field)
        ][: EXAMPLES if level == "quarantine" else 1]
    return "\n".join(lines)
