"""GraphQL over HTTP, the way in: media types."""

from __future__ import annotations

import pytest

from gongshi.api.graphql_request import GRAPHQL, JSON, answer_type
from gongshi.records.problems import GongshiError


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, GRAPHQL),
        ("", GRAPHQL),
        ("application/graphql-response+json", GRAPHQL),
        ("application/json", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL),
        ("application/json, application/graphql-response+json", GRAPHQL),
        ("application/json;q=0.5, application/graphql-response+json;q=0.4", JSON),
        ("application/graphql-response+json;q=0, */*", JSON),
        ("application/json;q=0, */*", GRAPHQL),
        ("APPLICATION/JSON; charset=utf-8", JSON),
    ],
)
def test_the_best_media_type_wins(accept: str | None, expected: str) -> None:
    assert answer_type(accept) == expected


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/json;q=0",
        "application/json;q=nan",
        "application/json;q=-1",
        "*/*;q=0",
        ",",
    ],
)
def test_nothing_acceptable(accept: str) -> None:
    with pytest.raises(GongshiError) as caught:
        answer_type(accept)
    assert caught.value.code == "not_acceptable"
