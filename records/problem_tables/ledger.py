"""Problems of the city's configuration, the ledger and the exposure boards."""

from __future__ import annotations

from typing import Final

from gongshi.records.problem_tables.problem import Problem

LEDGER: Final = (
    Problem(
        "board_basis_tells",
        "error",
        "列入依据中写有该主体处罚的决定文书号：处罚停止公示后，依据仍会透露它。请只写列入所依据的文件。",
        "The basis cites a decision about the subject and would tell of it when it is no longer public; "
        "name only the instrument the entry rests on.",
    ),
    Problem(
        "board_candidate_missing",
        "error",
        "{subject} 目前不符合“{board}”的条件，没有可确认的事项（或所指记录不足以构成）。",
        "{subject} does not fulfil the rule of {board} now, or not by the records named: there is nothing to confirm.",
    ),
    Problem(
        "board_choice_ambiguous",
        "error",
        "{subject} 在“{board}”有多个事项（{found}），请用 --sector 和 --violation 指明一个。",
        "{subject} has several matters on {board} ({found}): say which by --sector and --violation.",
    ),
    Problem(
        "board_confirmation_missing",
        "error",
        "{subject} 在“{board}”没有有效的确认可以撤回。",
        "{subject} has no standing confirmation on {board} to take back.",
    ),
    Problem(
        "board_needs_no_confirmation",
        "error",
        "“{board}”无须确认：符合规则即列入，不再符合即退出。",
        "{board} needs no confirmation: its rule alone decides.",
    ),
    Problem(
        "board_unit_not_named",
        "error",
        "“{unit}”不是“{board}”的确认单位（{units}）。",
        "{unit} is none of the units that may confirm entries of {board} ({units}).",
    ),
    Problem(
        "board_unknown",
        "error",
        "没有代码为“{board}”的曝光台（现有：{known}）。",
        "There is no exposure board {board!r} (there are: {known}).",
    ),
    Problem(
        "calendar_year_missing",
        "error",
        "工作日历缺少{year}年的法定节假日安排，请在城市配置 holidays.toml 中补充。",
        "The working-day calendar has no official holidays for {year}; add them to the city's holidays.toml.",
    ),
    Problem(
        "city_invalid",
        "error",
        "城市配置有误：文件 {file}，键 {key}：{reason}",
        "The city's configuration is wrong: file {file}, key {key}: {reason}",
    ),
    Problem(
        "city_unknown",
        "error",
        "没有名为“{name}”的内置城市（现有：{shipped}）；也可以给出城市文件夹的路径。",
        "No city {name!r} is shipped (there are: {shipped}); the path of a city's folder will do too.",
    ),
    Problem(
        "disk_full",
        "error",
        "磁盘已满，未写入任何内容：{place}。请释放空间后重新执行，已接收的部分不会重复。",
        "The disk is full, nothing was written: {place}. Make room and run it again; what was taken in stays.",
    ),
    Problem(
        "ledger_busy",
        "error",
        "台账正被另一个写入占用，等待超时：{place}。请稍后重试。",
        "Another writer holds the ledger, waiting ended: {place}. Try again later.",
    ),
    Problem(
        "ledger_missing",
        "error",
        "台账不存在：{place}",
        "There is no ledger at {place}.",
    ),
    Problem(
        "ledger_newer",
        "error",
        "台账由更新的版本写入（{revision}，本版本只认识到 {known}），请升级程序。",
        "A newer release wrote the ledger ({revision}; this one knows up to {known}): upgrade gongshi.",
    ),
    Problem(
        "ledger_unavailable",
        "error",
        "无法使用台账 {place}：{reason}",
        "The ledger at {place} cannot be used: {reason}",
    ),
    Problem(
        "unknown_id",
        "error",
        "没有找到：{what}",
        "Not found: {what}",
    ),
)
