"""Every problem gongshi can tell of, with a stable code and a sentence in Chinese and English.

``error``: the whole request or file ends here. ``quarantine``: one row cannot be used and is kept
for a clerk. ``warning``: the row was taken in, with a remark. Placeholders are filled from the
values given. The reference in ``docs/errors.md`` is held to this catalogue by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    level: Literal["error", "quarantine", "warning"]
    zh: str
    en: str


def _catalogue(*problems: Problem) -> Mapping[str, Problem]:
    codes = [problem.code for problem in problems]
    assert len(codes) == len(set(codes)), "a problem code stands twice"
    return {problem.code: problem for problem in problems}


PROBLEMS: Final[Mapping[str, Problem]] = _catalogue(
    # --- records ---
    Problem(
        "calendar_year_missing",
        "error",
        "工作日历缺少{year}年的法定节假日安排，请在城市配置 holidays.toml 中补充。",
        "The working-day calendar has no official holidays for {year}; add them to the city's holidays.toml.",
    ),
    # --- cities ---
    Problem(
        "city_unknown",
        "error",
        "没有名为“{name}”的内置城市（现有：{shipped}）；也可以给出城市文件夹的路径。",
        "No city {name!r} is shipped (there are: {shipped}); the path of a city's folder will do too.",
    ),
    Problem(
        "city_invalid",
        "error",
        "城市配置有误：文件 {file}，键 {key}：{reason}",
        "The city's configuration is wrong: file {file}, key {key}: {reason}",
    ),
    # --- ledger ---
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
    # --- boards ---
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
    # --- indexers ---
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
        "awaits_approval",
        "quarantine",
        "批量撤销须由另一人确认后执行：gongshi approvals list。",
        "A bulk withdrawal waits for a second person: gongshi approvals list.",
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
    Problem(
        "abandoned",
        "error",
        "文件 {file} 未接收完即被放弃：已接收的行保留，未移除任何记录，未登记覆盖期间。",
        "The file {file} was abandoned before its end: rows taken in stay, nothing was removed or declared.",
    ),
    Problem(
        "ambiguous_in_file",
        "quarantine",
        "同一文件中有另一行与本行关键字段相同而内容不同，无法判断以哪一行为准，请核对后重报。",
        "Another row of this file has the same key and other content; check which one is right and file it again.",
    ),
    Problem(
        "ambiguous_match",
        "quarantine",
        "本行像是对已有记录的更正，但对应的记录或更正不止一条，或仅文书号和机关相同，无法判断，请核对后重报；"
        "如为同一决定的另一违法行为，请与该决定原有各行一并报送。",
        "This row looks like a correction, but several records or rows fit, or only number and authority are the same; "
        "check it and file it again, another violation of one decision together with that decision's other rows.",
    ),
    Problem(
        "ambiguous_target",
        "quarantine",
        "原决定文书号 {value} 对应不止一条记录，请填写“原记录辨别内容”后重报。",
        "The target document number {value} fits several records; say which one in 原记录辨别内容.",
    ),
    Problem(
        "amount_implausible",
        "warning",
        "{field}的金额 {value} 万元异常偏大，请核对单位是否为万元。",
        "The amount {value} (10,000 yuan) in {field} is implausibly large; is the unit right?",
    ),
    Problem(
        "amount_out_of_range",
        "quarantine",
        "{field}的金额 {value} 超出 decimal(18,6) 的范围，请核对后重报。",
        "The amount {value} in {field} does not fit decimal(18,6); correct it and file it again.",
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
        "archive_empty",
        "error",
        "压缩包 {file} 中没有文件。",
        "The archive {file} holds no file.",
    ),
    Problem(
        "archive_inside",
        "error",
        "文件 {file} 是压缩包，其中的文件须逐个接收；压缩包内不能再有压缩包。",
        "{file} is an archive: its files are taken in one by one, and none of them may be an archive.",
    ),
    Problem(
        "archive_of_full",
        "error",
        "{file} 共 {count} 个文件，而来源 {source} 为全量报送：每个文件都会移除其余文件的记录，请合并为一个文件。",
        "{file}: {count} files, but source {source} delivers in full: each would remove the others' records; send one file.",
    ),
    Problem(
        "batch_open",
        "error",
        "来源 {source} 的上一个文件 {file} 尚未接收完：请先重新接收该文件，或放弃它。",
        "The last file {file} of source {source} was not taken in to its end: ingest it again or abandon it.",
    ),
    Problem(
        "batch_taken",
        "error",
        "批次 {batch} 正由另一个进程接收或已结束。",
        "Batch {batch} is being taken in by another process, or has ended.",
    ),
    Problem(
        "cell_error",
        "quarantine",
        "{field}的单元格显示为错误值 {value}，请改为正确内容。",
        "The cell {field} shows the error {value}; put in what is meant.",
    ),
    Problem(
        "cell_merged",
        "quarantine",
        "{field}位于跨列合并的单元格（“{value}”）中，无法确定该值属于哪一列，请取消合并后填写。",
        "{field} stands in cells merged over several columns (“{value}”), so nobody can tell which one is meant; unmerge them.",
    ),
    Problem(
        "cell_not_text",
        "quarantine",
        "本行的 {value} 不是文字或数字，请按一列一值填写。",
        "{value} of this row is neither text nor number.",
    ),
    Problem(
        "cell_unreadable",
        "quarantine",
        "本行的 {value} 含有无法保存的字符，请重新导出。",
        "{value} of this row holds characters that cannot be stored.",
    ),
    Problem(
        "cell_without_value",
        "quarantine",
        "{field}的单元格是公式，但文件中没有计算结果；请在表格软件中打开并保存，或粘贴为数值。",
        "The cell {field} is a formula without its result; open and save the file in a spreadsheet program, or paste values.",
    ),
    Problem(
        "city_key_missing",
        "quarantine",
        "本行为自然人信息，但未配置城市密钥（GONGSHI_CITY_KEY_FILE），证件号码无法转换为识别码，未予保存。",
        "This row is about a natural person, but no city key is set (GONGSHI_CITY_KEY_FILE); the ID number was not kept.",
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
        "csv_unreadable",
        "error",
        "文件 {file} 第 {line} 行无法按 CSV 读取：{reason}",
        "File {file}, line {line} cannot be read as CSV: {reason}",
    ),
    Problem(
        "date_unreadable",
        "warning",
        "{field}的日期“{value}”无法识别，按未填写处理。",
        "The date “{value}” in {field} cannot be read and counts as not given.",
    ),
    Problem(
        "decision_date_unreadable",
        "quarantine",
        "{field}的决定日期“{value}”缺失或不是有效日期，请按 YYYY/MM/DD 更正后重报。",
        "The decision date “{value}” in {field} is missing or no date; correct it (YYYY/MM/DD) and file it again.",
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
        "encoding_damaged",
        "error",
        "文件 {file} 为 UTF-8 编码，但第 {line} 行（第 {offset} 字节）已损坏，请重新导出。",
        "File {file} is UTF-8 but damaged in line {line} (byte {offset}); export it again.",
    ),
    Problem(
        "encoding_unreadable",
        "error",
        "文件 {file} 既不是 UTF-8 也不是 GB18030 编码（第 {line} 行，第 {offset} 字节），请另存为 UTF-8。",
        "File {file} is neither UTF-8 nor GB18030 (line {line}, byte {offset}); save it as UTF-8.",
    ),
    Problem(
        "encoding_utf16",
        "error",
        "文件 {file} 为 UTF-16（Unicode）编码，请另存为 UTF-8 后重报。",
        "File {file} is UTF-16; save it as UTF-8.",
    ),
    Problem(
        "enum_unknown",
        "warning",
        "{field}的值“{value}”不在代码表内。",
        "The value “{value}” in {field} is not in the code list.",
    ),
    Problem(
        "event_action_unreadable",
        "quarantine",
        "{field}的值“{value}”无法识别，无法执行，请按代码表更正后重报。",
        "The value “{value}” in {field} cannot be read, so nothing can be done; use the code list and file it again.",
    ),
    Problem(
        "file_binary",
        "error",
        "文件 {file} 第 {line} 行含有空字符（NUL），不是文本文件或已损坏。",
        "File {file}, line {line} holds NUL bytes: it is no text file, or damaged.",
    ),
    Problem(
        "file_changed",
        "error",
        "文件 {file} 在接收过程中被改动，请待其写完后重新接收。",
        "File {file} changed while it was being read; wait until it is complete and ingest it again.",
    ),
    Problem(
        "file_empty",
        "error",
        "文件 {file} 是空的。无数据可报时请使用零报送。",
        "File {file} is empty. When there is nothing to report, file a zero report.",
    ),
    Problem(
        "file_encrypted",
        "error",
        "文件 {file} 设有打开密码，无法读取；请取消密码后重报。",
        "File {file} is protected by a password; remove it and send the file again.",
    ),
    Problem(
        "file_inflates",
        "error",
        "文件 {file} 解压后超出限制（{limit}），可能已损坏或被恶意构造，未予读取。",
        "File {file} unpacks to more than is allowed ({limit}): damaged, or made to do harm. It was not read.",
    ),
    Problem(
        "file_missing",
        "error",
        "无法打开文件 {file}：{reason}",
        "File {file} cannot be opened: {reason}",
    ),
    Problem(
        "file_truncated",
        "error",
        "文件 {file} 不完整：自第 {line} 行起的内容被截断（引号未闭合或缺列），未接收任何记录，请重新传送。",
        "File {file} is cut off from line {line} on (open quote, or cells missing); nothing was taken in, send it again.",
    ),
    Problem(
        "file_without_rows",
        "error",
        "文件 {file} 只有表头，没有数据。无数据可报时请注明覆盖期间（--period）或使用零报送。",
        "File {file} has a header and no rows. When there is nothing to report, declare the period (--period) or file a zero report.",
    ),
    Problem(
        "format_unsupported",
        "error",
        "文件 {file} 的格式（{format}）不能接收；请另存为 .xlsx 或 CSV（UTF-8）。",
        "File {file} is of a format that cannot be taken in ({format}); save it as .xlsx or CSV (UTF-8).",
    ),
    Problem(
        "full_drop_exceeded",
        "error",
        "全量文件缺少来源 {source} 现有记录的 {share}，超过上限 {limit}：未移除任何记录，请核实文件是否完整。",
        "The full file lacks {share} of what source {source} has, more than {limit}: nothing was removed; check it.",
    ),
    Problem(
        "full_incomplete",
        "error",
        "来源 {source} 的全量文件中有无法判断主体的隔离行，不能视为完整：未移除任何记录，请处理隔离行后重报。",
        "The full file of source {source} has quarantined rows of unknown subjects, so it is not complete: nothing was removed.",
    ),
    Problem(
        "full_older",
        "error",
        "来源 {source} 已有更新的全量文件：本文件未移除任何记录。",
        "Source {source} has a newer full file already: nothing was removed because of this one.",
    ),
    Problem(
        "header_missing",
        "error",
        "文件不符合“{layout}”格式，缺少列：{columns}。文件表头为：{header} …",
        "The file is not in layout {layout}: columns missing: {columns}. Its header begins: {header} …",
    ),
    Problem(
        "header_twice",
        "error",
        "表头重复：“{column}”与“{other}”是同一列。",
        "The header names one column twice: {column} and {other}.",
    ),
    Problem(
        "html_damaged",
        "error",
        "文件 {file} 实为网页（HTML），但无法按表格读取或已被截断（{reason}）；请从业务系统重新导出。",
        "File {file} is a web page (HTML), but cannot be read as a table, or is cut off ({reason}); export it again.",
    ),
    Problem(
        "id_number_as_code",
        "quarantine",
        "{field}中填写的是个人证件号码而不是主体代码，未予保存，请填写主体的统一社会信用代码。",
        "{field} held a person's document number, not a subject's code; it was not kept.",
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
        "index_counts_differ",
        "error",
        "新建索引 {name} 的 {collection} 文档数为 {held}，应为 {written}，未启用。请重建索引。",
        "The new index {name} holds {held} documents of {collection} instead of {written}; "
        "it was not put to use. Rebuild it.",
    ),
    Problem(
        "index_documents_differ",
        "error",
        "索引 {name} 中 {collection} 的 {owner} 与台账不一致，未启用。请重建索引。",
        "Index {name} does not hold {owner} of {collection} as the ledger tells it; "
        "it was not put to use. Rebuild it.",
    ),
    Problem(
        "index_answers_differ",
        "error",
        "索引 {name} 中，以「{query}」检索不到主体 {subject}，或其位置落后，未启用。请重建索引；"
        "仍如此时请报告，GONGSHI_JUDGEMENT_QUERIES=0 可不作此项检验。",
        "Index {name} does not answer {query!r} with subject {subject}, or not where it belongs; "
        "it was not put to use. Rebuild it; if that does not help, report it: "
        "GONGSHI_JUDGEMENT_QUERIES=0 leaves this check out.",
    ),
    Problem(
        "index_not_kept",
        "error",
        "没有可恢复的索引 {name}。",
        "There is no kept index {name} to go back to.",
    ),
    Problem(
        "index_unfit",
        "error",
        "索引 {name} 不可用（{problem}），请重建索引。",
        "The index {name} cannot be used ({problem}); rebuild it.",
    ),
    Problem(
        "item_differs",
        "error",
        "文件 {file} 报文头中的信息项 {stated} 与指定的 {item} 不一致。",
        "The header of file {file} says item {stated}, not {item}.",
    ),
    Problem(
        "item_unknown",
        "error",
        "事项 {item} 不在公示事项清单中，或不属于来源 {source}。",
        "Item {item} is not in the catalogue, or not of source {source}.",
    ),
    Problem(
        "json_damaged",
        "error",
        "文件 {file} 第 {row} 条记录附近不是有效的 JSON（{reason}），未接收任何记录，请重新传送。",
        "File {file} is no valid JSON near record {row} ({reason}); nothing was taken in, send it again.",
    ),
    Problem(
        "json_not_lines",
        "error",
        '文件 {file} 既不是每行一个对象的 JSON（JSON Lines），也不是 {{"total":…,"rows":[…]}}。',
        'File {file} is neither JSON with one object a line (JSON Lines) nor {{"total": …, "rows": […]}}.',
    ),
    Problem(
        "json_too_many_keys",
        "error",
        "文件 {file} 的字段名超过 {limit} 个，不是数据文件。",
        "File {file} has more than {limit} different keys.",
    ),
    Problem(
        "key_twice",
        "quarantine",
        "本行的字段 {value} 出现两次。",
        "Key {value} stands twice in this row.",
    ),
    Problem(
        "kind_unknown",
        "warning",
        "处罚类别“{value}”中有无法识别的种类，按“其他”处理。",
        "Penalty kinds “{value}” hold one that is not known; it counts as 其他.",
    ),
    Problem(
        "lease_lost",
        "error",
        "另一个进程已接管 {name}，本进程停止写入。",
        "Another process has taken over {name}; this one writes no more.",
    ),
    Problem(
        "line_too_long",
        "error",
        "文件 {file} 第 {line} 行过长（超过 1 MiB 没有换行），不是数据文件。",
        "File {file}, line {line} is longer than 1 MiB without a line end.",
    ),
    Problem(
        "line_unreadable",
        "quarantine",
        "本行不是有效的 JSON 对象（{value}）。",
        "This line is no JSON object ({value}).",
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
        "number_lost_digits",
        "quarantine",
        "{field}超过 15 位却以数字格式保存（显示为 {value}），末尾数字已丢失；请将该列设为文本格式后重新填写。",
        "{field} has more than 15 digits but was stored as a number (shown as {value}): its last digits are lost. Format the column as text and fill it in again.",
    ),
    Problem(
        "number_scaled",
        "quarantine",
        "{field}的单元格显示的数与实际保存的数（{value}）不同（百分比或缩小显示的格式），无法确定以哪个为准；请改为常规格式后核对。",
        "The cell {field} shows another number than the one it holds ({value}): its format is a percentage or scaled down. Use a plain format and check it.",
    ),
    Problem(
        "order_unreadable",
        "warning",
        "{field}的值“{value}”不是日期或时间，无法判断先后。",
        "“{value}” in {field} is no date or time, so the row's order is unknown.",
    ),
    Problem(
        "package_damaged",
        "error",
        "文件 {file} 不完整或已损坏，无法打开（{reason}），请重新传送。",
        "File {file} is incomplete or damaged and cannot be opened ({reason}); send it again.",
    ),
    Problem(
        "period_invalid",
        "error",
        "期间“{value}”无效，应为 起始日期..截止日期，如 2026-09-01..2026-09-30。",
        "“{value}” is no period; write FROM..TO, for instance 2026-09-01..2026-09-30.",
    ),
    Problem(
        "period_unreadable",
        "quarantine",
        "覆盖期间“{value}”缺失、无法识别或起止颠倒。",
        "The period “{value}” is missing, unreadable or ends before it begins.",
    ),
    Problem(
        "reading_stopped",
        "error",
        "读取文件 {file} 的进程意外终止（内存不足或被结束）；已接收的行保留，请重新导入同一文件继续。",
        "The process reading file {file} ended early (out of memory, or killed); the rows taken in "
        "stay, ingest the same file again to go on.",
    ),
    Problem(
        "receipt_format",
        "error",
        "回执文件 {file} 的扩展名须为 {known}。",
        "The name of the receipt {file} must end in one of {known}.",
    ),
    Problem(
        "report_kind_unreadable",
        "quarantine",
        "报送类型“{value}”无法识别，应为零报送、增量、全量或补报。",
        "The kind of report “{value}” cannot be read.",
    ),
    Problem(
        "report_source_unknown",
        "quarantine",
        "“{value}”不能对应到唯一的数据来源，请填写目录信息项编码。",
        "“{value}” does not name exactly one source; give the catalogue item.",
    ),
    Problem(
        "required_missing",
        "warning",
        "必填项 {field} 未填写。",
        "The required {field} is missing.",
    ),
    Problem(
        "resembles_hidden",
        "quarantine",
        "本行与一条已修复或已撤回、不再公示的记录内容相同，仅文书号或主体代码不同：如为对该记录的更正，无需再报；"
        "如确为另一决定，请在处罚内容中写明区别后重报。",
        "This row reads as a record that was repaired or withdrawn, but for its number or its subject's code: a "
        "correction of that record need not be filed; if it is another decision, say so in 处罚内容 and file it again.",
    ),
    Problem(
        "row_cells",
        "quarantine",
        "本行列数与表头不符（{value}），可能缺少分隔符或引号未闭合。",
        "This row has not as many cells as the header ({value}); a delimiter or a quote may be missing.",
    ),
    Problem(
        "row_count_differs",
        "quarantine",
        "申报的记录条数 {value} 与实际接收的不一致。",
        "The declared number of records ({value}) is not what was received.",
    ),
    Problem(
        "sheet_too_wide",
        "error",
        "文件 {file} 的工作表超过 {limit} 列，不是数据表。",
        "A sheet of file {file} has more than {limit} columns.",
    ),
    Problem(
        "sheets_differ",
        "error",
        "文件 {file} 的工作表“{first}”与“{other}”列不相同，请分为两个文件报送。",
        "The sheets {first!r} and {other!r} of file {file} have different columns; send two files.",
    ),
    Problem(
        "sheets_left_out",
        "error",
        "{file} 声明了覆盖期间或为全量报送，但工作表 {sheets} 似有数据却不能读取（已隐藏，或缺少必要的列），不能确认数据完整；请取消隐藏、补全表头或删除后再报。",
        "{file} declares a period or delivers in full, but the sheets {sheets} seem to hold rows that are not read (hidden, or without a key column): nobody can tell that it is complete. Unhide, complete or delete them.",
    ),
    Problem(
        "sheets_unrecognised",
        "error",
        "文件 {file} 的工作表（{sheets}）中没有可识别的表头，请使用模板（gongshi template）。",
        "No sheet of file {file} ({sheets}) has a header that is known; use the template (gongshi template).",
    ),
    Problem(
        "source_unknown",
        "error",
        "没有名为 {source} 的来源。可用的来源：{known}",
        "There is no source {source}. Sources: {known}",
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
        "subject_type_contradiction",
        "quarantine",
        "相对人类别为自然人，却填有统一社会信用代码 {value}，前后矛盾，请核对。",
        "The subject is filed as a natural person but has the USCC {value}; check which is right.",
    ),
    Problem(
        "natural_person_refused",
        "quarantine",
        "该类信息只归集法人、非法人组织和个体工商户，自然人的记录不予接收。",
        "This kind of record is taken in for legal persons, organisations and individual businesses "
        "only; a natural person's is refused.",
    ),
    Problem(
        "subject_unresolvable",
        "quarantine",
        "无法确定主体：没有有效的统一社会信用代码，其他代码也未对应到已登记主体。",
        "The subject cannot be determined: no valid USCC, and no other code of a known subject.",
    ),
    Problem(
        "not_own_record",
        "quarantine",
        "“{value}”不是该记录的决定机关、数据来源单位或报送单位，无权对其修复、撤销或暂停，请核对报送单位。",
        "{value!r} neither decided nor delivered this record and may not act on it; check the filing unit.",
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
        "suspension_reversed",
        "quarantine",
        "暂停公示的截止日期早于起始日期（{value}），无法执行，请更正后重报。",
        "The suspension ends before it begins ({value}), so nothing can be done; correct it and file it again.",
    ),
    Problem(
        "target_kind_unreadable",
        "quarantine",
        "原记录类型“{value}”无法识别，目前支持 XK（行政许可）和 CF（行政处罚）。",
        "The target's kind “{value}” cannot be read; XK (licence) and CF (penalty) are supported.",
    ),
    Problem(
        "target_not_found",
        "quarantine",
        "尚未收到文书号为 {value} 的原记录；该记录到达后将自动执行。",
        "The target record {value} has not arrived; this is applied by itself when it does.",
    ),
    Problem(
        "target_number_missing",
        "quarantine",
        "未填写原决定文书号，无法找到原记录。",
        "The target's document number is missing, so the record cannot be found.",
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
        "total_differs",
        "error",
        "文件 {file} 声明共 {total} 条，实有 {rows} 条，内容不全，未接收任何记录。",
        "File {file} says it has {total} rows, but has {rows}; nothing was taken in.",
    ),
    Problem(
        "uscc_inner_check",
        "warning",
        "统一社会信用代码 {value} 中的组织机构代码校验不通过，已按原码接收。",
        "The organisation code inside USCC {value} fails its own check; the code was taken as it is.",
    ),
    Problem(
        "xml_damaged",
        "error",
        "文件 {file} 不是有效的 XML 或已被截断（{reason}），未接收任何记录，请重新传送。",
        "File {file} holds XML that is not valid, or cut off ({reason}); nothing was taken in, send it again.",
    ),
    Problem(
        "xml_doctype",
        "error",
        "文件 {file} 的 XML 含有文档类型声明（DOCTYPE），出于安全原因不予读取。",
        "The XML in file {file} declares a document type (DOCTYPE); for safety it was not read.",
    ),
    Problem(
        "xml_no_message",
        "error",
        "文件 {file} 不是 {root} 报文（Header、Body）。",
        "File {file} is no {root} message (Header, Body).",
    ),
    Problem(
        "unchanged_withdrawn",
        "warning",
        "本行与一条已撤销、变更或撤回的记录完全相同，该记录仍不公示；如另行作出了决定，请按新决定的内容报送。",
        "This row equals a record that was withdrawn, which stays hidden; a decision made anew must be filed as it reads now.",
    ),
    Problem(
        "uscc_invalid",
        "quarantine",
        "统一社会信用代码 {value} 校验不通过，请核对。",
        "The USCC {value} fails its check.",
    ),
    Problem(
        "uscc_repaired",
        "warning",
        "统一社会信用代码中的字母 O、I 已按数字 0、1 读取：{value}。",
        "Letters O and I in the USCC were read as digits 0 and 1: {value}.",
    ),
    Problem(
        "removal_early",
        "warning",
        "提前移出日期 {value} 未满规定的最短期限，仍按移出处理，请核对。",
        "The early removal {value} comes before the shortest term is over; it is obeyed all the "
        "same. Check it.",
    ),
    Problem(
        "validity_reversed",
        "warning",
        "有效期至早于有效期自（{value}）。",
        "The validity ends before it begins ({value}).",
    ),
    # --- search ---
    Problem(
        "document_refused",
        "error",
        "检索服务拒绝收录文档 {document}：{reason}",
        "The search engine refused document {document}: {reason}",
    ),
    Problem(
        "engine_unavailable",
        "error",
        "检索服务暂不可用，请稍后再试。",
        "The search engine cannot answer now; try again later.",
    ),
    Problem(
        "facet_unknown",
        "error",
        "不能按“{facet}”分类统计。",
        "There are no counts by {facet}.",
    ),
    Problem(
        "generation_invalid",
        "error",
        "索引代次 {name} 无法使用：{reason}",
        "Index generation {name} cannot be used: {reason}",
    ),
    Problem(
        "generation_taken_over",
        "error",
        "索引代次 {name} 已由另一个进程接管写入。",
        "Another process has taken over writing index generation {name}.",
    ),
    Problem(
        "page_size_invalid",
        "error",
        "每页条数须在 1 到 {limit} 之间。",
        "The page size must be between 1 and {limit}.",
    ),
    Problem(
        "query_too_long",
        "error",
        "查询内容过长，最多 {limit} 个字符。",
        "The query is too long: at most {limit} characters.",
    ),
    # --- graphql and api ---
    Problem(
        "body_too_large",
        "error",
        "请求正文超过上限 {limit} 字节。",
        "The request body is larger than {limit} bytes.",
    ),
    Problem(
        "city_key_unusable",
        "error",
        "城市密钥文件 {file} 不可用：{reason}",
        "The city key file {file} cannot be used: {reason}",
    ),
    Problem(
        "cost_exceeds_limit",
        "error",
        "本次查询需要 {cost} 点，超过每次可用的上限 {limit} 点，请减少条数或字段。",
        "This query costs {cost} points, more than the {limit} a request may; ask for less.",
    ),
    Problem(
        "cursor_invalid",
        "error",
        "翻页标记 after 无效，或不属于本次查询。",
        "The cursor given as after is not valid, or belongs to another query.",
    ),
    Problem(
        "data_unusable",
        "error",
        "无法使用数据目录 {folder}：{reason}",
        "The data folder {folder} cannot be used: {reason}",
    ),
    Problem(
        "document_too_complex",
        "error",
        "查询文档超过上限：{what} 最多 {limit}。",
        "The document goes beyond a limit: at most {limit} {what}.",
    ),
    Problem(
        "first_out_of_range",
        "error",
        "first 必须在 1 至 {limit} 之间。",
        "first must be between 1 and {limit}.",
    ),
    Problem(
        "graphql_parse_failed",
        "error",
        "查询文档有语法错误：{reason}",
        "The document cannot be parsed: {reason}",
    ),
    Problem(
        "graphql_validation_failed",
        "error",
        "查询文档与接口定义不符：{reason}",
        "The document does not fit the schema: {reason}",
    ),
    Problem(
        "internal_error",
        "error",
        "服务内部错误，请稍后再试。编号 {reference}",
        "Internal error; please try again later. Reference {reference}",
    ),
    Problem(
        "media_type_unsupported",
        "error",
        "请求正文须为 application/json（UTF-8）。",
        "The request body must be application/json in UTF-8.",
    ),
    Problem(
        "method_not_allowed",
        "error",
        "此地址不支持方法 {method}。",
        "The method {method} is not allowed here.",
    ),
    Problem(
        "not_acceptable",
        "error",
        "只能以 application/graphql-response+json 或 application/json 应答。",
        "Answers are application/graphql-response+json or application/json only.",
    ),
    Problem(
        "not_found",
        "error",
        "没有这个地址。",
        "There is nothing at this address.",
    ),
    Problem(
        "operation_not_found",
        "error",
        "未找到要执行的查询，请核对 operationName。",
        "There is no such operation to run; check operationName.",
    ),
    Problem(
        "query_timeout",
        "error",
        "查询超时，请稍后再试或缩小范围。",
        "The query took too long; try again later or ask for less.",
    ),
    Problem(
        "rate_limited",
        "error",
        "请求过于频繁，请 {seconds} 秒后再试。",
        "Too many requests; try again in {seconds} s.",
    ),
    Problem(
        "request_invalid",
        "error",
        "请求有误：{reason}",
        "The request is wrong: {reason}",
    ),
    Problem(
        "setting_invalid",
        "error",
        "设置 {name} 有误：{reason}",
        "The setting {name} is wrong: {reason}",
    ),
    Problem(
        "setting_unknown",
        "error",
        "没有名为 {name} 的设置。",
        "There is no setting {name}.",
    ),
    Problem(
        "url_too_long",
        "error",
        "请求地址超过上限 {limit} 字节。",
        "The address of the request is longer than {limit} bytes.",
    ),
    Problem(
        "variables_invalid",
        "error",
        "查询变量有误：{reason}",
        "The variables do not fit the operation: {reason}",
    ),
    Problem(
        "window_exceeded",
        "error",
        "一次查询最多翻看前 {limit} 条，请缩小范围。",
        "At most the first {limit} rows of a search can be paged through; narrow it down.",
    ),
    # --- reports ---
    Problem(
        "report_number_taken",
        "error",
        "无法取得未使用的报告编号，请重试。",
        "No unused report number could be found; try again.",
    ),
    Problem(
        "report_period_invalid",
        "error",
        "专项信用报告的起止日期应在 {earliest} 至 {latest} 之间，且起不晚于止。",
        "The period of a special report must lie between {earliest} and {latest} and begin before it ends.",
    ),
    Problem(
        "report_purpose_invalid",
        "error",
        "请用不超过 {limit} 个可见的字写明专项信用报告的用途。",
        "Say what the special report is for, in at most {limit} visible characters.",
    ),
    Problem(
        "report_rule_missing",
        "error",
        "本市尚未配置现行的专项信用报告规则（rules.toml 中的 certification），不能出具。",
        "The city has no rule for special reports in force (certification in rules.toml); none is issued.",
    ),
    Problem(
        "report_sector_unknown",
        "error",
        "没有领域“{sector}”（现有：{known}）。",
        "No sector {sector!r} (there are: {known}).",
    ),
    Problem(
        "report_subject_unknown",
        "error",
        "没有可以出具报告的主体：{uscc}。这不表示该主体没有记录。",
        "No subject to report on: {uscc}. This is no statement that it has no records.",
    ),
    # --- tokens ---
    Problem(
        "special_reports_off",
        "error",
        "本服务未配置令牌公钥，不能在线出具专项信用报告。",
        "No public keys for tokens are set here, so no special report can be issued online.",
    ),
    Problem(
        "token_expired",
        "error",
        "令牌已过期，请重新取得。",
        "The token has expired; get a new one.",
    ),
    Problem(
        "token_forbidden",
        "error",
        "该令牌不能用于专项信用报告（{reason}）。",
        "This token is not good for special reports ({reason}).",
    ),
    Problem(
        "token_invalid",
        "error",
        "令牌无效（{reason}）。",
        "The token is not valid ({reason}).",
    ),
    Problem(
        "token_key_unusable",
        "error",
        "私钥文件 {file} 不能用于签发令牌：{reason}",
        "The private key in {file} cannot sign tokens: {reason}",
    ),
    Problem(
        "token_keys_unusable",
        "error",
        "令牌公钥文件 {file} 无法使用：{reason}",
        "The file of public keys for tokens, {file}, cannot be used: {reason}",
    ),
    Problem(
        "token_missing",
        "error",
        "专项信用报告需要该主体的令牌：Authorization: Bearer …",
        "A special report needs a token of its subject: Authorization: Bearer …",
    ),
    # --- samples and cli ---
    Problem(
        "file_exists",
        "error",
        "文件 {file} 已存在，未覆盖。请换一个文件名。",
        "The file {file} exists and was not overwritten; choose another name.",
    ),
    Problem(
        "address_unusable",
        "error",
        "无法监听 {address}：{reason}。请用 --port 换一个端口，或停止占用它的程序。",
        "Cannot listen on {address}: {reason}. Choose another --port, or stop what uses it.",
    ),
    Problem(
        "otel_missing",
        "error",
        "设置了 GONGSHI_OTLP_ENDPOINT，但未安装 OpenTelemetry：pip install 'gongshi[otel]'。",
        "GONGSHI_OTLP_ENDPOINT is set, but OpenTelemetry is not installed: pip install 'gongshi[otel]'.",
    ),
    Problem(
        "unexpected",
        "error",
        "程序出现意外错误（{kind}：{reason}）。请加 --traceback 重试，并将输出附在问题报告中。",
        "Something unexpected happened ({kind}: {reason}). Run it again with --traceback and report"
        " what it prints.",
    ),
    Problem(
        "sample_folder_used",
        "error",
        "文件夹 {folder} 中已有其他文件，请为样例数据指定空文件夹。",
        "The folder {folder} holds other files; name an empty one for the sample.",
    ),
    Problem(
        "sample_manifest_missing",
        "error",
        "文件夹 {folder} 中没有可用的 manifest.json（{reason}），请用 gongshi sample 重新生成。",
        "The folder {folder} has no usable manifest.json ({reason}); make the sample anew with gongshi sample.",
    ),
    Problem(
        "sample_size_invalid",
        "error",
        "样例规模有误：主体数 {enterprises} 应为 1 至 {largest}，种子 {seed} 应为 0 至 999999。",
        "The sample cannot be made: enterprises {enterprises} must be 1 to {largest}, seed {seed} 0 to 999999.",
    ),
)


class GongshiError(Exception):
    """An error with a code of the catalogue; ``values`` fill the sentence's placeholders."""

    def __init__(self, code: str, **values: object) -> None:
        self.problem = PROBLEMS[code]
        self.values = values
        super().__init__(f"{code}: {self.en}")

    @property
    def code(self) -> str:
        return self.problem.code

    @property
    def zh(self) -> str:
        return self.problem.zh.format_map(self.values)

    @property
    def en(self) -> str:
        return self.problem.en.format_map(self.values)
