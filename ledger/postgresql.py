"""Connections to PostgreSQL that do not wait for ever (see ``patience``) and repeat no rows in
errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.pq import TransactionStatus

from gongshi.ledger import patience

#: What an address may say otherwise. A server that is not there is found out in seconds, before the
#: first word and (``tcp_user_timeout`` in milliseconds, keepalives) between two of them; one that
#: is there and works on a long statement is waited for.
CONNECTION: Final[Mapping[str, int]] = {
    "connect_timeout": 3,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
#: Seconds the server has to say that it ended a statement by its limit.
_GRACE: Final = 0.5


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is given up when the server is silent beyond the limit of a statement."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        limit = patience.limit()
        if timeout is None and limit is not None:
            timeout = limit + _GRACE
        try:
            return super().wait(gen, interval, timeout)
        except psycopg.Error as error:
            _hide_values(error)
            # Still in the middle of a statement: nothing more can be asked over it.
            if timeout is not None and self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


def _hide_values(error: psycopg.Error) -> None:
    """The server's sentence without its detail and context, which repeat rows: names of persons
    go into no log."""
    if error.diag.message_primary:
        error.args = (error.diag.message_primary,)


def connect(_dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]) -> Any:
    """SQLAlchemy's ``do_connect``."""
    return PatientConnection.connect(*arguments, **{**CONNECTION, **options})
