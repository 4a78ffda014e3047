"""Real ``gongshi`` processes that serve."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@contextmanager
def running(*arguments: object, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A ``gongshi`` process that serves, and its address; killed at the end if need be.

    ``settings``: by their names, such as ``redis_url``.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GONGSHI_")}
    environment |= {f"GONGSHI_{name.upper()}": value for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "gongshi", *map(str, arguments)],
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, _address(process, r"(http://\S+)  正在服务")
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def operator_address(process: subprocess.Popen[str]) -> str:
    """Where the operator's port listens; said right behind the public address."""
    return _address(process, r"(http://\S+)/metrics  仅供运维")


def _address(process: subprocess.Popen[str], form: str) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        found = re.match(form, line)
        if found:
            return found[1]
    pytest.fail(f"it ended with {process.wait()} without serving")


def asked(address: str, query: str) -> Any:
    """The data of an answer."""
    request = urllib.request.Request(
        f"{address}/graphql",
        data=json.dumps({"query": query}).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)["data"]
