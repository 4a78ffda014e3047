"""Settings: from the environment, refused when unknown or wrong, and all described."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path

import pytest

from gongshi.api.parts import open_parts
from gongshi.api.settings import Engine, Settings, load_settings, secret_settings, variable
from gongshi.records.problems import GongshiError

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("GONGSHI_"):
            monkeypatch.delenv(name)


def test_defaults() -> None:
    settings = load_settings()
    assert settings.host == "127.0.0.1"
    assert settings.port == 8000
    assert settings.ledger_address == "sqlite:///data/ledger.sqlite"
    assert settings.index_folder == Path("data/index")
    assert settings.city_folder.name == "tianjin"
    assert settings.engine is Engine.EMBEDDED
    assert settings.points_per_minute == 1_000
    assert settings.runs_projector


def test_environment_and_arguments(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GONGSHI_PORT", "8100")
    monkeypatch.setenv("GONGSHI_ENGINE", "elasticsearch")
    monkeypatch.setenv("GONGSHI_TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::1")
    monkeypatch.setenv("GONGSHI_LEDGER_URL", "postgresql+psycopg://u:secret@db/ledger")
    settings = load_settings(data=tmp_path, port=8200)
    assert settings.port == 8200
    assert settings.data == tmp_path
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("2001:db8::1/128"))
    assert settings.ledger_address == "postgresql+psycopg://u:secret@db/ledger"
    assert "secret" not in repr(settings)
    assert not settings.runs_projector


def test_the_address_of_redis_may_stand_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "redis-url"
    file.write_text("redis://:secret@redis:6379/0\n", encoding="utf-8")
    monkeypatch.setenv("GONGSHI_REDIS_URL_FILE", str(file))
    settings = load_settings()
    assert settings.redis_url.get_secret_value() == "redis://:secret@redis:6379/0"
    assert "secret" not in repr(settings)


def test_what_is_no_address_of_redis_is_refused_without_being_repeated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GONGSHI_REDIS_URL", "http://:hunter2@redis")
    with pytest.raises(GongshiError) as caught:
        open_parts(load_settings(data=tmp_path))
    assert (caught.value.code, caught.value.values["name"]) == (
        "setting_invalid",
        "GONGSHI_REDIS_URL",
    )
    assert "hunter2" not in str(caught.value)


def test_the_operator_may_leave_judgement_queries_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GONGSHI_JUDGEMENT_QUERIES", "0")
    parts = open_parts(load_settings(data=tmp_path))
    assert parts.judgement_queries == 0
    parts.close()


def test_an_operators_port_of_nothing_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGSHI_OPERATOR_PORT", "")
    assert load_settings().operator_port is None
    monkeypatch.setenv("GONGSHI_OPERATOR_PORT", "9100")
    assert load_settings().operator_port == 9100


def test_a_city_is_a_name_or_a_folder(tmp_path: Path) -> None:
    assert load_settings(city=str(tmp_path)).city_folder == tmp_path
    assert load_settings(city="./mine").city_folder == Path("mine")
    with pytest.raises(GongshiError) as caught:
        _ = load_settings(city="mine").city_folder
    assert caught.value.code == "city_unknown"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GONGSHI_PORT", "eighty"),
        ("GONGSHI_PORT", "70000"),
        ("GONGSHI_ENGINE", "solr"),
        ("GONGSHI_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("GONGSHI_POINTS_PER_MINUTE", "0"),
        ("GONGSHI_CITY", ""),
        ("GONGSHI_ELASTICSEARCH_URL", "search:9200"),
        ("GONGSHI_ELASTICSEARCH_URL", "https://secret@search"),
        ("GONGSHI_ELASTICSEARCH_URL", "https://search:99999"),
        ("GONGSHI_ELASTICSEARCH_URL", " , "),
        ("GONGSHI_ELASTICSEARCH_CA_FILE", "/nowhere/ca.pem"),
        ("GONGSHI_ELASTICSEARCH_CA_FILE", __file__),
        ("GONGSHI_LEDGER_URL_FILE", "/nowhere/url"),
    ],
)
def test_a_wrong_value_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(GongshiError) as caught:
        load_settings()
    assert caught.value.code == "setting_invalid"
    assert caught.value.values["name"] == name
    assert "secret" not in caught.value.en


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql+psycopg://u:secret@db/ledger\n", "utf-8")
    monkeypatch.setenv("GONGSHI_LEDGER_URL_FILE", str(file))
    assert load_settings().ledger_address == "postgresql+psycopg://u:secret@db/ledger"
    assert load_settings(ledger_url="sqlite:///x").ledger_address == "sqlite:///x"
    monkeypatch.setenv("GONGSHI_LEDGER_URL", "sqlite:///y")
    with pytest.raises(GongshiError) as caught:
        load_settings()
    assert caught.value.code == "setting_invalid"
    assert caught.value.values["name"] == "GONGSHI_LEDGER_URL_FILE"
    monkeypatch.delenv("GONGSHI_LEDGER_URL")
    file.write_bytes(b"\xff")
    with pytest.raises(GongshiError, match="UTF-8"):
        load_settings()


def test_one_identity_at_elasticsearch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGSHI_ELASTICSEARCH_API_KEY", "secret")
    assert load_settings().elasticsearch_api_key.get_secret_value() == "secret"
    monkeypatch.setenv("GONGSHI_ELASTICSEARCH_USERNAME", "gongshi")
    with pytest.raises(GongshiError) as caught:
        load_settings()
    assert caught.value.code == "setting_invalid"
    assert "set one of them" in caught.value.en
    assert "secret" not in caught.value.en


def test_a_misspelt_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGSHI_TEST_SOMETHING", "of the tests")
    load_settings()
    monkeypatch.setenv("GONGSHI_POINTS_PER_MINUT", "5")
    with pytest.raises(GongshiError) as caught:
        load_settings()
    assert (caught.value.code, caught.value.values) == (
        "setting_unknown",
        {"name": "GONGSHI_POINTS_PER_MINUT"},
    )


def test_every_setting_is_documented_with_its_default() -> None:
    documented = DOCS.read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert field.description, name
        default = field.get_default()
        shown = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        shown = getattr(shown, "value", shown)
        text = (
            ""
            if shown in (None, (), "")
            else f"`{str(shown).lower() if isinstance(shown, bool) else shown}`"
        )
        assert f"| `{variable(name)}` | {text} | {field.description} |" in documented
    (secrets,) = [part for part in documented.split("\n\n") if part.startswith("A secret")]
    for name in secret_settings():
        assert f"`{variable(name)}`" in secrets
    told = [line for line in documented.splitlines() if line.startswith("| `GONGSHI_")]
    assert len(told) == len(Settings.model_fields)
