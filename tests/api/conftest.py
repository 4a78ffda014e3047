"""A whole house for the edge: real ledger, real files taken in, real embedded index, real app."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from gongshi.api import redis_link
from gongshi.api.announcing import AnnouncingAdmin
from gongshi.api.app import create_app
from gongshi.api.parts import Parts
from gongshi.api.redis_link import Names, Signal
from gongshi.api.settings import Settings
from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.ingest import ingest
from gongshi.indexers.projector import Projector
from gongshi.ledger.store import Ledger
from gongshi.search.engines.embedded import EmbeddedAdmin, EmbeddedEngine
from gongshi.search.port import EngineAdmin

#: When everything was taken in, and when everything is asked: 2026-06-10, 12:00 in Tianjin.
NOW = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)

STEEL = "91320100748204660Q"
LASER = "91320105780688132K"
FOOD = "91110000802100433B"
QUIET = "91230500MA1B3N1N2M"

Row = dict[str, str]


def licence(name: str, uscc: str, number: str, day: str, **more: str) -> Row:
    return {
        "XK_XDR_MC": name,
        "XK_XDR_LB": "法人及非法人组织",
        "XK_XDR_SHXYM": uscc,
        "XK_XKWS": "准予行政许可决定书",
        "XK_WSH": number,
        "XK_XKLB": "普通",
        "XK_NR": "食品经营许可",
        "XK_JDRQ": day,
        "XK_YXQZ": day,
        "XK_YXQZI": "2099/12/31",
        "XK_XKJG": "天津市滨海新区行政审批局",
        "XK_XKJGDM": "11120116MB15291767",
        "XK_ZT": "1",
        "XK_LYDW": "天津市滨海新区行政审批局",
        "XK_LYDWDM": "11120116MB15291767",
        **more,
    }


def penalty(name: str, uscc: str, number: str, day: str, **more: str) -> Row:
    return {
        "CF_XDR_MC": name,
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": uscc,
        "CF_WSH": number,
        "CF_WFXW": "经营超过保质期的食品",
        "CF_SY": "当事人店内有过期食品。",
        "CF_YJ": "《中华人民共和国食品安全法》第一百二十四条",
        "CF_CFLB": "罚款",
        "CF_NR": "罚款伍万元",
        "CF_NR_FK": "5.000000",
        "CF_JDRQ": day,
        "CF_YXQ": "2099/12/31",
        "CF_CFJG": "天津市滨海新区市场监督管理局",
        "CF_CFJGDM": "11120116MB15291767",
        "CF_SJLY": "天津市滨海新区市场监督管理局",
        "CF_SJLYDM": "11120116MB15291767",
        "CF_ZT": "0",
        "procedure": "普通程序",
        "class": "严重",
        "field": "食品",
        **more,
    }


def repair(name: str, uscc: str, number: str, day: str) -> Row:
    return {
        "XF_WSH": "津信修〔2026〕1号",
        "XF_SHXYM": uscc,
        "XF_MC": name,
        "XF_YJLLX": "CF",
        "XF_YWSH": number,
        "XF_YJG": "天津市滨海新区市场监督管理局",
        "XF_JG": "准予修复",
        "XF_FW": "终止公示",
        "XF_JDRQ": day,
        "XF_JDDW": "天津市滨海新区市场监督管理局",
        "XF_JDDWDM": "11120116MB15291767",
    }


def withdrawal(name: str, uscc: str, number: str, day: str, reason: str) -> Row:
    return {
        "CX_WSH": "津滨市监撤〔2026〕1号",
        "CX_SHXYM": uscc,
        "CX_MC": name,
        "CX_YJLLX": "CF",
        "CX_YWSH": number,
        "CX_YJG": "天津市滨海新区市场监督管理局",
        "CX_LX": "撤销",
        "CX_FS": "自行纠正",
        "CX_LY": "主要证据不足",
        "CX_GKLY": reason,
        "CX_JDRQ": day,
        "CX_JDDW": "天津市滨海新区市场监督管理局",
        "CX_LYDW": "天津市滨海新区市场监督管理局",
        "CX_LYDWDM": "11120116MB15291767",
    }


def register(name: str, uscc: str, **more: str) -> Row:
    return {
        "UNISCID": uscc,
        "ENTNAME": name,
        "ZTLB": "企业",
        "ENTTYPE_CN": "有限责任公司",
        "REGSTATE_CN": "存续",
        "ESTDATE": "2003/03/20",
        "APPRDATE": "2024/06/01",
        "REGORG_CN": "天津市滨海新区市场监督管理局",
        "DOMDISTRICT": "120116",
        "DOM": "天津市滨海新区示例路1号",
        "INDUSTRYCO": "C3110",
        "NAME": "张示例",
        "REGCAP": "500.000000",
        "REGCAPCUR_CN": "人民币",
        "OPSCOPE": "钢铁冶炼",
        "OPFROM": "2003/03/20",
        "OPTO": "2099/12/31",
        **more,
    }


@dataclass
class Rows:
    """The kinds of rows a test may make."""

    licence: Callable[..., Row] = field(default=licence)
    penalty: Callable[..., Row] = field(default=penalty)
    repair: Callable[..., Row] = field(default=repair)
    withdrawal: Callable[..., Row] = field(default=withdrawal)
    register: Callable[..., Row] = field(default=register)


Files = Sequence[tuple[str, Sequence[Row]]]


@dataclass
class House:
    """Open parts over one folder, an app, and a client."""

    parts: Parts
    settings: Settings
    app: Starlette
    clock: list[datetime]

    def project(self) -> None:
        """Bring the index up to the ledger."""
        projector = Projector(self.parts.ledger, self.parts.admin, self.parts.city, "tests")
        projector.run_once(self.clock[0])
        projector.close()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[House]:
        """The app's lifespan, as a server runs it."""
        async with self.app.router.lifespan_context(self.app):
            yield self

    def colleague(self) -> House:
        """Another worker over the same ledger and index: all else is its own."""
        parts = _open(self.settings, self.parts.ledger.ledger_id)
        clock = self.clock
        app = create_app(parts, self.settings, now=lambda: clock[0])
        return House(parts, self.settings, app, clock)

    @asynccontextmanager
    async def client(self, peer: str = "203.0.113.7") -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(
            app=self.app, client=(peer, 4711), raise_app_exceptions=False
        )
        async with httpx.AsyncClient(transport=transport, base_url="http://gongshi.test") as client:
            yield client

    async def send(self, query: str, peer: str = "203.0.113.7", **variables: Any) -> httpx.Response:
        async with self.client(peer) as client:
            return await client.post("/graphql", json={"query": query, "variables": variables})

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        response = await self.send(query, **variables)
        answer = response.json()
        assert "errors" not in answer, answer
        assert response.status_code == 200
        return dict(answer["data"])

    async def code(self, query: str, **variables: Any) -> str:
        """The one error's code."""
        errors = (await self.send(query, **variables)).json()["errors"]
        assert len(errors) == 1, errors
        return str(errors[0]["extensions"]["code"])


