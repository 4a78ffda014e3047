"""The servers of the test run are real, empty and reachable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, text


@pytest.mark.postgresql
def test_each_postgresql_test_gets_an_empty_database(
    postgresql_url: str, new_postgresql_database: Callable[..., str]
) -> None:
    for url in (postgresql_url, new_postgresql_database()):
        engine = create_engine(url)
        with engine.begin() as connection:
            count = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
            assert count.scalar_one() == 0
            connection.execute(text("CREATE TABLE seen (id bigint PRIMARY KEY, name text)"))
            connection.execute(text("INSERT INTO seen VALUES (1, '南京钢铁')"))
            assert connection.execute(text("SELECT name FROM seen")).scalar_one() == "南京钢铁"
        engine.dispose()
