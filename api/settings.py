"""Settings: each is an environment variable ``GONGSHI_<NAME>``; docs/settings.md lists them.

A setting that does not exist or cannot be read ends the start with a sentence: nobody shall
believe that a misspelt limit holds.
"""

from __future__ import annotations

import os
import ssl
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Final, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gongshi.api.logs import LogFormat
from gongshi.cities.load import shipped_city
from gongshi.records.problems import GongshiError

PREFIX: Final = "GONGSHI_"
#: Behind the variable of a secret: the variable that names a file which holds it.
FILE_SUFFIX: Final = "_FILE"

#: Names under this prefix belong to the tests and benches, not to the product.
TEST_PREFIX: Final = "GONGSHI_TEST_"

Network = IPv4Network | IPv6Network


class Engine(StrEnum):
    """Which engine holds the index."""

    EMBEDDED = "embedded"
    ELASTICSEARCH = "elasticsearch"


class Settings(BaseSettings):
    """What the operator may set. Order of precedence: argument, environment, default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    data: Path = Field(
        default=Path("data"),
        description="Folder of what gongshi stores itself: SQLite ledger and embedded index.",
    )
    city: str = Field(
        default="tianjin",
        min_length=1,
        description=(
            "The city: the name of a shipped one, or the path of a folder of TOML files (with `/`)."
        ),
    )
    city_key_file: Path | None = Field(
        default=None,
        description=(
            "File with the city's secret key (at least 32 bytes). Natural persons' ID numbers are "
            "replaced by an HMAC under it at the door; without it such rows go to quarantine."
        ),
    )
    ledger_url: SecretStr = Field(
        default=SecretStr(""),
        description=(
            "Address of the ledger: `sqlite:///FILE` or "
            "`postgresql+psycopg://USER:PASSWORD@HOST/DATABASE`. "
            "Empty: `ledger.sqlite` in the data folder."
        ),
    )
    engine: Engine = Field(
        default=Engine.EMBEDDED,
        description="Search engine: `embedded` (in the data folder) or `elasticsearch`.",
    )
    elasticsearch_url: SecretStr = Field(
        default=SecretStr("http://127.0.0.1:9200"),
        description=(
            "Addresses of Elasticsearch nodes (`http://HOST:PORT` or `https://HOST:PORT`), joined "
            "by commas."
        ),
    )
    elasticsearch_ca_file: Path | None = Field(
        default=None,
        description=(
            "PEM file of the authority that signed the nodes' certificates; without it the "
            "system's authorities count."
        ),
    )
    elasticsearch_api_key: SecretStr = Field(
        default=SecretStr(""), description="API key for Elasticsearch, in its encoded form."
    )
    elasticsearch_username: str = Field(
        default="", max_length=200, description="User at Elasticsearch, where no API key is set."
    )
    elasticsearch_password: SecretStr = Field(
        default=SecretStr(""), description="Password of that user."
    )
    elasticsearch_prefix: str = Field(
        default="gongshi",
        pattern=r"^[a-z][a-z0-9-]{0,39}$",
        description="Prefix of every index and alias gongshi makes in Elasticsearch.",
    )
    judgement_queries: int = Field(
        default=50,
        ge=0,
        le=1_000,
        description=(
            "Searches for sampled subjects (by name, code, former name, short name, pinyin) that a "
            "new index must answer before it is served; 0: none."
        ),
    )
    redis_url: SecretStr = Field(
        default=SecretStr(""),
        description=(
            "Address of Redis, with user and password in it: `redis://…`, or `rediss://…` for TLS. "
            "All workers share points, requests counted and kept answers there. "
            "Empty: each worker counts in its memory and keeps no answer."
        ),
    )
    host: str = Field(
        default="127.0.0.1", min_length=1, description="Address `gongshi serve` listens on."
    )
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port `gongshi serve` listens on; 0: any free."
    )
    operator_host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address the operator's port listens on; never one the internet reaches.",
    )
    operator_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description=(
            "Port of `/metrics` and of a `/readyz` with versions, for the operator alone; 0: any "
            "free. Empty: there is none, and the public `/readyz` tells the versions."
        ),
    )
    log_format: LogFormat = Field(
        default=LogFormat.TEXT,
        description=(
            "`text`: warnings, for a terminal. `json`: one JSON object a line, each request too, "
            "without personal data."
        ),
    )
    otlp_endpoint: str = Field(
        default="",
        pattern="^(https?://.+)?$",
        description=(
            "Base address of an OpenTelemetry collector (OTLP over HTTP), such as "
            "`http://collector:4318`; needs `gongshi[otel]`. Empty: no spans are sent."
        ),
    )
    project: bool = Field(
        default=True,
        description=(
            "Whether `gongshi serve` runs the projector (ledger to index) itself, which it does "
            "with the embedded engine only. Off: another process projects into the same folder."
        ),
    )
    max_lag_seconds: int = Field(
        default=600,
        ge=1,
        le=86_400,
        description="`/readyz` answers 503 when the index is this many seconds behind the ledger.",
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(),
        description=(
            "Addresses or networks of our own reverse proxies, joined by commas. Only from these "
            "is `X-Forwarded-For` believed; empty: never."
        ),
    )
    token_keys_file: Path | None = Field(
        default=None,
        description=(
            "JWKS file with the public keys (Ed25519, P-256) of those who issue tokens for special "
            "reports. Without it none is issued over the network."
        ),
    )
    token_issuer: str = Field(
        default="",
        max_length=200,
        description="`iss` that every token must have; needed with `GONGSHI_TOKEN_KEYS_FILE`.",
    )
    token_audience: str = Field(
        default="gongshi",
        min_length=1,
        max_length=200,
        description="`aud` that every token must have: this service.",
    )
    points_per_minute: int = Field(
        default=1_000,
        ge=1,
        le=1_000_000,
        description=(
            "Points (rows asked × fields selected) an anonymous address may spend on /graphql "
            "a minute."
        ),
    )
    requests_per_minute: int = Field(
        default=120,
        ge=1,
        le=1_000_000,
        description="Requests an anonymous address may make to each plain route a minute.",
    )
    max_body_bytes: int = Field(
        default=65_536, ge=1_024, le=1_048_576, description="Largest body of a request to /graphql."
    )
    max_url_bytes: int = Field(
        default=8_192, ge=256, le=65_536, description="Longest path and query of any request."
    )
    query_timeout_seconds: float = Field(
        default=10.0, gt=0, le=60, description="Longest time one GraphQL request may take."
    )

    @field_validator("elasticsearch_url")
    @classmethod
    def _nodes(cls, value: SecretStr) -> SecretStr:
        addresses = [part.strip() for part in value.get_secret_value().split(",")]
        for place, address in enumerate(filter(None, addresses), start=1):
            parts = urlsplit(address)  # a port out of range is a ValueError already
            if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port is None:
                raise ValueError(f"address {place} is not http(s)://HOST:PORT")
        if not any(addresses):
            raise ValueError("no address")
        return value

    @field_validator("elasticsearch_ca_file")
    @classmethod
    def _authorities(cls, value: Path | None) -> Path | None:
        if value is not None:
            try:
                ssl.create_default_context(cafile=value)
            except OSError as error:
                raise ValueError(f"{value}: {error.strerror or error}") from None
        return value

    @model_validator(mode="after")
    def _one_identity(self) -> Self:
        if self.elasticsearch_username and self.elasticsearch_api_key.get_secret_value():
            raise ValueError("GONGSHI_ELASTICSEARCH_API_KEY and …_USERNAME: set one of them")
        return self

    @field_validator("operator_port", mode="before")
    @classmethod
    def _no_port(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())

    @property
    def city_folder(self) -> Path:
        """Folder of the city's TOML files: a path as given, else the shipped city of that name."""
        return Path(self.city) if "/" in self.city else shipped_city(self.city)

    @property
    def ledger_address(self) -> str:
        """The ledger's address, with the default filled in."""
        return self.ledger_url.get_secret_value() or f"sqlite:///{self.ledger_file}"

    @property
    def ledger_file(self) -> Path:
        """The SQLite ledger of the data folder."""
        return self.data / "ledger.sqlite"

    @property
    def index_folder(self) -> Path:
        """Where the embedded engine keeps its generations."""
        return self.data / "index"

    @property
    def runs_projector(self) -> bool:
        """Whether the server itself supervises the projector."""
        return self.project and self.engine is Engine.EMBEDDED


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def secret_settings() -> tuple[str, ...]:
    """Settings that hold secrets: each may come from a file, named in ``GONGSHI_<NAME>_FILE``."""
    return tuple(
        name for name, field in Settings.model_fields.items() if field.annotation is SecretStr
    )


