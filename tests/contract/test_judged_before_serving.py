"""A generation whose subjects cannot be found is not served, on either engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.index_terms import subject_index_terms
from gongshi.indexers.projector import Projector
from gongshi.ledger.store import Ledger
from gongshi.records.problems import GongshiError
from gongshi.search.engines import elastic_index
from tests.contract.engine_house import EngineHouse
from tests.ledger.filing_desk import NOW, Desk, register, uscc

NAME = "天津市海河乳品有限公司"
FORMER = "天津市津沽乳品厂"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.db", ledger_id="judged")
    desk = Desk(ledger, load_city(shipped_city("tianjin")))
    desk.deliver("register", [register(1, name=NAME, former_names=(FORMER,))])
    yield desk
    ledger.close()


def lacking(
    patch: pytest.MonkeyPatch, field: str, token: Callable[[str], str] | None = None
) -> None:
    """Subjects are written without a field's tokens, or with others."""
    honest = subject_index_terms

    def spoilt(told: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
        return {**told, field: [token(one) for one in told[field]] if token is not None else []}

    def terms(*given: Any) -> list[tuple[Mapping[str, Sequence[str]], bool]]:
        return [(spoilt(told), branch) for told, branch in honest(*given)]

    patch.setattr("gongshi.indexers.projection.subject_index_terms", terms)


@pytest.mark.parametrize(
    ("field", "token", "text"),
    [
        ("full", None, NAME),
        ("code", lambda token: token[1:], uscc(1)),
        ("former", None, FORMER),
        ("pinyin", None, "haiherupin"),
    ],
)
def test_what_is_not_found_where_it_belongs_is_not_served(
    house: EngineHouse,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    field: str,
    token: Callable[[str], str] | None,
    text: str,
) -> None:
    projector = Projector(desk.ledger, house.admin, desk.city, "test")
    assert projector.rebuild(NOW).generation == "g000001"
    served = house.checkpoint()
    lacking(monkeypatch, field, token)
    with pytest.raises(GongshiError) as caught:
        projector.rebuild(NOW)
    assert caught.value.code == "index_answers_differ"
    assert caught.value.values["name"] == "g000002"
    assert caught.value.values["subject"] == desk.subject().subject_id
    assert caught.value.values["query"] == text
    assert house.checkpoint() == served
    # who knows better may leave it out
    projector.close()
    unasked = Projector(desk.ledger, house.admin, desk.city, "test", queries=0)
    assert unasked.rebuild(NOW).generation == "g000002"
    # and what is kept is asked again before it is gone back to
    monkeypatch.undo()
    assert unasked.rollback("", NOW).generation == "g000001"
    unasked.close()


@pytest.mark.elasticsearch
def test_a_wrong_analyser_is_noticed(
    elasticsearch_house: EngineHouse, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents, counts and bodies are as they should be: only nobody finds them."""
    honest = elastic_index.mapping

    def mapping() -> dict[str, Any]:
        made = honest()
        made["properties"]["full"] = {"type": "text", "analyzer": "standard"}
        return made

    monkeypatch.setattr("gongshi.search.engines.elasticsearch.mapping", mapping)
    projector = Projector(desk.ledger, elasticsearch_house.admin, desk.city, "test")
    with pytest.raises(GongshiError, match="index_answers_differ"):
        projector.rebuild(NOW)
    assert elasticsearch_house.checkpoint() is None
    monkeypatch.undo()
    assert projector.rebuild(NOW).generation == "g000001"
    projector.close()
