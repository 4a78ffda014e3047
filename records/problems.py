"""Every problem gongshi can tell of, with a stable code and a sentence in Chinese and English.

``error``: the whole request or file ends here. ``quarantine``: one row cannot be used and is kept
for a clerk.
``warning``: the row was taken in, with a remark. Placeholders are filled from the values given. The
reference
in ``docs/errors.md`` is held to this catalogue by a test.
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
    # --- indexers ---
    Problem(
        "ambiguous_in_file",
        "quarantine",
        "同一文件中有另一行与本行关键字段相同而内容不同，无法判断以哪一行为准，请核对后重报。",
        "Another row of this file has the same key and other content; check which one is right and file it again.",
    ),
    Problem(
        "ambiguous_match",
        "quarantine",
        "本行像是对已有记录的更正，但对应的记录或更正不止一条，无法判断，请核对后重报。",
        "This row looks like a correction, but several records or several rows fit; check it and file it again.",
    ),
    Problem(
        "ambiguous_target",
        "quarantine",
        "原决定文书号 {value} 对应不止一条记录，请填写“原记录辨别内容”后重报。",
        "The target document number {value} fits several records; say which one in 原记录辨别内容.",
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
        "name_differs",
        "warning",
        "名称“{value}”与该主体的现用名、曾用名均不一致。",
        "The name {value} is neither the subject's present nor a former one.",
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
        "target_not_found",
        "quarantine",
        "尚未收到文书号为 {value} 的原记录；该记录到达后将自动执行。",
        "The target record {value} has not arrived; this is applied by itself when it does.",
    ),
    Problem(
        "uscc_invalid",
        "quarantine",
        "统一社会信用代码 {value} 校验不通过，请核对。",
        "The USCC {value} fails its check.",
    ),
    # --- search ---
    Problem(
        "engine_unavailable",
        "error",
        "检索服务暂不可用，请稍后再试。",
        "The search engine cannot answer now; try again later.",
    ),
    Problem(
        "generation_invalid",
        "error",
        "索引代次 {name} 无法使用：{reason}",
        "Index generation {name} cannot be used: {reason}",
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
        "This query costs {cost} points, more than the {limit} ever available; ask for fewer rows or fields.",
    ),
    Problem(
        "cursor_invalid",
        "error",
        "翻页标记 after 无效，或不属于本次查询。",
        "The cursor given as after is not valid, or belongs to another query.",
    ),
    Problem(
        "data_missing",
        "error",
        "数据目录 {folder} 中还没有台账，请先导入数据。",
        "There is no ledger in the data folder {folder} yet; ingest something first.",
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
        "window_exceeded",
        "error",
        "一次查询最多翻看前 {limit} 条，请缩小范围。",
        "At most the first {limit} rows of a search can be paged through; narrow it down.",
    ),
    # --- samples and cli ---
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
