"""The runbook's commands and settings exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main

from gongshi.api.settings import FILE_SUFFIX, Settings, secret_settings, variable
from gongshi.cli.main import app
from gongshi.records.problems import PROBLEMS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "operations" / "README.md", ROOT / "docker" / "README.md"]
COMMAND = re.compile(r"(?<![\w/.-])gongshi ((?:--?)?[a-z][^`\n|&;]*)")


def commands(page: Path) -> list[list[str]]:
    """Words of every command that a page shows in code, without ``gongshi``."""
    text = page.read_text("utf-8").replace("\\\n", " ")
    shown = re.findall(r"^ *\$ (.*)$", text, re.MULTILINE) + re.findall(r"`(gongshi [^`]+)`", text)
    found = []
    for line in shown:
        for match in COMMAND.finditer(line.replace("gongshi gongshi", "gongshi")):
            words = match[1].split()
            if words[0] not in {".", "run"}:
                found.append(words)
    return found


def resolve(words: list[str]) -> tuple[Any, list[str]]:
    """The command, and what follows its name."""
    command: Any = typer.main.get_command(app)
    rest = list(words)
    while hasattr(command, "commands"):
        if rest and rest[0] in command.commands:
            command = command.commands[rest.pop(0)]
        elif command.name == "index":
            command = command.commands["update"]  # gongshi index is short for it
        else:
            raise AssertionError(f"there is no command gongshi {' '.join(words)}")
    return command, rest


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_its_commands_exist_with_their_options(page: Path) -> None:
    found = commands(page)
    assert len(found) >= 3
    for words in found:
        command, rest = resolve(words)
        options = {name for param in command.params for name in param.opts} | {"--json", "--data"}
        for word in rest:
            if word.startswith("--"):
                assert word in options, f"gongshi {' '.join(words)}"


def test_a_command_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(AssertionError):
        resolve(["rebuild-index"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_its_settings_and_problems_exist(page: Path) -> None:
    known = {variable(name) for name in Settings.model_fields}
    known |= {variable(name) + FILE_SUFFIX for name in secret_settings()}
    known |= {"GONGSHI_PUBLIC"}  # of docker/compose.yaml
    text = page.read_text("utf-8")
    assert set(re.findall(r"\bGONGSHI_[A-Z_]+[A-Z]", text)) <= known
    told = set(re.findall(r"`((?:index|ledger|disk|generation)_[a-z_]+)`", text))
    assert told <= PROBLEMS.keys()


def test_it_tells_what_to_do_when_each_part_is_lost() -> None:
    text = PAGES[0].read_text("utf-8")
    section = text[text.index("## When a part is lost") : text.index("## Upgrade")]
    for part in ("Elasticsearch", "PostgreSQL", "Redis", "the indexer", "an API process"):
        assert f"\n| {part}" in section, part
    for name in ("A new city", "Rebuild the index", "Go back", "Back up and restore"):
        assert f"\n## {name}" in text
