"""An engine that does not answer, as staff meet it: told soon, and told why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gongshi.search.engines import elastic_client, elasticsearch
from tests.servers.front_door import front_door
from tests.servers.server_process import free_port

pytestmark = pytest.mark.slow

Gongshi = Callable[..., Any]


@pytest.fixture
def hanging(
    gongshi: Gongshi, real_licences: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Gongshi]:
    """``gongshi`` over an Elasticsearch that takes questions and never answers."""
    assert gongshi("ingest", "licences", real_licences, "--no-index").code == 0
    monkeypatch.setattr(elasticsearch, "LOOK_TIMEOUT", 0.2)
    monkeypatch.setattr(elastic_client, "WRITE_TIMEOUT", 5.0)
    monkeypatch.setattr(elastic_client, "pause_for", lambda _: pytest.fail("it asked again"))
    with front_door(f"http://127.0.0.1:{free_port()}") as door:
        door.hold()
        monkeypatch.setenv("GONGSHI_ENGINE", "elasticsearch")
        monkeypatch.setenv("GONGSHI_ELASTICSEARCH_URL", door.url)
        yield gongshi
        door.let_go()


def test_who_lists_the_index_is_told_why_it_cannot_be(hanging: Gongshi) -> None:
    told = hanging("index", "list")
    assert told.code == 1
    assert "错误 engine_unavailable" in told.err
    assert "ConnectionTimeout: " in told.err
    problem = json.loads(hanging("index", "list", "--json").err)["error"]
    assert problem["code"] == "engine_unavailable"
    assert problem["reason"].startswith("ConnectionTimeout: ")


def test_the_doctor_is_told_why_and_looks_at_the_rest(hanging: Gongshi) -> None:
    ran = hanging("doctor", "--json")
    assert ran.code == 1
    [index] = [one for one in ran.json if one["part"] == "index"]
    assert index["standing"] == "broken"
    for text in (index["zh"], index["en"]):
        assert "ConnectionTimeout: " in text
    parts = [one["part"] for one in ran.json]
    assert "sources" in parts
    assert "indexer" not in parts  # who keeps it stands in it, and it was waited for once
