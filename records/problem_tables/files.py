"""Problems that make a whole file or delivery unusable."""

from __future__ import annotations

from typing import Final

from gongshi.records.problem_tables.problem import Problem

FILES: Final = (
    Problem(
        "abandoned",
        "error",
        "文件 {file} 未接收完即被放弃：已接收的行保留，未移除任何记录，未登记覆盖期间。",
        "The file {file} was abandoned before its end: rows taken in stay, nothing was removed or declared.",
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
        "cell_without_end",
        "error",
        "文件 {file} 自第 {line} 行起有一格超过 1 MiB 仍未结束：很可能该处的引号未闭合。未接收任何记录，请改正后重报。",
        "File {file}: a cell that begins in line {line} has no end within 1 MiB; most likely a quote is not closed there. Nothing was taken in; correct it and send the file again.",
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
        "header_differs",
        "error",
        "文件 {file} 第 {line} 行又是一个表头，各列与前面的表头不同，其下的数据会被读错。请拆成两个文件。",
        "Line {line} of file {file} is a header again, with other columns than the one above: what stands below would be misread. Make two files of it.",
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
        "header_unrecognised",
        "error",
        "文件中没有“{layout}”格式的表头，前几行里一个列名也未识别出来。请在数据上方补上表头，至少须有：{columns}（完整表头见 gongshi template）；若文件显示为乱码，请另存为 UTF-8。",
        "The file has no header of layout {layout}: not one column name is known in its first rows. Put a header above the rows, with at least: {columns} (gongshi template writes all of it); if the file shows garbled text, save it as UTF-8.",
    ),
    Problem(
        "html_damaged",
        "error",
        "文件 {file} 实为网页（HTML），但无法按表格读取或已被截断（{reason}）；请从业务系统重新导出。",
        "File {file} is a web page (HTML), but cannot be read as a table, or is cut off ({reason}); export it again.",
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
        "line_too_long",
        "error",
        "文件 {file} 第 {line} 行过长（超过 1 MiB 没有换行），不是数据文件。",
        "File {file}, line {line} is longer than 1 MiB without a line end.",
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
        "rows_above_header",
        "error",
        "文件 {file} 第 {line} 行在表头上方，却像是一条数据，不会被读取。请把表头移到所有数据之上；如该行不是数据，请删去。",
        "Line {line} of file {file} stands above the header, but looks like a record, and would not be read. Move the header above all records, or remove the line if it is none.",
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
        "total_differs",
        "error",
        "文件 {file} 声明共 {total} 条，实有 {rows} 条，内容不全，未接收任何记录。",
        "File {file} says it has {total} rows, but has {rows}; nothing was taken in.",
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
)
