"""What the internet types, and words that very many names and records have."""

from __future__ import annotations

from typing import Final

#: What the internet types.
HOSTILE: Final = (
    "*",
    "????",
    "公司",
    "有限公司",
    "天津",
    "\x00\x01\x1f",
    "\u202e\u202d天津\u200f\u2066海河",
    "🔥👨‍👩‍👧‍👦",
    "' OR 1=1; DROP TABLE subjects;--",
    "full:* AND NOT (core:海河 OR [a TO z]) ~2 ^5 \\ /.*/",
    '{"match_all":{}}',
    "\ud800",
    "\udfff海\ud800",
    "a " * 100,
    "海 河 " * 50,
    "xian" * 50,
    "市县区省" * 50,
    "（）（）【】" * 30,
    "〔2025〕" * 25,
    "1" * 200,
    "9" * 18,
    "A" * 18,
    "O1I0" * 4 + "OI",
    "注销 处罚 严重违法 存续 许可",
    "e\u0301" * 100,
    "\u0301" * 200,
    "ﷺ" * 200,
    # Digits of which nearly every number holds the pairs, and few or none all of them.
    "020",
    "1111",
    "20202",
    "20252025",
    "2020202020202025",
    "津审批25",
    "天津审批2025",
    "津审批202520252025",
    "2025津2025",
    "津2025年2025",
    "20 25 津审批",
    # Letters of which nearly every record holds the pairs.
    "津审批",
    "天津审批",
    "天津 审批",
    "审批天津有限公司",
)

#: Common words, codes' beginnings and pairs of characters, alone and strung together.
BROAD: Final = (
    "天津市",
    "天津市有限公司",
    "科技有限公司",
    "天津科技",
    "商贸",
    "天津 商贸",
    "南开",
    "tianjin",
    "tianjinshi",
    "yxgs",
    "2025",
    "2025 天津",
    "津审批",
    "津审批2025",
    "120104",
    "9112",
    "天津市天津市天津市天津市",
    "贸易有限公司天津市南开区分公司",
    "限公司有限公",
    "的 了 在 是 我 有 和 就 不 人 都 一",
    # Nobody is called so, and what everybody is called stands in them.
    "中国天津科技商贸",
    "滨海新区科技有限商贸建材",
    "明明白白科技商贸",
    "农行大丘庄支行",
    "tianjinkejishangmaojianzhu",
)
