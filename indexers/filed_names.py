"""Names on records beside the names of their subject. Pure.

Units now and then write one subject's code beside another one's name, or beside a person's. The
code decides whose the record is; but such a name is nobody's word about this subject: it is
neither given as one of its names, nor does it lead to it.
"""

from __future__ import annotations

from gongshi.search.names import NameTables, anatomy
from gongshi.search.similar import abbreviates
from gongshi.search.text import bigrams, fold


def written_otherwise(filed: str, known: str, tables: NameTables) -> bool:
    """Whether a filed name is a known one with another region or legal form, longer, shorter or
    abbreviated.
    """
    one, other = anatomy(filed, tables), anatomy(known, tables)
    if not one.bare or not other.bare:
        return False
    if one.bare.startswith(other.bare) or other.bare.startswith(one.bare):
        return True
    return abbreviates(fold(filed), other) or abbreviates(fold(known), one)


def may_be_earlier(filed: str, known: str, tables: NameTables) -> bool:
    """Whether a filed name may be an earlier or later one of a subject that the register does not
    know: written otherwise, or two neighbouring characters of its 字号 stand in the known one.
    """
    if written_otherwise(filed, known, tables):
        return True
    core, bare = anatomy(filed, tables).core, anatomy(known, tables).bare
    return len(core) > 1 and any(pair in bare for pair in bigrams(core))
