"""Every layout by the code a source names it with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gongshi.indexers.layouts.column import Layout
from gongshi.indexers.layouts.disclosure import LICENCE, PENALTY
from gongshi.indexers.layouts.enforcement import COERCION, CRIMINAL
from gongshi.indexers.layouts.events import REPAIR, SUSPENSION, WITHDRAWAL, ZERO_REPORT
from gongshi.indexers.layouts.good_faith import COMMITMENT, HONOUR
from gongshi.indexers.layouts.lists import ABNORMAL, SERIOUS
from gongshi.indexers.layouts.register import REGISTER

LAYOUTS: Final[Mapping[str, Layout]] = {
    layout.code: layout
    for layout in (
        LICENCE,
        PENALTY,
        HONOUR,
        ABNORMAL,
        SERIOUS,
        COMMITMENT,
        COERCION,
        CRIMINAL,
        REGISTER,
        REPAIR,
        WITHDRAWAL,
        SUSPENSION,
        ZERO_REPORT,
    )
}
