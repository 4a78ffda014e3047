"""Remarks on rows that were taken in."""

from __future__ import annotations

from typing import Final

from gongshi.records.problem_tables.problem import Problem

REMARKS: Final = (
    Problem(
        "amount_implausible",
        "warning",
        "{field}的金额 {value} 万元异常偏大，请核对单位是否为万元。",
        "The amount {value} (10,000 yuan) in {field} is implausibly large; is the unit right?",
    ),
    Problem(
        "amount_rounded",
        "warning",
        "{field}的金额 {value} 超过 6 位小数，已四舍五入。",
        "The amount {value} in {field} has more than 6 decimals and was rounded.",
    ),
    Problem(
        "amount_unit_read",
        "warning",
        "{field}中写有单位（{value}），已按该单位换算为万元。",
        "{field} names its unit ({value}) and was converted to 10,000 yuan.",
    ),
    Problem(
        "amount_unreadable",
        "warning",
        "{field}的金额“{value}”无法识别，按未填写处理。",
        "The amount “{value}” in {field} cannot be read and counts as not given.",
    ),
    Problem(
        "characters_lost",
        "warning",
        "{field}中有无法显示的字符（�）：导出时已丢失，请从业务系统重新导出后重报。",
        "{field} holds characters that were lost in an export (�); export it again and file it again.",
    ),
    Problem(
        "code_in_other_column",
        "warning",
        "{field}中填写的 {value} 是其他类型的代码，已按其类型读取。",
        "{value} in {field} is a code of another kind and was read as that.",
    ),
    Problem(
        "code_invalid",
        "warning",
        "{field} {value} 校验不通过，已原样保留。",
        "{field} {value} fails its check; it was kept as filed.",
    ),
    Problem(
        "code_placeholder",
        "warning",
        "{field} {value} 是占位符，按未填写处理。",
        "{field} {value} is a placeholder and counts as not given.",
    ),
    Problem(
        "date_unreadable",
        "warning",
        "{field}的日期“{value}”无法识别，按未填写处理。",
        "The date “{value}” in {field} cannot be read and counts as not given.",
    ),
    Problem(
        "decision_in_future",
        "warning",
        "{field}的决定日期 {value} 晚于接收日期，到该日方可公示。",
        "The decision date {value} in {field} is in the future; the record is shown from that day.",
    ),
    Problem(
        "document_number_from_certificate",
        "warning",
        "文书号未填写，已采用许可编号 {value}。",
        "No document number was given; the certificate number {value} is used.",
    ),
    Problem(
        "document_number_is_code",
        "warning",
        "文书号 {value} 是主体自身的代码，请核对。",
        "The document number {value} is the subject's own code.",
    ),
    Problem(
        "document_number_joined",
        "warning",
        "文书号“{value}”中有多个号码，已原样保留。",
        "The document number “{value}” holds several numbers; it was kept as filed.",
    ),
    Problem(
        "enum_unknown",
        "warning",
        "{field}的值“{value}”不在代码表内。",
        "The value “{value}” in {field} is not in the code list.",
    ),
    Problem(
        "id_number_dropped",
        "warning",
        "{field}中填写了个人证件号码，已删除，未予保存。",
        "{field} held a person's ID number; it was dropped and not kept.",
    ),
    Problem(
        "id_number_in_text",
        "warning",
        "{field}的文字中含有个人证件号码，对外展示时自动遮蔽，请报送单位删除。",
        "The text of {field} holds a person's ID number; it is masked wherever it is shown. Please remove it at the source.",
    ),
    Problem(
        "kind_unknown",
        "warning",
        "处罚类别“{value}”中有无法识别的种类，按“其他”处理。",
        "Penalty kinds “{value}” hold one that is not known; it counts as 其他.",
    ),
    Problem(
        "markup_in_text",
        "warning",
        "{field}中的网页标记（如 &lt;br&gt;）已转为换行。",
        "Markup in {field} (such as &lt;br&gt;) was read as line breaks.",
    ),
    Problem(
        "mode_unreadable",
        "warning",
        "公开属性“{value}”无法识别，按不予公开处理。",
        "The disclosure mode “{value}” cannot be read; the record counts as not public.",
    ),
    Problem(
        "name_differs",
        "warning",
        "名称“{value}”与该主体的现用名、曾用名均不一致。",
        "The name {value} is neither the subject's present nor a former one.",
    ),
    Problem(
        "order_unreadable",
        "warning",
        "{field}的值“{value}”不是日期或时间，无法判断先后。",
        "“{value}” in {field} is no date or time, so the row's order is unknown.",
    ),
    Problem(
        "removal_early",
        "warning",
        "提前移出日期 {value} 未满规定的最短期限，仍按移出处理，请核对。",
        "The early removal {value} comes before the shortest term is over; it is obeyed all the "
        "same. Check it.",
    ),
    Problem(
        "repair_early",
        "warning",
        "修复早于最短公示期届满（截止 {value}）：已按修复决定执行，计入监督统计。",
        "Repaired before the end of the shortest publication period ({value}): obeyed, and counted for supervision.",
    ),
    Problem(
        "repair_never_early",
        "warning",
        "该处罚依规不得提前停止公示（应公示至 {value}）：已按修复决定执行，计入监督统计。",
        "This penalty must not be repaired early (it runs until {value}): obeyed, and counted for supervision.",
    ),
    Problem(
        "required_missing",
        "warning",
        "必填项 {field} 未填写。",
        "The required {field} is missing.",
    ),
    Problem(
        "state_undocumented",
        "warning",
        "{field}的值“{value}”在本来源的格式中没有定义，已按旧格式理解（1 为撤销，不予公示；其余数字为异议），请核实。",
        "{field} “{value}” is not defined for this source; read as in the older layout (1: revoked, hidden; else: objected).",
    ),
    Problem(
        "status_unclear",
        "warning",
        "{field}的值“{value}”含义不明，已原样保留。",
        "What “{value}” means in {field} is not clear; it was kept as filed.",
    ),
    Problem(
        "subject_kind_differs",
        "warning",
        "相对人类别“{value}”与统一社会信用代码的机构类别不一致。",
        "The subject's kind “{value}” does not go with the category in its USCC.",
    ),
    Problem(
        "text_meaningless",
        "warning",
        "{field}的内容“{value}”没有实际意义，请报送单位核对。",
        "The content “{value}” of {field} says nothing; please check it at the source.",
    ),
    Problem(
        "too_long",
        "warning",
        "{field}超过规定长度（{value} 字），已全文保留。",
        "{field} is longer than the layout allows ({value} characters); it was kept whole.",
    ),
    Problem(
        "unchanged_withdrawn",
        "warning",
        "本行与一条已撤销、变更或撤回的记录完全相同，该记录仍不公示；如另行作出了决定，请按新决定的内容报送。",
        "This row equals a record that was withdrawn, which stays hidden; a decision made anew must be filed as it reads now.",
    ),
    Problem(
        "uscc_inner_check",
        "warning",
        "统一社会信用代码 {value} 中的组织机构代码校验不通过，已按原码接收。",
        "The organisation code inside USCC {value} fails its own check; the code was taken as it is.",
    ),
    Problem(
        "uscc_repaired",
        "warning",
        "统一社会信用代码中的字母 O、I 已按数字 0、1 读取：{value}。",
        "Letters O and I in the USCC were read as digits 0 and 1: {value}.",
    ),
    Problem(
        "validity_reversed",
        "warning",
        "有效期至早于有效期自（{value}）。",
        "The validity ends before it begins ({value}).",
    ),
)
