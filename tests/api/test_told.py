"""docs/limits.md and docs/graphql.md say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from graphql import GraphQLObjectType

from gongshi.api.limits.told import limits_document
from gongshi.api.responses import STATUS, status_of
from gongshi.api.settings import Settings
from gongshi.graphql import cost, limits
from gongshi.graphql.schema import core_schema
from gongshi.records.problems import PROBLEMS

DOCS = Path(__file__).parents[2] / "docs"
LIMITS = (DOCS / "limits.md").read_text(encoding="utf-8")
GRAPHQL = (DOCS / "graphql.md").read_text(encoding="utf-8")


def rows(text: str, heading: str) -> list[list[str]]:
    """Cells of the first table below a heading."""
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_size_is_told_as_it_is() -> None:
    told = limits_document(Settings.model_validate({}))
    sizes = {what: limit for what, limit, _ in rows(LIMITS, "Sizes")}
    assert sizes == {
        "Body of a request to `/graphql`": f"{told['request']['bodyBytes']:,} bytes",
        "Path and query of any request": f"{told['request']['urlBytes']:,} bytes",
        "Operations a request runs": f"{told['request']['batch']}",
        "Seconds a request takes": f"{told['request']['seconds']:g}",
        **{
            f"{name.capitalize()} of a document": f"{value:,}"
            for name, value in told["document"].items()
        },
        "Rows of one page (`first`)": f"{told['search']['first']}",
        "Rows of `suggest` (`first`)": f"{told['search']['suggestions']}",
        "Rows of one search that can be paged through": f"{told['search']['window']:,}",
        "Characters of a search text": f"{told['search']['queryCharacters']}",
        "Values of one filter": f"{told['search']['filterValues']}",
        "Sectors of one special report": f"{told['search']['sectors']}",
    }


def test_every_constant_is_told() -> None:
    told = limits_document(Settings.model_validate({}))
    numbers = {*told["request"].values(), *told["document"].values(), *told["search"].values()}
    for name in vars(limits):
        if name.startswith("MAX_") and name != "MAX_CACHED_CHARACTERS":
            assert getattr(limits, name) in numbers, name


def test_the_refusals_are_problems_with_that_status() -> None:
    for _, _, refusal in rows(LIMITS, "Sizes"):
        [code] = re.findall(r"`(\w+)`", refusal)
        assert code in PROBLEMS
        status = re.match(r"\d+", refusal)
        if status:
            assert status_of(code) == int(status[0])


def test_the_points_are_those_of_the_price() -> None:
    settings = Settings.model_validate({})
    assert f"`__schema` {cost.SCHEMA_POINTS} and `__type` {cost.TYPE_POINTS}" in LIMITS
    assert f"is refused costs {cost.REFUSED_POINTS} points" in LIMITS
    assert f"({limits.DEFAULT_FIRST} when not given)" in LIMITS
    assert f"up to {settings.points_per_minute:,} points and gains" in LIMITS
    assert f"be asked {settings.requests_per_minute} times a minute" in LIMITS
    for name, number in cost.ROOT_POINTS.items():
        assert f"`{name}` {number}" in " ".join(LIMITS.split()), name
    for name, number in cost.LIST_ROWS.items():
        field = name.split(".")[1]
        assert re.search(rf"\b{number} for (the )?`{field}`", " ".join(LIMITS.split())), name


def test_every_root_field_is_told() -> None:
    query, mutation = core_schema().query_type, core_schema().mutation_type
    assert isinstance(query, GraphQLObjectType)
    assert isinstance(mutation, GraphQLObjectType)
    assert [cells[0].strip("`") for cells in rows(GRAPHQL, "What can be asked")] == [
        *query.fields,
        *mutation.fields,
    ]


def test_every_code_of_the_interface_is_told_with_its_status() -> None:
    told = {cells[0].strip("`"): cells[1] for cells in rows(GRAPHQL, "Errors")}
    assert list(told) == sorted(told)
    assert set(STATUS) <= set(told)
    for code, where in told.items():
        assert code in PROBLEMS
        number = re.search(r"\d+", where)
        if number:
            assert status_of(code) == int(number[0]), code
    raised = set()
    for room in ("api", "graphql", "reports"):
        for file in (DOCS.parent / room).rglob("*.py"):
            raised |= set(re.findall(r'GongshiError\(\s*"(\w+)"', file.read_text("utf-8")))
    of_the_start = {
        "city_key_unusable",
        "data_unusable",
        "otel_missing",
        "setting_invalid",
        "setting_unknown",
        "token_keys_unusable",
    }
    assert raised - of_the_start <= set(told)
