"""Tokens: one issuer, one audience, fixed algorithms, one subject, one purpose; never repeated."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from gongshi.api.settings import Settings
from gongshi.api.tokens import TokenVerifier, bearer_token, load_verifier
from gongshi.graphql.caller import Caller
from gongshi.records.clock import SHANGHAI
from gongshi.records.problems import GongshiError

NOW = datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)
USCC = "91110000802100433B"
ISSUER = "https://id.example"
ED = ed25519.Ed25519PrivateKey.generate()
EC = ec.generate_private_key(ec.SECP256R1())
OTHER = ed25519.Ed25519PrivateKey.generate()


def jwk(public: Any, algorithm: Any, **more: Any) -> dict[str, Any]:
    return {**json.loads(algorithm.to_jwk(public)), **more}


KEYS = [
    jwk(ED.public_key(), OKPAlgorithm, kid="ed"),
    jwk(EC.public_key(), ECAlgorithm, kid="ec", alg="ES256", use="sig"),
]


def claims(**changes: Any) -> dict[str, Any]:
    told = {
        "iss": ISSUER,
        "aud": "gongshi",
        "sub": "王敏",
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + timedelta(minutes=5)).timestamp()),
        "uscc": USCC,
        "scope": "special_report",
        "purpose": "贷款",
        **changes,
    }
    return {name: value for name, value in told.items() if value is not None}


def token(key: Any = ED, kid: str | None = "ed", algorithm: str = "EdDSA", **changes: Any) -> str:
    headers = {} if kid is None else {"kid": kid}
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers=headers)


def without(claim: str) -> str:
    changes: dict[str, Any] = {claim: None}
    return token(**changes)


def settings(folder: Path, keys: Any = KEYS, **more: Any) -> Settings:
    path = folder / "keys.json"
    path.write_text(keys if isinstance(keys, str) else json.dumps({"keys": keys}), "utf-8")
    told = {"token_keys_file": path, "token_issuer": ISSUER, **more}
    return Settings.model_validate(told)


@pytest.fixture
def verifier(tmp_path: Path) -> TokenVerifier:
    found = load_verifier(settings(tmp_path))
    assert found is not None
    return found


def refused(verifier: TokenVerifier, text: str, now: datetime = NOW) -> tuple[str, Any]:
    with pytest.raises(GongshiError) as problem:
        verifier.verify(text, now)
    sentence = problem.value.zh + problem.value.en
    assert text[:12] not in sentence or len(text) < 12
    return problem.value.code, problem.value.values.get("reason")


def test_a_good_token_says_who_for_whom_and_what_for(verifier: TokenVerifier) -> None:
    caller = Caller("王敏", USCC, "贷款")
    assert verifier.verify(token(), NOW) == caller
    assert verifier.verify(token(EC, "ec", "ES256"), NOW) == caller
    assert verifier.verify(token(aud=["other", "gongshi"]), NOW) == caller
    assert verifier.verify(token(uscc=USCC.lower()), NOW) == caller
    assert verifier.verify(token(purpose=" 贷\u3000款\n"), NOW).purpose == "贷 款"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ("token_invalid", "form")),
        ("nonsense", ("token_invalid", "form")),
        ("a.b.c", ("token_invalid", "form")),
        ("x" * 4097, ("token_invalid", "too long")),
        (token(kid=None), ("token_invalid", "kid")),
        (token(kid="unknown"), ("token_invalid", "kid")),
        (token(OTHER), ("token_invalid", "signature")),
        (token()[:-4] + "AAAA", ("token_invalid", "signature")),
        (token(EC, "ed", "ES256"), ("token_invalid", "alg")),  # the key's algorithm, not its own
        (token("s" * 64, "ed", "HS256"), ("token_invalid", "alg")),
        (token(None, "ed", "none"), ("token_invalid", "alg")),
        (token(iss="https://other.example"), ("token_invalid", "iss")),
        (token(aud="other"), ("token_invalid", "aud")),
        *(
            (without(claim), ("token_invalid", f"{claim} is missing"))
            for claim in ("iss", "exp", "iat", "sub")
        ),
        (token(aud=None), ("token_invalid", "aud is missing")),
        (token(uscc=None), ("token_forbidden", "uscc")),
        (token(uscc="91110000802100433C"), ("token_forbidden", "uscc")),
        (token(uscc=5), ("token_forbidden", "uscc")),
        (token(purpose=None), ("token_forbidden", "purpose")),
        (token(purpose=" "), ("token_forbidden", "purpose")),
        (token(purpose="贷" * 201), ("token_forbidden", "purpose")),
        (token(purpose="贷\ud800"), ("token_forbidden", "purpose")),
        (token(purpose="\u202e款贷"), ("token_forbidden", "purpose")),
        (token(sub="王" * 101), ("token_forbidden", "sub")),
        (token(sub="王敏\x1b[31m"), ("token_forbidden", "sub")),
        (token(scope=None), ("token_forbidden", "scope is not special_report")),
        (token(scope="login"), ("token_forbidden", "scope is not special_report")),
    ],
)
def test_a_bad_token_is_refused_with_a_word(
    verifier: TokenVerifier, text: str, said: tuple[str, str]
) -> None:
    assert refused(verifier, text) == said


def test_it_holds_from_its_first_to_its_last_second(verifier: TokenVerifier) -> None:
    begun, ended = NOW, NOW + timedelta(minutes=5)
    text = token()
    assert refused(verifier, text, begun - timedelta(seconds=61))[1] == "not valid yet"
    for moment in (begun - timedelta(seconds=60), ended - timedelta(milliseconds=1)):
        assert verifier.verify(text, moment).uscc == USCC
    assert refused(verifier, text, ended) == ("token_expired", None)
    later = token(nbf=int((NOW + timedelta(minutes=3)).timestamp()))
    assert refused(verifier, later)[1] == "not valid yet"
    assert verifier.verify(later, NOW + timedelta(minutes=3)).uscc == USCC


def test_it_holds_for_a_day_at_most(verifier: TokenVerifier) -> None:
    day = int(NOW.timestamp()) + 86_400
    assert verifier.verify(token(exp=day), NOW).uscc == USCC
    assert refused(verifier, token(exp=day + 1))[1] == "valid for longer than a day"


def test_times_are_numbers(verifier: TokenVerifier) -> None:
    nan, huge = float("nan"), 10**400
    for text in (
        token(exp=True),
        token(nbf=True),
        token(exp=nan),
        token(iat=nan),
        token(exp=huge, iat=1.5),
        token(nbf=-huge),
    ):
        assert refused(verifier, text)[1] == "exp, iat and nbf are numbers"


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([], None),
        (["Basic eDp5"], None),
        (["Bearer abc"], "abc"),
        (["bearer  abc "], "abc"),
        (["Bearer"], None),
    ],
)
def test_the_token_of_the_header(values: list[str], found: str | None) -> None:
    assert bearer_token(values) == found


def test_two_headers_are_refused() -> None:
    with pytest.raises(GongshiError) as problem:
        bearer_token(["Basic x", "Bearer y"])
    assert problem.value.code == "token_invalid"


def test_without_keys_there_is_no_verifier() -> None:
    assert load_verifier(Settings.model_validate({})) is None


@dataclass(frozen=True)
class Spoilt:
    keys: Any
    reason: str


RSA = jwk(rsa.generate_private_key(65537, 2048).public_key(), RSAAlgorithm, kid="rsa")
P384 = jwk(ec.generate_private_key(ec.SECP384R1()).public_key(), ECAlgorithm, kid="p384")


@pytest.mark.parametrize(
    "spoilt",
    [
        Spoilt("{", "no JWKS"),
        Spoilt("[]", "no JWKS"),
        Spoilt("{}", "no JWKS"),
        Spoilt([], "no key"),
        Spoilt(["key"], "no object"),
        Spoilt([{**KEYS[0], "kid": ""}], "no kid"),
        Spoilt([KEYS[0], KEYS[0]], "stands twice"),
        Spoilt([jwk(ED, OKPAlgorithm, kid="ed")], "private"),
        Spoilt([RSA], "neither Ed25519"),
        Spoilt([P384], "neither Ed25519"),
        Spoilt([{**KEYS[0], "alg": "RS256"}], "neither Ed25519"),
        Spoilt([{**KEYS[0], "x": "AA"}], "the key 'ed'"),
    ],
)
def test_a_wrong_file_of_keys_ends_the_start(tmp_path: Path, spoilt: Spoilt) -> None:
    with pytest.raises(GongshiError) as problem:
        load_verifier(settings(tmp_path, spoilt.keys))
    assert problem.value.code == "token_keys_unusable"
    assert spoilt.reason in str(problem.value.values["reason"])


def test_a_missing_file_or_issuer_ends_the_start(tmp_path: Path) -> None:
    for made, reason in (
        (settings(tmp_path, token_keys_file=tmp_path / "none.json"), "No such file"),
        (settings(tmp_path, token_issuer=""), "GONGSHI_TOKEN_ISSUER"),
    ):
        with pytest.raises(GongshiError) as problem:
            load_verifier(made)
        assert reason in str(problem.value.values["reason"])
