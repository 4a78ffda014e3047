"""``gongshi report`` and ``gongshi token``: files, options, the log, and tokens that work."""

from __future__ import annotations

import hashlib
import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from gongshi.api.settings import Settings
from gongshi.api.tokens import load_verifier
from gongshi.ledger.reports import accesses, find_report
from gongshi.ledger.store import Ledger
from gongshi.reports.canonical import canonical
from tests.cli.conftest import NOW, Gongshi, run

pytestmark = pytest.mark.slow

STEEL = "91320100748204660Q"  # one of the real licences' firms
DAYS = ("--from", "2025-06-15", "--to", "2026-06-14")


def written(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def test_an_ordinary_report_is_a_file(loaded: Gongshi, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    ran = loaded("report", STEEL, "-o", file)
    assert (ran.code, ran.out) == (0, f"已写入 {file}。\n")
    document = written(file)
    assert list(document) == ["envelope", "facts", "sha256"]
    assert document["envelope"]["number"] in ran.err
    facts = document["facts"]
    assert hashlib.sha256(canonical(facts)).hexdigest() == document["sha256"]
    assert facts["kind"] == "ordinary"
    assert facts["labels"][0] == "样例数据"  # the demo's ledger: sample data stand beside it
    assert "样例数据，不反映任何真实主体的信用状况" in document["envelope"]["watermarks"]
    assert facts["summary"][0]["count"] == len(facts["chapters"][1]["items"]) > 0
    again = loaded("report", STEEL, "-o", file)
    assert (again.code, "file_exists" in again.err) == (1, True)


def test_without_a_file_it_goes_to_stdout(loaded: Gongshi) -> None:
    ran = loaded("report", STEEL.lower())
    assert ran.json["facts"]["subject"]["uscc"] == STEEL


def test_a_special_report_is_kept_logged_and_printed_again(
    loaded: Gongshi, data: Path, tmp_path: Path
) -> None:
    file, copy = tmp_path / "special.json", tmp_path / "copy.json"
    ran = loaded(
        "report", STEEL, "-o", file, "--special", *DAYS, "--sector", "market-supervision",
        "--purpose", "贷款", "--by", "王敏",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    document = written(file)
    facts, number = document["facts"], document["envelope"]["number"]
    assert facts["period"] == {"begins": "2025-06-15", "ends": "2026-06-14"}
    assert [s["code"] for s in facts["sectors"]] == ["market-supervision", "courts"]
    assert loaded("report", number, "-o", copy, "--purpose", "补打", "--by", "李华").code == 0
    assert copy.read_bytes() == file.read_bytes()
    ledger = Ledger.open(f"sqlite:///{data / 'ledger.sqlite'}", create=False)
    with ledger.read() as conn:
        kept = find_report(conn, number)
        assert kept is not None
        assert kept.facts.encode() == canonical(facts)
        log = [(line.actor, line.act, line.purpose) for line in accesses(conn, kept.subject_id)]
    ledger.close()
    assert log == [("李华", "read", "补打"), ("王敏", "issue", "贷款")]


def special(gongshi: Gongshi, by: str, uscc: str = STEEL) -> str:
    ran = gongshi("report", uscc, "--special", *DAYS, "--purpose", "贷款", "--by", by)
    assert ran.code == 0, ran.err
    return str(ran.json["envelope"]["number"])


def test_the_log_says_who_drew_whose_report_and_who_looked_is_noted(
    loaded: Gongshi, data: Path
) -> None:
    assert loaded("report", "log", STEEL).out == "没有查询记录。\n"
    number, other = special(loaded, "王敏"), special(loaded, "李华", "91320000134762764K")
    late = "2026-06-16T00:00:00+08:00"
    ran = run("--data", data, "--now", late, "report", number, "--purpose", "复核", "--by", "赵六")
    assert ran.code == 0, ran.err
    drawn = {
        "at": NOW, "by": "王敏", "act": "issue", "name": "南京钢铁联合有限公司", "uscc": STEEL,
        "report": number, "purpose": "贷款",
    }  # fmt: skip
    seen = drawn | {"at": late, "by": "赵六", "act": "read", "purpose": "复核"}
    assert loaded("report", "log", STEEL.lower(), "--json").json == [seen, drawn]
    assert loaded("report", "log", number, "--json").json == [seen, drawn]
    assert loaded("report", "log", other, "--json").json[0]["by"] == "李华"
    assert [one["by"] for one in loaded("report", "log", "--json").json] == ["赵六", "李华", "王敏"]
    assert loaded("report", "log", STEEL, "--from", "2026-06-16", "--json").json == [seen]
    assert loaded("report", "log", STEEL, "--until", "2026-06-15", "--json").json == [drawn]
    assert loaded("report", "log", STEEL, "--limit", 1, "--json").json == [seen]
    text = loaded("report", "log", STEEL, "--by", "钱七").out
    assert [word in text for word in ("查看", "出具", number, "复核", "2026-06-16 00:00:00")] == [
        True
    ] * 5
    (noted,) = loaded("audit", "list", "--by", "钱七", "--json").json
    assert (noted["act"], noted["target"], noted["detail"]) == ("report.log", STEEL, ".. 2 lines")


def test_the_log_of_nobody_known_is_not_told(loaded: Gongshi) -> None:
    for what in ("91230500MA1B3N1N2M", "nonsense"):
        ran = loaded("report", "log", what)
        assert (ran.code, "report_subject_unknown" in ran.err) == (1, True)
    assert loaded("report", "log", STEEL, "--from", "May").code == 2


def test_the_period_ends_today_unless_said(loaded: Gongshi) -> None:
    ran = loaded("report", STEEL, "--special", "--from", "2026-01-01", "--purpose", "投标")
    assert ran.json["facts"]["period"] == {"begins": "2026-01-01", "ends": "2026-06-15"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("report", STEEL, "--from", "2026-01-01"), 2, "only with --special"),
        (("report", STEEL, "--to", "2026-01-01"), 2, "only with --special"),
        (("report", STEEL, "--sector", "courts"), 2, "only with --special"),
        (("report", STEEL, "--special"), 2, "is needed with --special"),
        (
            ("report", STEEL, "--special", *DAYS, "--purpose", "贷款", "--by", " "),
            2,
            "must say something",
        ),
        (("report", STEEL, "--special", "--from", "May"), 2, "is no day"),
        (("report", STEEL, "--special", *DAYS), 1, "report_purpose_invalid"),
        (
            ("report", STEEL, "--special", "--from", "2021-06-14", "--purpose", "贷款"),
            1,
            "report_period_invalid",
        ),
        (
            ("report", STEEL, "--special", *DAYS, "--sector", "x", "--purpose", "贷款"),
            1,
            "report_sector_unknown",
        ),
        (("report", "91230500MA1B3N1N2M"), 1, "report_subject_unknown"),
        (
            ("report", "91230500MA1B3N1N2M", "--special", *DAYS, "--purpose", "贷款"),
            1,
            "report_subject_unknown",
        ),
        (("report", "20260615100000000A0000"), 1, "report_subject_unknown"),
    ],
)
def test_what_cannot_be_had(
    loaded_city: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = run("--data", loaded_city, "--now", NOW, *arguments)
    assert (ran.code, said in ran.err) == (code, True), ran.err


# --- tokens -------------------------------------------------------------------------------------


def pem(key: Any) -> bytes:
    return bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@pytest.mark.parametrize(
    "key", [ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())]
)
def test_a_token_that_is_printed_is_one_that_works(
    gongshi: Gongshi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: Any
) -> None:
    private, public = tmp_path / "key.pem", tmp_path / "keys.json"
    private.write_bytes(pem(key))
    monkeypatch.setenv("GONGSHI_TOKEN_ISSUER", "https://id.example")
    made = gongshi("token", "keys", private, "--kid", "2026-1")
    public.write_text(made.out, encoding="utf-8")
    assert "d" not in made.json["keys"][0]
    ran = gongshi(
        "token", "issue", private, "--kid", "2026-1", "--uscc", STEEL, "--purpose", "贷款",
        "--by", "王敏", "--minutes", 5,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    settings = Settings.model_validate(
        {"token_keys_file": public, "token_issuer": "https://id.example"}
    )
    verifier = load_verifier(settings)
    assert verifier is not None
    token = ran.out.strip()
    caller = verifier.verify(token, datetime.fromisoformat(NOW))
    assert (caller.name, caller.uscc, caller.purpose) == ("王敏", STEEL, "贷款")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 300


def test_a_token_for_no_subject_is_not_printed(gongshi: Gongshi, tmp_path: Path) -> None:
    private = tmp_path / "key.pem"
    private.write_bytes(pem(ed25519.Ed25519PrivateKey.generate()))
    ran = gongshi(
        "token", "issue", private, "--kid", "1", "--uscc", "nonsense", "--purpose", "贷款",
        "--by", "王敏",
    )  # fmt: skip
    assert (ran.code, ran.out) == (1, "")
    assert "token_forbidden" in ran.err


PUBLIC = ed25519.Ed25519PrivateKey.generate().public_key()
WRONG = {
    "text": b"nonsense",
    "rsa": pem(rsa.generate_private_key(65537, 2048)),
    "p384": pem(ec.generate_private_key(ec.SECP384R1())),
    "public": PUBLIC.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ),
}


@pytest.mark.parametrize("name", [*WRONG, "missing"])
def test_a_wrong_key_is_refused(gongshi: Gongshi, tmp_path: Path, name: str) -> None:
    file = tmp_path / "key.pem"
    if name in WRONG:
        file.write_bytes(WRONG[name])
    ran = gongshi("token", "keys", file, "--kid", "1")
    assert (ran.code, ran.out) == (1, "")
    assert "token_key_unusable" in ran.err


def test_openssls_key_will_do(gongshi: Gongshi, tmp_path: Path) -> None:
    """As docs/reports.md has it."""
    private = tmp_path / "issuer.pem"
    command = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(private)]
    subprocess.run(command, check=True, capture_output=True)
    assert gongshi("token", "keys", private, "--kid", "1").json["keys"][0]["crv"] == "Ed25519"
