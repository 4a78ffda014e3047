"""``gongshi token``: keys and tokens for a trial; production has an issuer of its own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import jwt
import orjson
import typer
from jwt.algorithms import ECAlgorithm, OKPAlgorithm

from gongshi.api.tokens import ALGORITHMS, LONGEST_LIFE, SCOPE, TokenVerifier
from gongshi.cli.console import say
from gongshi.cli.state import state_of
from gongshi.records.problems import GongshiError

_LONGEST_MINUTES: Final = int(LONGEST_LIFE.total_seconds() // 60)

group = typer.Typer(
    name="token",
    no_args_is_help=True,
    help="令牌（试用）：专项信用报告的在线身份。Keys and tokens for special reports, for a trial.",
)

_Key = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="私钥文件 PEM：Ed25519 或 P-256 (private key)."),
]
_Kid = Annotated[str, typer.Option("--kid", metavar="KID", help="密钥标识 (names the key).")]


@group.command("keys")
def keys(key: _Key, kid: _Kid) -> None:
    """由私钥得出公钥文件（JWKS），供 GONGSHI_TOKEN_KEYS_FILE 使用。

    Print the JWKS with the public half of a private key, for GONGSHI_TOKEN_KEYS_FILE.
    """
    _, public, _ = _read_key(key)
    say(orjson.dumps({"keys": [{**public, "kid": kid}]}, option=orjson.OPT_INDENT_2).decode())


@group.command("issue")
def issue(
    context: typer.Context,
    key: _Key,
    kid: _Kid,
    uscc: Annotated[
        str, typer.Option("--uscc", metavar="USCC", help="所代表的主体 (of the subject).")
    ],
    purpose: Annotated[str, typer.Option("--purpose", metavar="TEXT", help="用途。")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="经办人 (who draws it).")],
    minutes: Annotated[
        int,
        typer.Option(
            "--minutes", metavar="N", min=1, max=_LONGEST_MINUTES, help="有效分钟数 (valid for)."
        ),
    ] = 10,
) -> None:
    """签发一个令牌：某主体、某用途，限时有效。

    Print a token of one subject for one purpose, signed with the private key.
    """
    state = state_of(context)
    settings = state.settings()
    private, public, algorithm = _read_key(key)
    now = state.instant()
    claims = {
        "iss": settings.token_issuer,
        "aud": settings.token_audience,
        "sub": by,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=minutes)).timestamp()),
        "uscc": uscc,
        "scope": SCOPE,
        "purpose": purpose,
    }
    token = jwt.encode(claims, private, algorithm=algorithm, headers={"kid": kid})
    # Held against what the service asks, so that a token that is printed is one that works.
    keys = {kid: jwt.PyJWK.from_dict(public, algorithm)}
    TokenVerifier(keys, settings.token_issuer, settings.token_audience).verify(token, now)
    say(token)


def _read_key(path: Path) -> tuple[Any, dict[str, Any], str]:
    """The private key, its public half as a JWK, and its algorithm. Raises
    ``token_key_unusable``."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from None
    # Either reads keys of its kind only, private and public ones alike.
    readers: tuple[Any, ...] = (OKPAlgorithm(), ECAlgorithm(ECAlgorithm.SHA256))
    for reader in readers:
        try:
            private = reader.prepare_key(content)
            public = reader.to_jwk(private.public_key(), as_dict=True)
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
            continue
        algorithm = ALGORITHMS.get((str(public["kty"]), str(public["crv"])))
        if algorithm is not None:
            return private, public, algorithm
    raise _unusable(path, "it is no private key of Ed25519 or P-256 in PEM")


def _unusable(path: Path, reason: str) -> GongshiError:
    return GongshiError("token_key_unusable", file=path, reason=reason)