Build = Callable[..., House]


def _open(settings: Settings, ledger_id: str) -> Parts:
    city = load_city(shipped_city("tianjin"))
    ledger = Ledger.open(settings.ledger_address, ledger_id=ledger_id)
    index, redis_url = settings.index_folder, settings.redis_url.get_secret_value()
    admin: EngineAdmin = EmbeddedAdmin(index)
    if redis_url:
        admin = AnnouncingAdmin(admin, Signal(redis_url, Names.of(ledger_id)))
    return Parts(city, ledger, EmbeddedEngine(index), admin, None, redis_url)


def build(folder: Path, files: Files, ledger_id: str = "of-the-tests", **settings: Any) -> House:
    made = Settings.model_validate(
        {"data": folder, "project": False, "points_per_minute": 1_000_000, **settings}
    )
    parts = _open(made, ledger_id)
    city, ledger = parts.city, parts.ledger
    for number, (source, rows) in enumerate(files):
        path = folder / f"{number}-{source}.csv"
        _write(path, rows)
        ingest(ledger, city, source, path, now=NOW)
    clock = [NOW]
    house = House(parts, made, create_app(parts, made, now=lambda: clock[0]), clock)
    house.project()
    return house


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def rows() -> Rows:
    return Rows()


@pytest.fixture(scope="session")
def shown_files() -> Files:
    """What is shown at ``NOW``."""
    steel, laser, food = "天津示例钢铁有限公司", "天津示例激光科技有限公司", "天津示例食品有限公司"
    return [
        (
            "register",
            [
                register(steel, STEEL, HISTORYNAME="天津老钢铁厂"),
                register(laser, LASER, DOMDISTRICT="120104", INDUSTRYCO="I6510"),
                register(food, FOOD, REGSTATE_CN="注销", CANDATE="2026/01/01"),
            ],
        ),
        (
            "licences",
            [
                *(
                    licence(steel, STEEL, f"津滨审许〔2025〕{number}号", f"2025/01/{number:02}")
                    for number in range(1, 26)
                ),
                licence(laser, LASER, "津南审许〔2025〕7号", "2025/02/03"),
            ],
        ),
        ("penalties", [penalty(steel, STEEL, "津滨市监罚〔2026〕1号", "2026/05/10")]),
    ]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, shown_files: Files) -> Iterator[House]:
    """A house nobody changes."""
    made = build(tmp_path_factory.mktemp("house"), shown_files)
    yield made
    made.parts.close()


def _builder(root: Path) -> Iterator[Build]:
    made: list[House] = []

    def new(files: Files, **settings: Any) -> House:
        folder = root / str(len(made))
        folder.mkdir()
        made.append(build(folder, files, **settings))
        return made[-1]

    yield new
    for one in made:
        one.parts.close()


@pytest.fixture
def new_house(tmp_path: Path) -> Iterator[Build]:
    """Builds houses of a test's own."""
    yield from _builder(tmp_path)


@pytest.fixture(scope="module")
def new_module_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    """Builds houses that the tests of a module share."""
    yield from _builder(tmp_path_factory.mktemp("houses"))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def redis_patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no lost Redis; a module's ``REDIS_SECONDS`` says after how long it is."""
    seconds = getattr(request.module, "REDIS_SECONDS", 10.0)
    monkeypatch.setattr(redis_link, "TIMEOUT_SECONDS", seconds)
    for option in ("socket_timeout", "socket_connect_timeout"):
        monkeypatch.setitem(redis_link.BLOCKING_OPTIONS, option, seconds)
