"""Two workers as two processes, with a Redis between them: what the operator withholds is gone from
both, and what each says of itself."""

from __future__ import annotations

import json
import signal
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.serving import asked, operator_address, running

Gongshi = Callable[..., Any]

STEEL = "91320100748204660Q"
PAGE = f"""{{ subject(uscc: "{STEEL}") {{ counts {{ licence }} records(first: 100) {{
  edges {{ node {{ id }} }} }} }} }}"""
#: The promise: from every surface and cache within so many seconds.
GONE_SECONDS = 60


def licences(address: str) -> list[str]:
    return [edge["node"]["id"] for edge in asked(address, PAGE)["subject"]["records"]["edges"]]


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as response:
        return str(response.read().decode())


@pytest.mark.slow
@pytest.mark.redis
def test_withheld_means_gone_from_both_workers(
    gongshi: Gongshi, data: Path, real_licences: Path, redis_url: str
) -> None:
    """The first worker projects; the second hears of it through Redis."""
    assert gongshi("ingest", "licences", real_licences).code == 0
    common: dict[str, str] = {
        "data": str(data),
        "redis_url": redis_url,
        "log_format": "json",
        "operator_port": "0",
        "points_per_minute": "1000000",
    }
    with (
        running("serve", "--port", 0, **common) as (first, one),
        running("serve", "--port", 0, project="false", **common) as (second, other),
    ):
        operators = [operator_address(first), operator_address(second)]
        shown = licences(one)
        for _ in range(3):
            assert licences(one) == licences(other) == shown
        withheld = shown[3]
        ran = gongshi("withhold", withheld, "--by", "操作员", "--reason", "核查")
        assert ran.code == 0, ran.err
        deadline = time.monotonic() + GONE_SECONDS
        while withheld in licences(one) or withheld in licences(other):
            assert time.monotonic() < deadline, "still shown"
            time.sleep(0.05)
        rest = [record for record in shown if record != withheld]
        for address in (one, other, one, other):
            assert licences(address) == rest
            question = f'{{ record(id: "{withheld}") {{ id }} }}'
            assert asked(address, question) == {"record": None}
            counts = asked(address, PAGE)["subject"]["counts"]
            assert counts == {"licence": len(rest)}

        for operator in operators:
            ready = json.loads(read(f"{operator}/readyz"))
            assert ready["ready"]
            assert ready["parts"]["redis"]["ready"]
            assert 'gongshi_answers_total{kept="yes"}' in read(f"{operator}/metrics")
        public = json.loads(read(f"{one}/readyz"))
        assert public["ready"]
        assert "version" not in public

        second.send_signal(signal.SIGINT)
        assert second.wait(30) == 130
        assert second.stderr is not None
        lines = [json.loads(line) for line in second.stderr if line.startswith("{")]
    requests = [line for line in lines if line["logger"] == "gongshi.requests"]
    assert {line["route"] for line in requests} == {"/graphql"}
    assert True in {line.get("kept") for line in requests}
    assert STEEL not in json.dumps(lines)
    assert withheld not in json.dumps(lines)
