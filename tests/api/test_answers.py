"""Kept answers are those that would be made anew: never older, never another's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from gongshi.api.answers import LARGEST_BODY, Answer, Answers, KnownCheckpoint
from gongshi.api.redis_link import Names, RedisLink
from gongshi.graphql.execute import Ask
from gongshi.graphql.horizon import FROM_THE_INDEX
from gongshi.graphql.schema import core_schema
from gongshi.indexers.withholding import lift, withhold
from gongshi.records.clock import to_ms
from gongshi.search.port import Checkpoint

pytestmark = [pytest.mark.anyio, pytest.mark.redis]

STEEL = "91320100748204660Q"
SEARCH = """query($q: String!) { searchRecords(query: $q) { total { value }
  edges { node { id documentNumber subjectUscc } } } }"""
PAGE = """query($c: String!) { subject(uscc: $c) { name counts { licence penalty }
  records(first: 100) { total { value } edges { node { id } } } } }"""


@pytest.fixture
def kept_house(new_house: Any, shown_files: Any, redis_url: str) -> Any:
    return new_house(shown_files, ledger_id=uuid4().hex, redis_url=redis_url)


async def keys(house: Any) -> list[str]:
    """What Redis keeps of this installation's answers."""
    client = Redis.from_url(house.parts.redis_url)
    prefix = Names.of(house.parts.ledger.ledger_id).prefix
    found = [key.decode() async for key in client.scan_iter(f"{prefix}:answer:*")]
    await client.aclose()
    return found


async def until(holds: Callable[[], Any]) -> None:
    """Wait for something to become so."""
    deadline = time.monotonic() + 20
    while not await holds():
        assert time.monotonic() < deadline, "it never became so"
        await asyncio.sleep(0.01)


def test_every_root_field_is_said_to_follow_from_the_index_or_not() -> None:
    others = {"creditReport", "freshness", "sources", "specialReport", "withdrawalNotices"}
    root = core_schema().query_type
    assert root is not None
    fields = set(root.fields)
    assert fields == (FROM_THE_INDEX - {"__typename"}) | others


async def test_a_question_asked_again_gets_the_same_bytes_at_the_same_price(
    kept_house: Any,
) -> None:
    async with kept_house.serving():
        await kept_house.send(PAGE, c=STEEL)
        assert await keys(kept_house) == []  # most are asked once
        first = await kept_house.send(PAGE, c=STEEL)
        assert len(await keys(kept_house)) == 1
        again = await kept_house.send(PAGE, c=STEEL)
        other = await kept_house.send(PAGE, c="91320105780688132K")
    assert again.content == first.content
    assert first.json()["extensions"]["cost"] == {"requested": 104, "charged": 30}
    spent = [int(a.headers["RateLimit"].split("r=")[1].split(";")[0]) for a in (first, again)]
    assert spent[0] - spent[1] == first.json()["extensions"]["cost"]["charged"]
    assert other.json() != first.json()


async def test_an_answer_is_really_given_from_redis(kept_house: Any) -> None:
    """What stands there is what goes out: else the tests here say nothing."""
    async with kept_house.serving():
        for _ in "12":
            await kept_house.send(PAGE, c=STEEL)
        [key] = await keys(kept_house)
        client = Redis.from_url(kept_house.parts.redis_url)
        kept = Answer.unpacked(await client.get(key))
        assert kept is not None
        changed = Answer(kept.at, kept.until, kept.points, b'{"data":"marked"}')
        await client.set(key, changed.packed())
        assert (await kept_house.send(PAGE, c=STEEL)).json() == {"data": "marked"}
        await client.set(key, b"no answer")
        assert (await kept_house.send(PAGE, c=STEEL)).json()["data"]["subject"]["name"]
        await client.aclose()


async def test_a_withheld_record_is_gone_for_every_worker_when_the_index_is_committed(
    kept_house: Any,
) -> None:
    colleague = kept_house.colleague()
    async with kept_house.serving(), colleague.serving():
        question: dict[str, Any] = {"query": PAGE, "c": STEEL}
        for house in (kept_house, colleague, kept_house, colleague, kept_house, colleague):
            assert (await house.ask(**question))["subject"]["counts"]["penalty"] == 1
        [edge] = (await kept_house.ask(SEARCH, q="津滨市监罚〔2026〕1号"))["searchRecords"]["edges"]
        record = edge["node"]["id"]
        withhold(kept_house.parts.ledger, record, by="操作员", now=kept_house.clock[0], reason="误")
        kept_house.project()
        for house in (kept_house, colleague):

            async def gone(house: Any = house) -> bool:
                counts = (await house.ask(**question))["subject"]["counts"]
                return bool(counts["penalty"] == 0)

            await until(gone)  # the clock stands still: only the signal can bring it
            found = (await house.ask(SEARCH, q="津滨市监罚〔2026〕1号"))["searchRecords"]
            assert found == {"total": {"value": 0}, "edges": []}
            one = "query($i: ID!) { record(id: $i) { id } }"
            assert await house.ask(one, i=record) == {"record": None}
        lift(kept_house.parts.ledger, record, by="操作员", now=kept_house.clock[0], reason="复核")
        kept_house.project()

        async def back() -> bool:
            counts = (await colleague.ask(**question))["subject"]["counts"]
            return bool(counts["penalty"] == 1)

        await until(back)
    await colleague.parts.aclose()


