"""Problems of acts on accepted records, and of what waits for a person."""

from __future__ import annotations

from typing import Final

from gongshi.records.problem_tables.problem import Problem

ACTS: Final = (
    Problem(
        "act_before_decision",
        "error",
        "记录 {record} 作出于 {decided}，对它的决定及其生效日期（{date}）不能早于它，请核对日期。",
        "Record {record} was decided on {decided}; a decision about it cannot be made or take effect before ({date}).",
    ),
    Problem(
        "act_in_future",
        "error",
        "决定日期 {date} 尚未到来；生效日期可以在将来，决定日期不可以。",
        "The decision's day {date} is still to come; the day it takes effect may be, not the decision's.",
    ),
    Problem(
        "act_unusable",
        "error",
        "该操作无法执行：{reason}",
        "This act cannot be done: {reason}",
    ),
    Problem(
        "already_withdrawn",
        "error",
        "记录 {record} 已由文书 {document} 撤销，不再公示，无需再作处理。",
        "Record {record} was withdrawn by {document} and is not shown; nothing is left to be done.",
    ),
    Problem(
        "approval_decided",
        "error",
        "审批 {approval} 已由 {by} 办结（{state}）。",
        "Approval {approval} was decided by {by} ({state}).",
    ),
    Problem(
        "approval_same_person",
        "error",
        "审批须由另一人作出：{by} 就是提出人。",
        "A second person must decide: {by} is who asked.",
    ),
    Problem(
        "approval_unfinished_file",
        "error",
        "文件 {file} 尚未接收完，请先重新接收该文件或放弃它，再审批。",
        "The file {file} was not taken in to its end; ingest it again or abandon it before deciding.",
    ),
    Problem(
        "event_source_unclear",
        "error",
        "该单位的操作由哪个来源报送不明确（{sources}），请用 --source 指明。",
        "It is not clear which source this act comes by ({sources}); name it with --source.",
    ),
    Problem(
        "nothing_to_lift",
        "error",
        "记录 {record} 目前没有被暂不公示，无可解除。",
        "Record {record} is not withheld; there is nothing to lift.",
    ),
    Problem(
        "nothing_to_resume",
        "error",
        "记录 {record} 在 {date} 没有暂停公示，无可恢复。",
        "Record {record} is not suspended on {date}; there is nothing to resume.",
    ),
    Problem(
        "nothing_to_revoke",
        "error",
        "记录 {record} 在 {date} 没有生效的信用修复，无可撤销。",
        "Record {record} is not repaired on {date}; there is nothing to revoke.",
    ),
    Problem(
        "record_of_another_unit",
        "error",
        "“{unit}”不是记录 {record} 的决定机关、数据来源单位或报送单位，也不是可以代办的单位。",
        "{unit!r} neither decided nor delivered record {record}, and is no unit that acts for all.",
    ),
    Problem(
        "row_not_decidable",
        "error",
        "待核行 {row}（{rules}）不能由人认定：{reason}",
        "The quarantined row {row} ({rules}) cannot be decided by a person: {reason}",
    ),
    Problem(
        "until_past",
        "error",
        "截止日期 {value} 已过。",
        "The last day {value} is past.",
    ),
)