def load_settings(**given: object) -> Settings:
    """Settings from the environment and the files it names, ``given`` values first.

    Raises ``setting_unknown`` for a ``GONGSHI_`` variable that is none of ours and
    ``setting_invalid`` for a value that cannot be used; neither repeats the value, which may be a
    secret.
    """
    known = {variable(name) for name in Settings.model_fields}
    known |= {variable(name) + FILE_SUFFIX for name in secret_settings()}
    for name in sorted(os.environ):
        ours = name.upper().startswith(PREFIX) and not name.upper().startswith(TEST_PREFIX)
        if ours and name.upper() not in known:
            raise GongshiError("setting_unknown", name=name)
    try:
        return Settings.model_validate({**_secrets_in_files(), **given})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = variable(str(first["loc"][0])) if first["loc"] else PREFIX
        raise GongshiError("setting_invalid", name=where, reason=first["msg"]) from None


def _secrets_in_files() -> dict[str, SecretStr]:
    """Secrets whose files are named, without the end of their line."""
    named = {name.upper(): value for name, value in os.environ.items()}
    found: dict[str, SecretStr] = {}
    for setting in secret_settings():
        where = variable(setting) + FILE_SUFFIX
        file = named.get(where, "")
        if not file:
            continue
        if named.get(variable(setting)):
            reason = f"{variable(setting)} is set as well: set one of them"
            raise GongshiError("setting_invalid", name=where, reason=reason)
        try:
            found[setting] = SecretStr(Path(file).read_text("utf-8").rstrip("\r\n"))
        except (OSError, UnicodeDecodeError) as error:
            reason = f"{file}: {getattr(error, 'strerror', None) or 'not a text in UTF-8'}"
            raise GongshiError("setting_invalid", name=where, reason=reason) from None
    return found