async def test_a_subject_known_from_a_withheld_record_alone_is_gone_from_suggestions(
    new_house: Any, shown_files: Any, rows: Any, redis_url: str
) -> None:
    quiet = "天津从未示人贸易有限公司"
    only = rows.penalty(quiet, "91230500MA1B3N1N2M", "津滨市监罚〔2026〕16号", "2026-04-14")
    files = [*shown_files, ("penalties", [only])]
    house = new_house(files, ledger_id=uuid4().hex, redis_url=redis_url)
    question = """query($q: String!) { suggest(text: $q) { name }
      searchSubjects(query: $q) { edges { node { name } } } }"""
    async with house.serving():
        for _ in "123":
            told = await house.ask(question, q="天津从未")
            assert told["suggest"] == [{"name": quiet}]
        assert len(await keys(house)) == 1
        [edge] = (await house.ask(SEARCH, q="津滨市监罚〔2026〕16号"))["searchRecords"]["edges"]
        now = house.clock[0]
        withhold(house.parts.ledger, edge["node"]["id"], by="操作员", now=now, reason="误")
        house.project()

        async def gone() -> bool:
            answer = await house.ask(question, q="天津从未")
            return bool(answer == {"suggest": [], "searchSubjects": {"edges": []}})

        await until(gone)


async def test_without_a_signal_a_commit_is_seen_a_second_later(
    kept_house: Any, new_house: Any
) -> None:
    async with kept_house.serving():
        for _ in "12":
            await kept_house.ask(PAGE, c=STEEL)
        [edge] = (await kept_house.ask(SEARCH, q="津滨市监罚〔2026〕1号"))["searchRecords"]["edges"]
        now = kept_house.clock[0]
        record = edge["node"]["id"]
        withhold(kept_house.parts.ledger, record, by="操作员", now=now, reason="误")
        signal = kept_house.parts.admin.signal
        signal._channel = "elsewhere"
        kept_house.project()
        kept_house.clock[0] = now + timedelta(seconds=1)
        assert (await kept_house.ask(PAGE, c=STEEL))["subject"]["counts"]["penalty"] == 0


async def test_no_answer_outlives_the_midnight_at_which_something_in_it_changes(
    kept_house: Any,
) -> None:
    """Decided 2026-05-10, class 严重: shown through 2029-05-10."""
    last = datetime(2029, 5, 10, 15, 59, 59, 999_000, tzinfo=UTC)
    async with kept_house.serving():
        kept_house.clock[0] = last
        for _ in "123":
            assert (await kept_house.ask(PAGE, c=STEEL))["subject"]["counts"]["penalty"] == 1
        kept_house.clock[0] = last + timedelta(milliseconds=1)
        assert (await kept_house.ask(PAGE, c=STEEL))["subject"]["counts"]["penalty"] == 0


async def test_what_a_token_or_the_ledger_had_a_part_in_is_not_kept(kept_house: Any) -> None:
    report = "query($c: String!) { creditReport(uscc: $c) { number } }"
    async with kept_house.serving():
        numbers = {(await kept_house.ask(report, c=STEEL))["creditReport"]["number"] for _ in "12"}
        assert len(numbers) == 2
        for question in (
            "{ sources { code } }",
            "{ freshness { change } }",
            "{ withdrawalNotices { edges { node { day } } } }",
            "{ searchSubjects { edges { node { name } } } sources { code } }",
        ):
            for _ in "12":
                await kept_house.ask(question)
        failed = (
            '{ a: exposureBoard(kind: "none") { edges { cursor } } subject(uscc: "") { name } }'
        )
        for _ in "12":
            await kept_house.send(failed)
            async with kept_house.client() as client:
                refused = await client.post(
                    "/graphql",
                    json={"query": PAGE, "variables": {"c": STEEL}},
                    headers={"Authorization": "Bearer none"},
                )
            assert refused.status_code == 403
        assert await keys(kept_house) == []


