"""What ``gongshi doctor`` looks at: one function a part, each saying in words how it stands."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Final

from redis.exceptions import RedisError

from gongshi import __version__
from gongshi.api.parts import Parts
from gongshi.api.redis_link import TIMEOUT_SECONDS, blocking_client
from gongshi.api.settings import Engine, Settings
from gongshi.cities.city import City
from gongshi.cli.approvals import due, waited
from gongshi.cli.sources import source_rows
from gongshi.indexers.fitness import unfit
from gongshi.indexers.indexing import Trouble, who_indexes
from gongshi.ledger import approvals, generations, quarantine, reviews
from gongshi.ledger.batches import unfinished_batch
from gongshi.ledger.changes import head, last_written
from gongshi.ledger.sample_mark import is_sample
from gongshi.ledger.snapshots import subject_count
from gongshi.records.clock import day_of, from_ms, to_ms
from gongshi.records.problems import GongshiError
from gongshi.records.rules import Family
from gongshi.reports.envelope import SAMPLE
from gongshi.search.port import Checkpoint, EngineUnavailable, GenerationInfo

#: Less room than this on the data folder's disk is told.
LOW_DISK_BYTES: Final = 2 * 1024**3
_REVIEWS_COUNTED: Final = 1_000
_LIBRARIES: Final = (
    "sqlalchemy",
    "tantivy",
    "elasticsearch",
    "strawberry-graphql",
    "starlette",
    "redis",
)


class Standing(StrEnum):
    OK = "ok"
    ATTENTION = "attention"  # works, but somebody should look
    BROKEN = "broken"  # does not work


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part stands, for an operator to read."""

    part: str
    standing: Standing
    zh: str
    en: str


def ok(part: str, zh: str, en: str) -> Finding:
    return Finding(part, Standing.OK, zh, en)


def attention(part: str, zh: str, en: str) -> Finding:
    return Finding(part, Standing.ATTENTION, zh, en)


def broken(part: str, problem: GongshiError) -> Finding:
    zh, en = problem.zh, problem.en
    if isinstance(problem, EngineUnavailable):  # for staff: why
        zh, en = f"{zh}（{problem.reason}）", f"{en} ({problem.reason})"
    return Finding(part, Standing.BROKEN, zh, en)


# --- without a ledger -----------------------------------------------------------------------------


def versions() -> Iterator[Finding]:
    """What runs."""
    found = []
    for library in _LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            continue
    found[:0] = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    text = ", ".join(found)
    yield ok("version", f"gongshi {__version__}（{text}）", f"gongshi {__version__} ({text})")


def data_folder(settings: Settings) -> Iterator[Finding]:
    """The data folder and its disk."""
    folder = settings.data
    if not folder.exists():
        yield attention(
            "data",
            f"数据文件夹 {folder} 尚不存在；首次接收文件时建立。",
            f"The data folder {folder} does not exist yet; the first ingest makes it.",
        )
        return
    free = shutil.disk_usage(folder).free
    gib = f"{free / 1024**3:.1f} GiB"
    if free < LOW_DISK_BYTES:
        yield attention(
            "data", f"磁盘仅余 {gib}，请清理。", f"Only {gib} left on the disk; make room."
        )
    else:
        yield ok("data", f"{folder.resolve()}，可用 {gib}", f"{folder.resolve()}, {gib} free")


def city_facts(city: City, settings: Settings) -> Iterator[Finding]:
    """The city's folder, and what an operator still has to fill in."""
    name, codes = f"{city.name_zh}（{city.code}）", f"{city.hash[:12]}"
    yield ok(
        "city",
        f"{name}，{len(city.sources)} 个来源，{len(city.items)} 个信息项，配置摘要 {codes}",
        f"{city.name_en} ({city.code}), {len(city.sources)} sources, {len(city.items)} items,"
        f" hash {codes}",
    )
    if not city.issuer_zh:
        yield attention(
            "city",
            "未配置发布单位（city.toml 的 issuer）。",
            "No issuer is configured (issuer in city.toml).",
        )
    without = [
        source.code for source in city.sources.values() if source.family and not source.fines
    ]
    if without:
        yield attention(
            "city",
            f"来源 {'、'.join(without)} 未配置罚款数额标准（fines），仅处罚款的需人工认定类别。",
            f"Sources {', '.join(without)} have no thresholds (fines): penalties of a fine alone"
            " wait for review.",
        )
    if settings.city_key_file is None:
        yield attention(
            "city",
            "未配置城市密钥（GONGSHI_CITY_KEY_FILE），自然人的行将进入待核。",
            "No city key (GONGSHI_CITY_KEY_FILE): rows about natural persons go to quarantine.",
        )


