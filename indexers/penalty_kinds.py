"""处罚类别 as departments write it -> the kinds of 行政处罚法 (2021) §9.

Kinds come joined by ``;`` ``；`` ``-`` ``、``, while 没收违法所得、没收非法财物 and
警告、通报批评 hold a 、 themselves, and what follows 其他- is that kind's own name. So known
phrases are looked for, longest first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from gongshi.records.model import PenaltyKind

K = PenaltyKind

_PHRASES: Final[dict[str, tuple[PenaltyKind, ...]]] = {
    "警告": (K.WARNING,),
    "通报批评": (K.CRITICISM,),
    "罚款": (K.FINE,),
    "没收违法所得": (K.CONFISCATION,),
    "没收非法所得": (K.CONFISCATION,),
    "没收非法财物": (K.CONFISCATION,),
    "没收": (K.CONFISCATION,),
    "降低资质等级": (K.DOWNGRADE,),
    "降低资质": (K.DOWNGRADE,),
    "限制开展生产经营活动": (K.RESTRICT_BUSINESS,),
    "限制生产经营活动": (K.RESTRICT_BUSINESS,),
    "限制生产经营": (K.RESTRICT_BUSINESS,),
    "责令停产停业": (K.STOP_BUSINESS,),
    "停产停业": (K.STOP_BUSINESS,),
    "责令停产": (K.STOP_BUSINESS,),
    "责令停业": (K.STOP_BUSINESS,),
    "责令关闭": (K.CLOSE,),
    "限制从业": (K.RESTRICT_OCCUPATION,),
    "行政拘留": (K.DETENTION,),
    "拘留": (K.DETENTION,),
    # One code of the 2018 list, and the name of the law's third group: which of them is not said.
    "暂扣许可证件、降低资质等级、吊销许可证件": (K.SUSPEND_OR_REVOKE,),
    "免予罚款": (K.OTHER,),
    "不予罚款": (K.OTHER,),
}
_PAPER: Final = r"(?:许可证件?|执照|营业执照|证照|资质证书?|许可|证件)"
_OR: Final = r"(?:或者?|、|及|和|/)"
_SEPARATORS: Final = re.compile(r"[;；,，|\n/+&]+")
_HYPHENS: Final = re.compile(r"[-－—–‐﹣]+")
_FILLERS: Final = re.compile(r"[、和及与或者并处以的。.:：()（）\s\d元万整]+|人民币|行政处罚")
_OTHER: Final = re.compile(r"其[他它]")

_PATTERN: Final = re.compile(
    "|".join(
        [
            r"(?P<either>暂扣"
            + _PAPER
            + r"?(?:或者?|/|和|及)吊销"
            + _PAPER
            + r"?(?:[、,，;；]?暂扣"
            + _PAPER
            + r"?或者?吊销"
            + _PAPER
            + r")*)",
            *(
                re.escape(phrase)
                for phrase in sorted(_PHRASES, key=len, reverse=True)
                if len(phrase) > 12
            ),
            r"(?P<suspend>暂扣" + _PAPER + r"?(?:" + _OR + _PAPER + r")*)",
            r"(?P<revoke>吊销" + _PAPER + r"?(?:" + _OR + _PAPER + r")*)",
            *(
                re.escape(phrase)
                for phrase in sorted(_PHRASES, key=len, reverse=True)
                if len(phrase) <= 12
            ),
        ]
    )
)


@lru_cache(maxsize=8192)
def parse_kinds(text: str) -> tuple[tuple[PenaltyKind, ...], bool]:
    """The kinds in a text, sorted and without doubles, and whether all of it was understood.

    What is not understood counts as 其他 (OTHER), so that no rule classes it by the rest alone.
    "" gives no kinds.
    """
    kinds: set[PenaltyKind] = set()
    understood = True
    folded = unicodedata.normalize("NFKC", text)
    # The 2018 code 暂扣或者吊销许可证、暂扣或者吊销执照 and its kin must not be cut apart.
    for part in _SEPARATORS.split(folded):
        after_other = False
        for piece in _HYPHENS.split(part):
            found, rest = _scan(piece)
            if after_other and (rest or not found):
                continue  # the name of 其他: its words are no kinds of their own
            if _OTHER.match(piece.strip()):
                kinds.add(K.OTHER)
                after_other = True
                continue
            kinds |= found
            if rest:
                kinds.add(K.OTHER)
                understood = understood and bool(_OTHER.search(rest))
    return tuple(sorted(kinds)), understood


def _scan(piece: str) -> tuple[set[PenaltyKind], str]:
    """The known phrases of a piece, and what is left of it besides joining words and amounts."""
    kinds: set[PenaltyKind] = set()
    rest: list[str] = []
    at = 0
    for match in _PATTERN.finditer(piece):
        rest.append(piece[at : match.start()])
        at = match.end()
        group = match.lastgroup
        if group == "either":
            kinds.add(K.SUSPEND_OR_REVOKE)
        elif group == "suspend":
            kinds.add(K.SUSPEND_PERMIT)
        elif group == "revoke":
            kinds.add(K.REVOKE_PERMIT)
        else:
            kinds.update(_PHRASES[match[0]])
    rest.append(piece[at:])
    return kinds, _FILLERS.sub("", "".join(rest))
