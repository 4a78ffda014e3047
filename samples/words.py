"""Word tables the sample city's names and texts are made of; nothing here is taken from real names.

Every invented subject's 字号 and every invented person's given name begins with 样 ("sample"): a
reader sees at once that it is invented, and no enterprise or organ of the real city is called so.
"""

from __future__ import annotations

from typing import Final

#: First character of every invented 字号.
MARK: Final = "样"

#: Characters of a 字号 after the mark; two of them make 64 × 64 cores.
FIRST: Final = tuple(
    "禾泽澜恒屹晟铭源启拓瑞盈信昶朗德嘉博宏佳兴荣昌和顺盛茂丰裕利永久安康泰平吉祥福禄寿喜"
    "金玉宝珠明辉耀光华美丽雅秀清云海川江山峰"
)
SECOND: Final = tuple(
    "达通远航程途驰骋飞腾跃升翔翼帆舟桥梁柱基石岩松柏竹梅兰菊荷莲枫桐槐榆柳杨桃李杏橙柑麦"
    "谷稻粟豆花草叶林森园圃田畴野原"
)

#: Districts of the city: GB/T 2260 code and name.
DISTRICTS: Final = (
    ("120101", "和平区"),
    ("120102", "河东区"),
    ("120103", "河西区"),
    ("120104", "南开区"),
    ("120105", "河北区"),
    ("120106", "红桥区"),
    ("120110", "东丽区"),
    ("120111", "西青区"),
    ("120112", "津南区"),
    ("120113", "北辰区"),
    ("120114", "武清区"),
    ("120115", "宝坻区"),
    ("120116", "滨海新区"),
    ("120117", "宁河区"),
    ("120118", "静海区"),
    ("120119", "蓟州区"),
)

SURNAMES: Final = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧")
GIVEN: Final = tuple("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英玲辉红鹏宇晨欣怡")

STREETS: Final = ("样板路", "样例道", "样本街", "试行路", "演示大道", "示范道")

ENTERPRISE_FORMS: Final = (
    ("有限公司", "有限责任公司(自然人投资或控股)", 70.0),
    ("有限责任公司", "有限责任公司", 10.0),
    ("股份有限公司", "股份有限公司(非上市)", 4.0),
    ("集团有限公司", "有限责任公司(法人独资)", 3.0),
    ("合伙企业（有限合伙）", "有限合伙企业", 3.0),
)

#: Raw forms of 登记状态 as registers write them, with their share.
STATUSES: Final = (
    ("存续", 40.0),
    ("存续（在营、开业、在册）", 30.0),
    ("开业", 8.0),
    ("在业", 6.0),
    ("注销", 8.0),
    ("吊销未注销", 3.0),
    ("吊销已注销", 1.0),
    ("迁出", 1.0),
    ("歇业", 1.0),
    ("清算", 0.5),
)
