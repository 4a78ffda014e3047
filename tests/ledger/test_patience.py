"""Whoever waits for an answer does not wait for a PostgreSQL that hangs or works too long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from gongshi.ledger import patience
from gongshi.ledger.patience import ask, ask_briefly, limited
from gongshi.ledger.store import Ledger
from gongshi.records.problems import GongshiError
from tests.servers.server_postgresql import PostgresqlServer


@pytest.fixture
def on_postgresql(own_postgresql: PostgresqlServer) -> Iterator[Ledger]:
    name = own_postgresql.create_database()
    ledger = Ledger.open(own_postgresql.url_of(name))
    yield ledger
    ledger.close()
    own_postgresql.drop_database(name)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.2)


def read(ledger: Ledger, statement: str) -> object:
    with ledger.read() as conn:
        return conn.execute(text(statement)).scalar_one()


@pytest.mark.usefixtures("hurried")
def test_a_statement_that_takes_too_long_is_ended_by_the_server(on_postgresql: Ledger) -> None:
    with limited(), pytest.raises(GongshiError) as caught:
        read(on_postgresql, "SELECT pg_sleep(60)")
    assert caught.value.code == "ledger_unavailable"
    assert "statement timeout" in caught.value.en
    with limited():
        assert read(on_postgresql, "SHOW statement_timeout") == "200ms"
    assert read(on_postgresql, "SHOW statement_timeout") == "0", "what has no limit keeps none"


@pytest.mark.usefixtures("hurried")
def test_a_connection_that_says_nothing_is_given_up(
    on_postgresql: Ledger, own_postgresql: PostgresqlServer
) -> None:
    """In the middle of a reading, of a writing, and before the first word of either."""

    def ask_while_it_hangs(conn: Connection | None) -> None:
        own_postgresql.hang()
        try:
            if conn is None:
                read(on_postgresql, "SELECT 1")
            else:
                conn.execute(text("SELECT 1"))
        finally:
            own_postgresql.go_on()

    def in_a_reading() -> None:
        with on_postgresql.read() as conn:
            ask_while_it_hangs(conn)

    def in_a_writing() -> None:
        with on_postgresql.write() as transaction:
            ask_while_it_hangs(transaction.conn)

    for meanwhile in (in_a_reading, in_a_writing, lambda: ask_while_it_hangs(None)):
        with limited(), pytest.raises(GongshiError) as caught:
            meanwhile()
        assert caught.value.code == "ledger_unavailable"
        assert read(on_postgresql, "SELECT 1") == 1


@pytest.mark.usefixtures("hurried")
def test_what_is_short_is_not_waited_for(on_postgresql: Ledger) -> None:
    done = threading.Event()
    try:
        with pytest.raises(GongshiError) as caught:
            asyncio.run(ask_briefly(done.wait, 60, place="there"))
    finally:
        done.set()
    assert (caught.value.code, caught.value.values["place"]) == ("ledger_unavailable", "there")


def test_only_what_is_asked_for_somebody_has_a_limit() -> None:
    assert patience.limit() is None
    assert asyncio.run(ask(patience.limit)) == patience.SECONDS
    assert patience.limit() is None


def test_an_address_may_say_otherwise(on_postgresql: Ledger) -> None:
    """What it does not say is ours."""
    other = Ledger.open(f"{on_postgresql.address}?connect_timeout=7")
    with other.read() as conn:
        driver = conn.connection.driver_connection
        assert driver is not None
        options = driver.info.get_parameters()
    other.close()
    assert options["connect_timeout"] == "7"
    assert options["tcp_user_timeout"] == "30000"