async def test_a_page_with_the_dates_of_the_sources_is_kept_as_long_as_these(
    kept_house: Any,
) -> None:
    question = "{ searchSubjects { freshness { sources { code } } } }"
    async with kept_house.serving():
        for _ in "12":
            await kept_house.ask(question)
        [key] = await keys(kept_house)
        client = Redis.from_url(kept_house.parts.redis_url)
        assert 0 < await client.pttl(key) <= 5_000
        await client.aclose()


CHECKPOINT = Checkpoint("g000001", "ledger", 1, 7, "schema", "rules", 1_000)


async def answers_of(redis_url: str) -> Answers:
    link = RedisLink(redis_url, Names.of(uuid4().hex))
    await link.start()

    async def ask() -> Checkpoint:
        return CHECKPOINT

    return Answers(link, KnownCheckpoint(ask), "city")


async def test_what_ends_at_once_or_is_large_or_from_the_future_is_not_kept(
    redis_url: str,
) -> None:
    answers = await answers_of(redis_url)
    ask, now = Ask("{ a }", None, {}), datetime.fromtimestamp(2, UTC)
    at = to_ms(now)
    for refused in (
        Answer(at, at, 1, b"x"),
        Answer(at, at + 9_000, 1, b"x" * (LARGEST_BODY + 1)),
        Answer(CHECKPOINT.at - 1, at + 9_000, 1, b"x"),
    ):
        for _ in "12":
            await answers.keep(ask, CHECKPOINT, refused)
        assert await answers.get(ask, now) is None
    kept = Answer(at, at + 9_000, 1, b"x")
    await answers.keep(ask, CHECKPOINT, kept)
    assert await answers.get(ask, now) is None  # asked for the first time
    await answers.keep(ask, CHECKPOINT, kept)
    assert await answers.get(ask, now) == kept
    assert await answers.get(ask, now - timedelta(seconds=1)) is None
    assert await answers.get(ask, now + timedelta(seconds=9)) is None
    for other in (
        Ask("{ b }", None, {}),
        Ask("{ a }", "a", {}),
        Ask("{ a }", None, {"a": 1}),
        Ask("{ a }", "", {"a": None}),
    ):
        assert await answers.get(other, now) is None
    assert (answers.found, answers.missed) == (1, 10)
    await answers.link.stop()


async def test_what_was_asked_before_a_commit_is_not_taken_for_known_after_it() -> None:
    asked = asyncio.Event()
    told = asyncio.Event()

    async def ask() -> Checkpoint:
        asked.set()
        await told.wait()
        return CHECKPOINT

    known = KnownCheckpoint(ask)
    first = asyncio.create_task(known.at(0))
    await asked.wait()
    known.forget()  # the commit came while the question was on its way
    told.set()
    assert await first == CHECKPOINT
    asked.clear()
    assert await known.at(1) == CHECKPOINT
    assert asked.is_set()
    asked.clear()
    assert await known.at(2) == CHECKPOINT
    assert not asked.is_set()


async def test_without_an_index_or_a_redis_there_is_no_kept_answer(redis_url: str) -> None:
    answers = await answers_of(redis_url)
    now = datetime.fromtimestamp(2, UTC)
    ask, kept = Ask("{ a }", None, {}), Answer(to_ms(now), to_ms(now) + 9_000, 1, b"x")
    for _ in "12":
        await answers.keep(ask, CHECKPOINT, kept)

    async def none() -> None:
        return None

    without = Answers(answers.link, KnownCheckpoint(none), "city")
    assert await without.get(ask, now) is None
    assert await answers.get(ask, now) == kept

    async def fails(*_: object, **__: object) -> None:
        raise OSError("lost in this moment")

    client = answers.link.client
    client.get = client.set = fails  # type: ignore[method-assign]
    assert await answers.get(ask, now) is None
    assert not answers.link.up
    assert await answers.get(ask, now) is None  # not even asked
    await answers.keep(ask, CHECKPOINT, kept)
    await answers.link.stop()


async def test_what_a_worker_remembers_is_bounded(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongshi.api.answers.ASKED", 2)
    answers = await answers_of(redis_url)
    now = datetime.fromtimestamp(2, UTC)
    kept = Answer(to_ms(now), to_ms(now) + 9_000, 1, b"x")
    for name in "abca":  # "a" is forgotten when "c" is asked
        await answers.keep(Ask(name, None, {}), CHECKPOINT, kept)
    assert await answers.get(Ask("a", None, {}), now) is None
    await answers.keep(Ask("a", None, {}), CHECKPOINT, kept)
    assert await answers.get(Ask("a", None, {}), now) == kept
    await answers.link.stop()
