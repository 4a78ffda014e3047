"""Tokens of handlers (经办人): JWTs by an issuer the operator trusts, for one subject and purpose.

EdDSA (Ed25519) and ES256 only, the key named by ``kid``, the algorithm given by the key and never
by the token. A token is looked at and let go: it is not stored, not logged, and no error repeats
it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import jwt

from gongshi.api.settings import Settings
from gongshi.graphql.caller import Caller
from gongshi.records.identifiers import read_uscc
from gongshi.records.problems import GongshiError
from gongshi.reports.special import LONGEST_PURPOSE, is_plain

#: Key type and curve -> the one algorithm its tokens may be signed with.
ALGORITHMS: Final[Mapping[tuple[str, str], str]] = {
    ("OKP", "Ed25519"): "EdDSA",
    ("EC", "P-256"): "ES256",
}
SCOPE: Final = "special_report"
LONGEST_LIFE: Final = timedelta(days=1)
#: How far an issuer's clock may be ahead of ours.
SKEW: Final = timedelta(seconds=60)
LONGEST_TOKEN: Final = 4_096
_LONGEST_NAME: Final = 100
_LAST_SECOND: Final = 1 << 40
_REQUIRED: Final = ("exp", "iat", "aud", "iss", "sub")


@dataclass(frozen=True, slots=True)
class TokenVerifier:
    """Verifies tokens of one issuer for one audience; ``keys`` by their ``kid``."""

    keys: Mapping[str, jwt.PyJWK]
    issuer: str
    audience: str

    def verify(self, token: str, now: datetime) -> Caller:
        """Who asks. Raises ``token_invalid``, ``token_expired``, ``token_forbidden``."""
        claims = self._claims(token)
        _check_times(claims, now)
        return _caller(claims)

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > LONGEST_TOKEN:
            raise GongshiError("token_invalid", reason="too long")
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = self.keys.get(kid) if isinstance(kid, str) else None
            if key is None:
                raise GongshiError("token_invalid", reason="kid")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                audience=self.audience,
                issuer=self.issuer,
                # Times are held against our own clock below.
                options={
                    "require": list(_REQUIRED),
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except jwt.PyJWTError as error:
            raise GongshiError("token_invalid", reason=_reason(error)) from None
        return claims


def bearer_token(values: Sequence[str]) -> str | None:
    """The token of the ``Authorization`` headers; None when there is none of that scheme.

    Raises ``token_invalid`` for more than one header.
    """
    tokens = [value[7:].strip() for value in values if value[:7].lower() == "bearer "]
    if not tokens:
        return None
    if len(values) > 1:
        raise GongshiError("token_invalid", reason="more than one")
    return tokens[0]


def load_verifier(settings: Settings) -> TokenVerifier | None:
    """The verifier the settings ask for; None when no keys are set.

    Raises ``token_keys_unusable``.
    """
    path = settings.token_keys_file
    if path is None:
        return None
    if not settings.token_issuer:
        raise _unusable(path, "GONGSHI_TOKEN_ISSUER is not set")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        entries = document["keys"]
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from None
    except (ValueError, KeyError, TypeError):
        raise _unusable(path, 'it is no JWKS: {"keys": [...]}') from None
    keys: dict[str, jwt.PyJWK] = {}
    for entry in entries:
        kid, key = _key(path, entry)
        if kid in keys:
            raise _unusable(path, f"the kid {kid!r} stands twice")
        keys[kid] = key
    if not keys:
        raise _unusable(path, "it holds no key")
    return TokenVerifier(keys, settings.token_issuer, settings.token_audience)


def _key(path: Path, entry: Any) -> tuple[str, jwt.PyJWK]:
    if not isinstance(entry, dict):
        raise _unusable(path, "an entry is no object")
    kid = entry.get("kid")
    if not isinstance(kid, str) or not kid:
        raise _unusable(path, "a key has no kid")
    if "d" in entry:
        raise _unusable(path, f"the key {kid!r} is a private one")
    algorithm = ALGORITHMS.get((str(entry.get("kty")), str(entry.get("crv"))))
    if algorithm is None or entry.get("alg", algorithm) != algorithm:
        raise _unusable(path, f"the key {kid!r} is neither Ed25519 (EdDSA) nor P-256 (ES256)")
    try:
        return kid, jwt.PyJWK.from_dict(entry, algorithm)
    except jwt.PyJWTError as error:
        raise _unusable(path, f"the key {kid!r}: {error}") from None


def _unusable(path: Path, reason: str) -> GongshiError:
    return GongshiError("token_keys_unusable", file=path, reason=reason)


def _reason(error: jwt.PyJWTError) -> str:
    """What is wrong in a word, nothing of the token itself."""
    if isinstance(error, jwt.MissingRequiredClaimError):
        return f"{error.claim} is missing"
    words: dict[type[jwt.PyJWTError], str] = {
        jwt.InvalidAudienceError: "aud",
        jwt.InvalidIssuerError: "iss",
        jwt.InvalidAlgorithmError: "alg",
        jwt.InvalidSignatureError: "signature",
    }
    return words.get(type(error), "form")


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    moment, skew = now.timestamp(), SKEW.total_seconds()
    begins = claims.get("nbf", claims["iat"])
    times = (claims["exp"], claims["iat"], begins)
    if not all(map(_is_time, times)):
        raise GongshiError("token_invalid", reason="exp, iat and nbf are numbers")
    if claims["exp"] <= moment:
        raise GongshiError("token_expired")
    if max(claims["iat"], begins) > moment + skew:
        raise GongshiError("token_invalid", reason="not valid yet")
    if claims["exp"] - claims["iat"] > LONGEST_LIFE.total_seconds():
        raise GongshiError("token_invalid", reason="valid for longer than a day")


def _is_time(time: object) -> bool:
    """A number of seconds: JSON's NaN would be neither before nor after anything."""
    if isinstance(time, bool) or not isinstance(time, int | float):
        return False
    return abs(time) <= _LAST_SECOND


def _caller(claims: Mapping[str, Any]) -> Caller:
    if claims.get("scope") != SCOPE:
        raise GongshiError("token_forbidden", reason=f"scope is not {SCOPE}")
    reading = read_uscc(_text(claims, "uscc", 18))
    if not reading.ok:
        raise GongshiError("token_forbidden", reason="uscc")
    name = _text(claims, "sub", _LONGEST_NAME)
    return Caller(name, reading.value, _text(claims, "purpose", LONGEST_PURPOSE))


def _text(claims: Mapping[str, Any], claim: str, longest: int) -> str:
    value = claims.get(claim)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not (0 < len(text) <= longest and is_plain(text)):
        raise GongshiError("token_forbidden", reason=claim)
    return text