def calendar(city: City, today: date) -> Iterator[Finding]:
    """Years with official holidays; a missing one hides records whose clock needs it."""
    years = sorted(city.rules.calendar.years)
    if today.year not in years:
        problem = GongshiError("calendar_year_missing", year=today.year)
        yield broken("holidays", problem)
        return
    span = f"{years[0]}–{years[-1]}"
    if today.month >= 11 and today.year + 1 not in years:
        yield attention(
            "holidays",
            f"工作日历有 {span} 年；{today.year + 1} 年的放假安排公布后请补入 holidays.toml。",
            f"Holidays of {span}; add {today.year + 1} to holidays.toml once it is announced.",
        )
        return
    yield ok("holidays", f"工作日历有 {span} 年", f"holidays of {span}")


def rules(city: City, today: date) -> Iterator[Finding]:
    """The rules in force today."""
    for family in Family:
        rule = city.rules.rule_of(family, today)
        if rule is None:
            yield attention(
                "rules",
                f"{family.value}：今天没有有效的公示规则，新处罚不公示。",
                f"{family.value}: no rule in force today; new penalties are hidden.",
            )
        else:
            yield ok(
                "rules",
                f"{family.value}：{rule.id}（{rule.basis}）自 {rule.first} 起施行",
                f"{family.value}: {rule.id} ({rule.basis}) in force since {rule.first}",
            )


# --- with a ledger --------------------------------------------------------------------------------


def ledger_facts(parts: Parts) -> Iterator[Finding]:
    """The ledger: what it holds, and deliveries that were not taken in to their end."""
    with parts.ledger.read() as conn:
        subjects, change, sample = subject_count(conn), head(conn), is_sample(conn)
        written = last_written(conn)
        unfinished = {
            code: batch
            for code in parts.city.sources
            if (batch := unfinished_batch(conn, code)) is not None
        }
    server, at = parts.ledger.server, "—" if written is None else f"{written:%Y-%m-%d %H:%M:%S}"
    yield ok(
        "ledger",
        f"{server}，{subjects} 个主体，变更序号 {change}，纪元 {parts.ledger.epoch}，最近写入 {at}",
        f"{server}, {subjects} subjects, change {change}, epoch {parts.ledger.epoch}, last written"
        f" {at}",
    )
    if sample:
        yield attention(
            "ledger",
            f"{SAMPLE}。台账已载入样例城市，正式服务请另建台账。",
            "Sample data, telling nothing of any real subject: the sample city was taken into this"
            " ledger; begin a new one for a real service.",
        )
    for code, batch in unfinished.items():
        yield attention(
            "ledger",
            f"来源 {code} 的 {batch.file_name} 只接收到第 {batch.rows_done} 行：重新接收该文件，"
            f"或 gongshi ingest {code} --abandon。",
            f"{batch.file_name} of {code} was taken in up to row {batch.rows_done}: ingest it"
            f" again, or gongshi ingest {code} --abandon.",
        )


def waiting(parts: Parts, today: date) -> Iterator[Finding]:
    """What waits for a person."""
    with parts.ledger.read() as conn:
        rows = quarantine.count_open(conn)
        unclassed = reviews.waiting(conn, parts.city.rules, today)
        found = sum(1 for _ in islice(unclassed, _REVIEWS_COUNTED))
    if rows:
        yield attention(
            "quarantine",
            f"{rows} 行待核：gongshi quarantine list",
            f"{rows} rows in quarantine: gongshi quarantine list",
        )
    else:
        yield ok("quarantine", "没有待核行", "no rows in quarantine")
    if found:
        many = f"{found}+" if found == _REVIEWS_COUNTED else str(found)
        yield attention(
            "review",
            f"{many} 条处罚待认定类别，认定前不公示：gongshi review list",
            f"{many} penalties wait for their class and are hidden: gongshi review list",
        )
    else:
        yield ok("review", "没有待认定的处罚", "no penalties wait for review")


