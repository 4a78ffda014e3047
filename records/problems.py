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
    # --- indexers ---
    # --- search ---
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
    # --- cli ---
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
