"""docs/commands.md and docs/errors.md say what the code says; links and codes lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongshi.cli.reference import commands_page, errors_page, main
from gongshi.records.problems import PROBLEMS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_commands_are_documented() -> None:
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == commands_page(), (
        "run python -m gongshi.cli.reference"
    )


def test_errors_are_documented() -> None:
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == errors_page(), (
        "run python -m gongshi.cli.reference"
    )


def test_every_problem_has_both_languages() -> None:
    for problem in PROBLEMS.values():
        assert re.search("[\u4e00-\u9fff]", problem.zh), problem.code
        assert re.search("[a-z]{3}", problem.en), problem.code


def test_the_pages_are_written_where_they_belong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongshi.cli.reference._DOCS", tmp_path)
    main()
    assert (tmp_path / "commands.md").read_text(encoding="utf-8") == commands_page()
    assert (tmp_path / "errors.md").read_text(encoding="utf-8") == errors_page()


def test_every_command_says_what_it_does_in_both_languages() -> None:
    sections = commands_page().split("\n## gongshi ")[1:]
    assert len(sections) >= 17
    for section in sections:
        paragraphs = section.split("\n\n")
        assert re.search("[\u4e00-\u9fff]", paragraphs[2]), section
        assert re.match("[A-Z]", paragraphs[3]), section


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target
