"""XML in pieces through expat, with what could hurt switched off.

Entities expand to gigabytes or fetch other people's files; both are declared in a document type,
and no table needs one: a document type is refused where it begins. (That is all ``defusedxml``
would do here, and it knows nothing of pieces.) A tag without end cannot fill the memory either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from xml.parsers import expat

from gongshi.records.problems import GongshiError

#: Bytes expat may hold back waiting for the end of one tag.
_LONGEST_TAG: Final = 4 << 20
DEEPEST: Final = 64

#: Tag, and its attributes as name, value, name, value.
Start = Callable[[str, list[str]], None]


class DocumentTypeError(Exception):
    """A document type stands in the XML."""


class MalformedError(Exception):
    """XML, but not as its format has it."""


def parser(
    start: Start, end: Callable[[str], None], encoding: str | None = None
) -> expat.XMLParserType:
    """A parser with both handlers; no document type, no entities. ``encoding``: of the bytes,
    whatever they say of themselves."""
    made = expat.ParserCreate(encoding)
    made.buffer_text = True
    made.ordered_attributes = True
    made.StartElementHandler = start
    made.EndElementHandler = end
    made.StartDoctypeDeclHandler = _refuse
    made.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return made


def _refuse(*_: object) -> None:
    raise DocumentTypeError


def parse(made: expat.XMLParserType, pieces: Iterator[bytes], file: str) -> Iterator[None]:
    """Feed the pieces; comes back after each of them. Raises GongshiError ``xml_doctype`` and
    ``xml_damaged``."""
    fed = 0
    try:
        for piece in pieces:
            made.Parse(piece)
            fed += len(piece)
            if fed - made.CurrentByteIndex > _LONGEST_TAG:
                raise MalformedError("a tag without end")
            yield
        made.Parse(b"", True)
    except DocumentTypeError as error:
        raise GongshiError("xml_doctype", file=file) from error
    except (expat.ExpatError, MalformedError) as error:
        raise GongshiError("xml_damaged", file=file, reason=str(error)) from error
    yield


def elements(pieces: Iterator[bytes], file: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of a small document in order: local name and attributes with their prefixes.
    Raises GongshiError as ``parse``."""
    found: list[tuple[str, dict[str, str]]] = []
    depth = 0

    def start(name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise MalformedError("nested too deeply")
        pairs = iter(attributes)
        found.append((local(name), dict(zip(pairs, pairs, strict=True))))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    for _ in parse(parser(start, end), pieces, file):
        yield from found
        found.clear()


def local(name: str) -> str:
    """A tag without its namespace's prefix."""
    return name.rpartition(":")[2]
