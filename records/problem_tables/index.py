"""Problems of building an index and of searching it."""

from __future__ import annotations

from typing import Final

from gongshi.records.problem_tables.problem import Problem

INDEX: Final = (
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
        "index_answers_differ",
        "error",
        "索引 {name} 中，以「{query}」检索不到主体 {subject}，或其位置落后，未启用。请重建索引；"
        "仍如此时请报告，GONGSHI_JUDGEMENT_QUERIES=0 可不作此项检验。",
        "Index {name} does not answer {query!r} with subject {subject}, or not where it belongs; "
        "it was not put to use. Rebuild it; if that does not help, report it: "
        "GONGSHI_JUDGEMENT_QUERIES=0 leaves this check out.",
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
        "lease_lost",
        "error",
        "另一个进程已接管 {name}，本进程停止写入。",
        "Another process has taken over {name}; this one writes no more.",
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
)