def approval_facts(parts: Parts, now: datetime) -> Iterator[Finding]:
    """Bulk withdrawals that wait for a second person, and one whose carrying out was cut short."""
    with parts.ledger.read() as conn:
        pending = approvals.listed(conn)
    if not pending:
        yield ok(
            "approvals", "没有待确认的批量撤销", "no bulk withdrawal waits for a second person"
        )
    for one in pending:
        if one.state == "approved":
            yield attention(
                "approvals",
                f"{one.id} 已由 {one.decided_by} 确认，尚有 {one.open} 条未执行："
                f"gongshi approvals approve {one.id}",
                f"{one.id} was confirmed by {one.decided_by}, {one.open} rows are left:"
                f" gongshi approvals approve {one.id}",
            )
            continue
        last = due(one, parts.city)
        late = last is not None and day_of(now) > last
        yield attention(
            "approvals",
            f"{one.id} 的批量撤销（{one.rows} 条）已等待 {waited(now - one.asked_at)}，"
            f"{'已逾期' if late else '应于'} {last or '—'}：gongshi approvals show {one.id}",
            f"{one.id}, a bulk withdrawal of {one.rows}, waits since {one.asked_at:%Y-%m-%d %H:%M}"
            f" and {'was' if late else 'is'} due {last or '—'}: gongshi approvals show {one.id}",
        )


def index_facts(parts: Parts, settings: Settings, now: datetime) -> Iterator[Finding]:
    """The index and who keeps it, of one look at its generations: an engine that hangs is waited
    for once."""
    with parts.ledger.read() as conn:
        held = generations.held(conn)  # first: it rises behind the index
    live = next((one for one in parts.admin.generations(patient=False) if one.live), None)
    yield from _live_facts(parts, settings, live, held)
    yield from _indexer_facts(parts, settings, None if live is None else live.checkpoint, now)


def _live_facts(
    parts: Parts,
    settings: Settings,
    live: GenerationInfo | None,
    held: Mapping[str, int | None],
) -> Iterator[Finding]:
    """The engine, its live generation, and how far it is behind the ledger."""
    engine = "内嵌" if settings.engine is Engine.EMBEDDED else "外部"
    version = parts.admin.version()
    with parts.ledger.read() as conn:
        change, reached = head(conn), generations.reached(conn)
    checkpoint = None if live is None else live.checkpoint
    problem = unfit(
        checkpoint,
        ledger_id=parts.ledger.ledger_id,
        epoch=parts.ledger.epoch,
        head=change,
        reached=reached,
        held=held,
        city=parts.city,
    )
    if live is None or checkpoint is None or not (problem is None or problem.served):
        name = "—" if live is None else live.name
        yield broken("index", GongshiError("index_unfit", name=name, problem=problem or "missing"))
        return
    behind, at = change - checkpoint.change, from_ms(checkpoint.at)
    follower = "gongshi serve" if settings.runs_projector else "gongshi index follow"
    if problem is not None:
        yield attention(
            "index",
            f"{engine} {version}，{live.name} 由此前的规则构建，仍在使用，落后 {behind} 个变更；"
            f"现行规则自新索引启用时生效：由 {follower} 构建，或 gongshi index",
            f"{version}, {live.name} was built by other rules and is served on, {behind} changes"
            " behind; the present rules come into force with their index: let"
            f" {follower} build it, or gongshi index",
        )
    elif behind:
        yield attention(
            "index",
            f"{engine} {version}，{live.name} 自 {at:%Y-%m-%d %H:%M:%S} 起落后 {behind} 个变更："
            f"由 {follower} 自动更新，或 gongshi index",
            f"{version}, {live.name} is {behind} changes behind since {at:%Y-%m-%d %H:%M:%S}:"
            f" let {follower} do it, or gongshi index",
        )
    else:
        yield ok(
            "index",
            f"{engine} {version}，{live.name} 与台账一致（变更 {checkpoint.change}），"
            f"数据截至 {at:%Y-%m-%d %H:%M:%S}",
            f"{version}, {live.name} is up to the ledger (change {checkpoint.change}), as of"
            f" {at:%Y-%m-%d %H:%M:%S}",
        )


