"""pyproject.toml and the locks say the same as the house: rooms, dependencies, versions."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import gongshi

#: Imported only where the operator asks for it: the extra named otel.
OPTIONAL = {"opentelemetry"}
LOCKS = ("run", "dev")


def test_every_tool_knows_every_room(project: dict[str, Any], rooms: tuple[str, ...]) -> None:
    tool = project["tool"]
    wheel = tool["hatch"]["build"]["targets"]["wheel"]
    sdist = tool["hatch"]["build"]["targets"]["sdist"]
    linked = {f"gongshi/{room}" for room in rooms}
    assert tool["coverage"]["run"]["source"] == list(rooms)
    assert {path for path in tool["pyright"]["include"] if path in linked} == linked
    assert wheel["sources"] == {room: f"gongshi/{room}" for room in rooms}
    assert set(wheel["only-include"]) == {"gongshi", *rooms}
    assert set(rooms) <= set(sdist["only-include"])
    banned = tool["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
    assert set(banned) == set(rooms) - {"graphql"}


def test_the_links_lead_to_the_rooms(root: Path, rooms: tuple[str, ...]) -> None:
    assert {room: (root / "gongshi" / room).readlink().as_posix() for room in rooms} == {
        room: f"../{room}" for room in rooms
    }


def test_the_version_is_one(project: dict[str, Any]) -> None:
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"] == {"path": "gongshi/__init__.py"}
    assert gongshi.__version__ == "0.1.0"


def locked(root: Path, name: str) -> dict[str, list[tuple[Version, Requirement]]]:
    """Distribution -> its pins (more than one where markers part them)."""
    text = (root / "requirements" / f"{name}.txt").read_text("utf-8").replace("\\\n", "")
    pins: dict[str, list[tuple[Version, Requirement]]] = {}
    for line in text.splitlines():
        if not line or line.lstrip().startswith("#"):
            continue
        pin = Requirement(line.split("--hash")[0].strip())
        ((operator, version),) = [(part.operator, part.version) for part in pin.specifier]
        assert operator == "=="
        pins.setdefault(canonicalize_name(pin.name), []).append((Version(version), pin))
    return pins


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_carries_hashes_and_no_addresses(root: Path, name: str) -> None:
    text = (root / "requirements" / f"{name}.txt").read_text("utf-8")
    assert not re.search(r"https?:|//|--index|--extra-index|--find-links|@ ", text)
    for line in text.replace("\\\n", "").splitlines():
        if not line.startswith("#"):
            assert re.fullmatch(
                r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+( ; .+?)?\s+(--hash=sha256:[0-9a-f]{64}\s*)+", line
            )


@pytest.mark.parametrize(
    ("name", "extras", "groups"), [("run", (), ("build",)), ("dev", ("dev",), ("build",))]
)
def test_a_lock_answers_every_declared_dependency(
    root: Path, project: dict[str, Any], name: str, extras: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    pins = locked(root, name)
    declared = list(project["project"]["dependencies"])
    for extra in extras:
        declared += project["project"]["optional-dependencies"][extra]
    for group in groups:
        declared += project["dependency-groups"][group]
    for line in declared:
        requirement = Requirement(line)
        for version, pin in pins[canonicalize_name(requirement.name)]:
            assert version in requirement.specifier, line
            # A pin without the extra leaves pip free to ask for another version with it.
            assert pin.extras >= requirement.extras, line


def test_the_locks_agree(root: Path) -> None:
    run, dev = locked(root, "run"), locked(root, "dev")
    assert {name: str(dev.get(name)) for name in run} == {name: str(run[name]) for name in run}


def imported(root: Path, files: frozenset[str]) -> set[str]:
    """Top-level names of others' packages that the rooms import, wherever the import stands."""
    tops: set[str] = set()
    for name in files:
        if not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse((root / name).read_text("utf-8"))):
            if isinstance(node, ast.Import):
                tops |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                tops.add(node.module.partition(".")[0])
    return tops - set(sys.stdlib_module_names) - {"gongshi"}


def test_what_is_imported_is_declared_and_what_is_declared_is_used(
    root: Path, project: dict[str, Any], room_files: frozenset[str]
) -> None:
    owners = importlib.metadata.packages_distributions()
    tops = imported(root, room_files) - OPTIONAL
    assert {top for top in tops if top not in owners} == set()
    used = {canonicalize_name(owners[top][0]) for top in tops}
    declared = {
        canonicalize_name(Requirement(line).name) for line in project["project"]["dependencies"]
    }
    assert used == declared
