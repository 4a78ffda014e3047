"""Problems that put one row into quarantine."""

from __future__ import annotations

from typing import Final

from gongshi.records.problem_tables.problem import Problem

ROWS: Final = (
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
        "amount_out_of_range",
        "quarantine",
        "{field}的金额 {value} 超出 decimal(18,6) 的范围，请核对后重报。",
        "The amount {value} in {field} does not fit decimal(18,6); correct it and file it again.",
    ),
    Problem(
        "awaits_approval",
        "quarantine",
        "批量撤销须由另一人确认后执行：gongshi approvals list。",
        "A bulk withdrawal waits for a second person: gongshi approvals list.",
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
        "cell_too_long",
        "quarantine",
        "{field}有 {value} 个字符，超过 131,072 个，不可能是一项内容：可能多行连成了一格（引号未闭合），或误贴了整篇文件。请改正后重报。",
        "{field} has {value} characters, more than 131,072: no content of a cell. Several rows may have run together (a quote not closed), or a whole document was pasted in; correct it and file it again.",
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
        "decision_date_unreadable",
        "quarantine",
        "{field}的决定日期“{value}”缺失或不是有效日期，请按 YYYY/MM/DD 更正后重报。",
        "The decision date “{value}” in {field} is missing or no date; correct it (YYYY/MM/DD) and file it again.",
    ),
    Problem(
        "event_action_unreadable",
        "quarantine",
        "{field}的值“{value}”无法识别，无法执行，请按代码表更正后重报。",
        "The value “{value}” in {field} cannot be read, so nothing can be done; use the code list and file it again.",
    ),
    Problem(
        "id_number_as_code",
        "quarantine",
        "{field}中填写的是个人证件号码而不是主体代码，未予保存，请填写主体的统一社会信用代码。",
        "{field} held a person's document number, not a subject's code; it was not kept.",
    ),
    Problem(
        "key_twice",
        "quarantine",
        "本行的字段 {value} 出现两次。",
        "Key {value} stands twice in this row.",
    ),
    Problem(
        "line_unreadable",
        "quarantine",
        "本行不是有效的 JSON 对象（{value}）。",
        "This line is no JSON object ({value}).",
    ),
    Problem(
        "name_or_code_too_long",
        "quarantine",
        "{field}超过 2048 字节（约 680 个汉字），不可能是一个名称或号码：“{value}……”。请核对是否误填了其他内容后重报。",
        "{field} is longer than 2,048 bytes (some 680 Chinese characters), no single name or number: “{value}…”; "
        "check what was filled in and file it again.",
    ),
    Problem(
        "natural_person_refused",
        "quarantine",
        "该类信息只归集法人、非法人组织和个体工商户，自然人的记录不予接收。",
        "This kind of record is taken in for legal persons, organisations and individual businesses "
        "only; a natural person's is refused.",
    ),
    Problem(
        "not_own_record",
        "quarantine",
        "“{value}”不是该记录的决定机关、数据来源单位或报送单位，无权对其修复、撤销或暂停，请核对报送单位。",
        "{value!r} neither decided nor delivered this record and may not act on it; check the filing unit.",
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
        "period_unreadable",
        "quarantine",
        "覆盖期间“{value}”缺失、无法识别或起止颠倒。",
        "The period “{value}” is missing, unreadable or ends before it begins.",
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
        "resembles_hidden",
        "quarantine",
        "本行与一条已修复或已撤回、不再公示的记录内容相同，仅文书号或主体代码不同：如为对该记录的更正，无需再报；"
        "如确为另一决定，请在处罚内容中写明区别后重报。",
        "This row reads as a record that was repaired or withdrawn, but for its number or its subject's code: a "
        "correction of that record need not be filed; if it is another decision, say so in 处罚内容 and file it again.",
    ),
    Problem(
        "quote_left_open",
        "quarantine",
        "自本行起的 {value} 行被连成了一行：很可能有一处引号未闭合或多余。这些行都未接收，请改正引号后重报。",
        "{value} lines from this one on were joined to one row: most likely a quote is not closed, or one too many. None of them was taken in; correct the quotes and file them again.",
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
        "subject_type_contradiction",
        "quarantine",
        "相对人类别为自然人，却填有统一社会信用代码 {value}，前后矛盾，请核对。",
        "The subject is filed as a natural person but has the USCC {value}; check which is right.",
    ),
    Problem(
        "subject_unresolvable",
        "quarantine",
        "无法确定主体：没有有效的统一社会信用代码，其他代码也未对应到已登记主体。",
        "The subject cannot be determined: no valid USCC, and no other code of a known subject.",
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
        "uscc_invalid",
        "quarantine",
        "统一社会信用代码 {value} 校验不通过，请核对。",
        "The USCC {value} fails its check.",
    ),
)
