"""Problems of the public service: requests, tokens, credit reports."""

from __future__ import annotations

from typing import Final

from gongshi.records.problem_tables.problem import Problem

SERVICE: Final = (
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
        "service_away",
        "error",
        "服务暂时不可用，请稍后再试。",
        "The service cannot answer now; try again later.",
    ),
    Problem(
        "rate_limited",
        "error",
        "请求过于频繁，请 {seconds} 秒后再试。",
        "Too many requests; try again in {seconds} s.",
    ),
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
)
