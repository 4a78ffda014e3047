"""What the register's names tell of trades, asked when a generation is begun and kept with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from threading import Event
from typing import Any

import pytest

from gongshi.ledger import generations
from gongshi.ledger.generations import NOTHING_TOLD, Told
from gongshi.ledger.snapshots import subject_names
from gongshi.records.clock import SHANGHAI, to_ms
from gongshi.records.model import SubjectKind
from gongshi.samples.usccs import make_uscc
from gongshi.search.documents import Collection
from gongshi.search.port import SearchRequest, Term, Tier
from gongshi.search.trade_statistics import FEWEST_NAMES
from tests.search.test_trade_statistics import BRANDS

pytestmark = pytest.mark.slow

NOW = datetime(2026, 5, 1, 12, tzinfo=SHANGHAI)
TRADE = "脑机接口"
Opener = Callable[..., Any]


def deliver(town: Any, make: Any, first: int, last: int, trade: str = TRADE) -> None:
    """Firms with these numbers; one in fifty has the trade, the others a known one."""
    town.deliver(
        "register",
        *(
            make.register(
                name=f"天津{BRANDS[place % len(BRANDS)]}{'商贸' if place % 50 else trade}有限公司",
                uscc=make_uscc("91", place),
            )
            for place in range(first, last)
        ),
        now=NOW,
    )


def found(town: Any, core: str) -> int:
    """How many subjects have this for their 字号."""
    request = SearchRequest(
        collection=Collection.SUBJECTS,
        tiers=(Tier("core_name", Term("core", core)),),
        filters=(),
        now=to_ms(NOW),
        size=100,
    )
    return len(town.engine.search_now(request).hits)


def told(town: Any, name: str) -> Told:
    with town.ledger.read() as conn:
        return generations.told(conn, name)


def test_a_generation_is_begun_with_what_the_names_tell_and_keeps_it(
    open_town: Opener, make: Any
) -> None:
    town = open_town()
    deliver(town, make, 0, FEWEST_NAMES)
    projector = town.projector()
    projector.run_once(NOW)
    assert told(town, "g000001") == Told(frozenset({TRADE}), FEWEST_NAMES)
    assert found(town, BRANDS[50]) == 1
    # Who comes later is read so, too; by another projector as well.
    projector.close()
    deliver(town, make, FEWEST_NAMES, FEWEST_NAMES + 1)
    other = town.projector("other")
    assert not other.run_once(NOW).outgrown
    assert found(town, BRANDS[FEWEST_NAMES]) == 1
    other.close()


def test_a_generation_gone_back_to_is_read_as_it_was_begun(open_town: Opener, make: Any) -> None:
    town = open_town()
    deliver(town, make, 0, 100)
    projector = town.projector()
    projector.run_once(NOW)
    assert told(town, "g000001") == Told(frozenset(), 100)
    deliver(town, make, 100, FEWEST_NAMES)
    projector.rebuild(NOW)
    assert told(town, "g000002").trades == {TRADE}
    deliver(town, make, FEWEST_NAMES, FEWEST_NAMES + 1)
    projector.rollback("", NOW)
    # Built anew at once, the other one would be back.
    assert not projector.run_once(NOW).outgrown
    assert found(town, BRANDS[FEWEST_NAMES]) == 0
    projector.close()


def test_an_index_that_its_register_has_outgrown_is_built_anew(
    open_town: Opener, make: Any
) -> None:
    """A city's first index is empty; its names tell what they tell as soon as they are there."""
    town = open_town()
    projector = town.projector()
    assert not projector.run_once(NOW).outgrown
    deliver(town, make, 0, FEWEST_NAMES - 1)
    assert not projector.run_once(NOW).outgrown
    deliver(town, make, FEWEST_NAMES - 1, FEWEST_NAMES)
    assert projector.run_once(NOW).outgrown
    projector.close()

    stop = Event()

    def until_built() -> datetime:
        if town.live().name != "g000001":
            stop.set()
        return NOW

    town.projector("follower").follow(stop, until_built, poll=0.01)
    assert town.live().name == "g000002"
    assert told(town, "g000002") == Told(frozenset({TRADE}), FEWEST_NAMES)
    again = town.projector()
    assert not again.run_once(NOW).outgrown
    again.close()


def test_an_outgrown_index_that_cannot_be_built_anew_goes_on_being_followed(
    open_town: Opener, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town()
    town.projector().run_once(NOW)
    deliver(town, make, 0, FEWEST_NAMES)
    begun: list[str] = []

    def refuse(name: str) -> None:
        begun.append(name)
        raise OSError("no room")

    monkeypatch.setattr(town.admin, "create", refuse)
    stop = Event()
    looks = count()

    def until_followed() -> datetime:
        if begun and town.head() == FEWEST_NAMES:
            deliver(town, make, FEWEST_NAMES, FEWEST_NAMES + 1)
        if begun and found(town, BRANDS[FEWEST_NAMES] + TRADE):
            stop.set()
        return NOW + timedelta(seconds=3) * next(looks)

    town.projector("follower").follow(stop, until_followed, poll=0.01)
    assert len(begun) == 1
    assert town.live().name == "g000001"


def test_natural_persons_do_not_count(open_town: Opener, make: Any) -> None:
    town = open_town()
    projector = town.projector()
    projector.run_once(NOW)
    deliver(town, make, 0, FEWEST_NAMES - 1)
    person = {"subject_kind": SubjectKind.NATURAL_PERSON, "person_key": "a" * 64, "uscc": ""}
    town.deliver("licences", replace(make.licence(), subject_name="王小明", **person), now=NOW)
    assert not projector.run_once(NOW).outgrown
    projector.close()


def test_names_are_drawn_evenly_and_never_of_persons(open_town: Opener, make: Any) -> None:
    town = open_town()
    deliver(town, make, 0, 10, trade="商贸")
    person = {"subject_kind": SubjectKind.NATURAL_PERSON, "person_key": "a" * 64, "uscc": ""}
    town.deliver("licences", replace(make.licence(), subject_name="王小明", **person), now=NOW)
    with town.ledger.read() as conn:
        assert len(subject_names(conn, 100)) == 10
        assert len(subject_names(conn, 6)) == 5
        assert subject_names(conn, 5) == [f"天津{BRANDS[place]}商贸有限公司" for place in (2, 5, 8)]


def test_nothing_is_told_of_a_generation_nobody_knows(open_town: Opener) -> None:
    assert told(open_town(), "g000009") == NOTHING_TOLD
