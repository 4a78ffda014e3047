"""What may be told of one request: to the log, the metrics and the traces, and nothing else.

Neither the question nor who asks it is in here: no query, no variable, no code of a subject, no
address. Names of root fields and codes of problems are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request


@dataclass(slots=True)
class Noted:
    """Filled while the request runs; lives as long as it."""

    fields: list[str] = field(default_factory=list)  # root fields asked, each once, by name
    problems: list[str] = field(default_factory=list)  # codes
    requested: int = 0  # points
    charged: int = 0  # points
    kept: bool | None = None  # the answer was a kept one; None: none could be

    def told(self) -> dict[str, Any]:
        """As it goes into a line of the log; what there is nothing to say of is left out."""
        facts = {
            "fields": self.fields,
            "problems": self.problems,
            "pointsRequested": self.requested,
            "pointsCharged": self.charged,
            "kept": self.kept,
        }
        return {name: value for name, value in facts.items() if value not in ([], 0, None)}


def noted_of(request: Request) -> Noted:
    """The notes of a request."""
    noted = request.scope["gongshi.noted"]  # put there by ``Edge``
    assert isinstance(noted, Noted)
    return noted
