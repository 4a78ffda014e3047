"""The one page there is yet: what this is, and three things to try. No script, no cookie."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import quote

from gongshi.cities.city import City

#: What to try: title in both languages, and the query.
TO_TRY: Final = (
    (
        "按名称查找企业",
        "Find an enterprise by its name",
        """{ searchSubjects(query: "南京钢铁", first: 3) { total { value } edges { matchedBy
  node { name uscc status counts { licence penalty } } } } }""",
    ),
    (
        "按统一社会信用代码查看主体及其许可",
        "See a subject and its licences by its unified social credit code",
        """{ subject(uscc: "91320100748204660Q") { name status
  records(first: 3) { edges { node { documentNumber decided authority } } } } }""",
    ),
    (
        "数据来源与时效",
        "What the answers rest on, and how fresh it is",
        "{ sources { code nameZh unit lastDelivery coveredUntil } freshness { change at } }",
    ),
)

_STYLE: Final = """
body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0
1rem;color:#1b1f24}
h1{font-size:1.5rem}code{display:block;background:#f3f4f6;padding:.6rem;overflow-wrap:anywhere}
.sample{border:2px solid #b3261e;padding:.4rem .6rem}
a{color:#0b57d0}small{color:#57606a}li{margin:1rem 0}@media(prefers-color-scheme:dark){
body{background:#14171a;color:#e6e8eb}code{background:#22262b}a{color:#8ab4f8}small{color:#9aa4af}}
"""

_SAMPLE: Final = """<p class="sample"><strong>样例数据</strong>：
主体与记录多为虚构，不反映任何真实主体的信用状况。
<br><small lang="en">Sample data: most subjects and records are invented.</small></p>
"""


def landing_page(city: City, *, sample: bool) -> str:
    """The page as HTML; ``sample``: the ledger holds invented data, and the page says so."""
    mark = _SAMPLE if sample else ""
    tries = "\n".join(
        f'<li><a href="/graphql?query={quote(query, safe="")}">{escape(zh)}</a><br>'
        f"<small>{escape(en)}</small><code>{escape(query)}</code></li>"
        for zh, en, query in TO_TRY
    )
    name = escape(city.name_zh)
    return f"""<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{name} · 公示 gongshi</title><style>{_STYLE}</style></head>
<body>
{mark}<h1>{name}公共信用信息查询</h1>
<p lang="en"><small>gongshi · {escape(city.name_en)}</small></p>
<p>本服务公开依法应当公示的行政许可、行政处罚、名单等信用信息，每条信息按其日期、类别与规则展示或隐去。
仅含当前公示信息，不代表无其他记录。</p>
<p lang="en">Licences, penalties, list entries and more that the law makes public, each shown or
hidden by the rule of its day. What is not shown here may still exist.</p>
<ol>
{tries}
</ol>
<p>接口 <a href="/graphql?query=%7B__typename%7D">/graphql</a> · 限额 <a href="/limits">/limits</a>
· 状态 <a href="/readyz">/readyz</a></p>
</body>
</html>
"""