def _indexer_facts(
    parts: Parts, settings: Settings, checkpoint: Checkpoint | None, now: datetime
) -> Iterator[Finding]:
    """Whether anybody keeps the index up to the ledger."""
    with parts.ledger.read() as conn:
        who = who_indexes(conn, checkpoint, to_ms(now))
    at = "—" if checkpoint is None else f"{from_ms(checkpoint.at):%Y-%m-%d %H:%M:%S}"
    if who.trouble is None:
        yield ok(
            "indexer",
            f"{who.holder} 正在更新索引，最近一次在 {at}",
            f"{who.holder} keeps the index, heard of last at {at}",
        )
    elif settings.runs_projector:
        yield ok(
            "indexer",
            f"没有常驻进程；每条命令自行更新索引，最近一次在 {at}",
            f"no process that stays; each command brings the index up itself, last at {at}",
        )
    elif who.trouble is Trouble.NOBODY:
        yield attention(
            "indexer",
            f"没有进程更新索引，最近一次在 {at}：请启动 gongshi index follow",
            f"nobody keeps the index since {at}: start gongshi index follow",
        )
    else:
        yield attention(
            "indexer",
            f"{who.holder} 自 {at} 起没有更新索引：请检查 gongshi index follow 及其日志",
            f"{who.holder} has not kept the index since {at}: look at gongshi index follow and"
            " its log",
        )


def redis_facts(parts: Parts) -> Iterator[Finding]:
    """Redis: whether it answers as fast as the server asks of it."""
    if not parts.redis_url:
        yield ok(
            "redis",
            "未配置（GONGSHI_REDIS_URL）：各进程自行计数",
            "not configured (GONGSHI_REDIS_URL): each process counts by itself",
        )
        return
    client = blocking_client(parts.redis_url)
    try:
        version = client.info("server")["redis_version"]
    except (RedisError, OSError) as error:
        milliseconds, kind = round(TIMEOUT_SECONDS * 1_000), type(error).__name__
        yield attention(
            "redis",
            f"{milliseconds} 毫秒内无应答（{kind}）：各进程自行计数，答案不缓存",
            f"no answer within {milliseconds} ms ({kind}): each process counts by itself, answers"
            " are not kept",
        )
    else:
        yield ok("redis", f"Redis {version}", f"Redis {version}")
    finally:
        client.close()


def source_facts(parts: Parts, today: date) -> Iterator[Finding]:
    """Sources that never delivered or are late."""
    rows = source_rows(parts, today)
    never = [row["code"] for row in rows if row["lastDelivery"] is None]
    late = [row["code"] for row in rows if row["late"]]
    if never:
        yield attention(
            "sources", f"从未报送：{'、'.join(never)}", f"never delivered: {', '.join(never)}"
        )
    if late:
        yield attention("sources", f"逾期：{'、'.join(late)}", f"late: {', '.join(late)}")
    if not never and not late:
        yield ok("sources", "各来源均按期报送", "every source is on time")


def examine(
    settings: Settings, load: Callable[[], City], open_: Callable[[], Parts], now: datetime
) -> list[Finding]:
    """Every part, one after the other; a broken one does not keep the others from being seen."""
    today = day_of(now)
    findings = [*versions(), *_tell("data", lambda: data_folder(settings))]
    try:
        city = load()
    except GongshiError as problem:
        return [*findings, broken("city", problem)]
    findings += [*city_facts(city, settings), *calendar(city, today), *rules(city, today)]
    try:
        parts = open_()
    except GongshiError as problem:
        return [*findings, broken("ledger", problem)]
    try:
        for part, look in (
            ("ledger", lambda: ledger_facts(parts)),
            ("quarantine", lambda: waiting(parts, today)),
            ("approvals", lambda: approval_facts(parts, now)),
            ("index", lambda: index_facts(parts, settings, now)),
            ("redis", lambda: redis_facts(parts)),
            ("sources", lambda: source_facts(parts, today)),
        ):
            findings += _tell(part, look)
    finally:
        parts.close()
    return findings


def _tell(part: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(look())
    except GongshiError as problem:
        return [broken(part, problem)]
    except OSError as error:
        reason = error.strerror or error
        file = error.filename or "—"
        return [broken(part, GongshiError("file_missing", file=file, reason=reason))]
