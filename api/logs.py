"""Lines of the log: text for a person at a terminal, JSON for an operator's collector.

A JSON line says when, how grave, who speaks, in which trace and what; of an exception its type and
the places in the code, not its message: messages repeat what was asked. What looks like a code of a
subject, a person's number or an address is taken out of every line, whoever wrote it.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import orjson

from gongshi.api.tracing import TRACE
from gongshi.records.problems import GongshiError

#: 15 to 18 digits and letters: social credit codes, registration and ID numbers; shorter runs of
#: digits: telephones.
_CODE: Final = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]*[0-9])[0-9A-Za-z]{15,18}(?![0-9A-Za-z])")
_PHONE: Final = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")
_IPV4: Final = re.compile(r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])")
_IPV6: Final = re.compile(
    r"(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Fa-f:])"
)
#: ``HH:MM:SS`` is no address.
_TIME: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}")


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


def scrubbed(text: str) -> str:
    """The text without what looks like a person's or a subject's number, or an address."""
    text = _PHONE.sub("[number]", _CODE.sub("[code]", text))
    text = _IPV4.sub("[address]", text)
    return _IPV6.sub(lambda found: _address(found[0]), text)


def _address(text: str) -> str:
    return text if _TIME.fullmatch(text) else "[address]"


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrubbed(record.getMessage()),
        }
        trace = TRACE.get()
        if trace:
            line["trace"] = trace
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _told(record.exc_info[1])
        return orjson.dumps(line).decode()


def _told(error: BaseException) -> list[dict[str, Any]]:
    """The exception and what it came from: types, codes of our problems, places in the code."""
    chain: list[dict[str, Any]] = []
    current: BaseException | None = error
    while current is not None and len(chain) < 10:
        frames = traceback.extract_tb(current.__traceback__)
        one: dict[str, Any] = {
            "type": f"{type(current).__module__}.{type(current).__qualname__}",
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        if isinstance(current, GongshiError):
            one["code"] = current.code
        chain.append(one)
        current = current.__cause__ or current.__context__
    return chain


def configure(form: LogFormat) -> None:
    """Log to stderr: warnings of everybody; with JSON also each request."""
    handler = logging.StreamHandler(sys.stderr)
    if form is LogFormat.JSON:
        handler.setFormatter(JsonFormatter())
        logging.getLogger("gongshi").setLevel(logging.INFO)
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
