"""A deterministic sample city of any size, in the departments' own layouts, written as a stream.

The same ``seed`` and size give the same bytes on every machine. Memory does not grow with the
size: every subject is a pure function of the seed and its running number, and its rows go to the
files at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from gongshi.records.problems import GongshiError
from gongshi.samples import columns, kind_columns
from gongshi.samples.aftermath import REPAIRS, SUSPENSIONS, WITHDRAWALS, zero_reports
from gongshi.samples.dice import Dice
from gongshi.samples.enterprises import TODAY, Enterprise, enterprise, person
from gongshi.samples.licences import Row, person_licence
from gongshi.samples.manifest import MANIFEST, Manifest, SampleFile
from gongshi.samples.penalties import person_penalty
from gongshi.samples.subject_rows import SubjectRows
from gongshi.samples.truth import TRUTH, TruthFile
from gongshi.samples.writers import Form, RowFile, open_file

#: Largest sample: beyond it names and codes could repeat.
LARGEST: Final = 4_000_000

#: One natural person for so many subjects: their rows must never show on a public surface.
_SUBJECTS_PER_PERSON: Final = 40

_PERIOD: Final = {"period_from": "2026-05-01", "period_to": TODAY.isoformat()}
_XK: Final = {"item": "TJ-XK-001", **_PERIOD, "sent_at": "2026-06-01T08:00:00+08:00"}
_CF: Final = {"item": "TJ-CF-001", **_PERIOD, "sent_at": "2026-06-01T08:10:00+08:00"}
_CF_SAMR: Final = {"item": "TJ-CF-002", **_PERIOD, "sent_at": "2026-06-01T08:20:00+08:00"}
_JY: Final = {"item": "TJ-JY-001", **_PERIOD, "sent_at": "2026-06-01T08:30:00+08:00"}
_JY_LATER: Final = {"item": "TJ-JY-001", **_PERIOD, "sent_at": "2026-06-01T08:35:00+08:00"}
_YZ: Final = {"item": "TJ-YZ-001", **_PERIOD, "sent_at": "2026-06-01T08:40:00+08:00"}
_RY: Final = {"item": "TJ-RY-001", **_PERIOD, "sent_at": "2026-06-01T08:45:00+08:00"}
_CN: Final = {"item": "TJ-CN-001", **_PERIOD, "sent_at": "2026-06-01T08:50:00+08:00"}
_QZ: Final = {"item": "TJ-QZ-001", **_PERIOD, "sent_at": "2026-06-01T08:55:00+08:00"}
_XS: Final = {"item": "TJ-XS-001", **_PERIOD, "sent_at": "2026-06-01T08:55:00+08:00"}
_SENT: Final = {"sent_at": "2026-06-01T09:00:00+08:00"}
_WITH_EXTRAS: Final = dict(columns.PENALTY) | dict(columns.PENALTY_EXTRAS)

#: Every file, in the order to take them in.
FORMS: Final = (
    Form("register.csv", "register", columns.REGISTER, **_SENT),
    Form("licences-1.csv", "licences", columns.LICENCE, "code", "utf-8-sig", **_XK),
    Form("licences-2.csv", "licences", columns.LICENCE, "label", "gb18030", **_XK),
    Form("licences-3.txt", "licences", columns.LICENCE_2015, "2015", "gb18030", "\t", **_XK),
    Form("licences-4.jsonl", "licences", columns.LICENCE, "json", **_XK),
    Form("penalties-1.csv", "penalties", columns.PENALTY, **_CF),
    Form("penalties-2.csv", "penalties", _WITH_EXTRAS, "label", "gb18030", **_CF),
    Form("penalties-samr-1.csv", "penalties-samr", _WITH_EXTRAS, "code", "utf-8-sig", **_CF_SAMR),
    Form("penalties-samr-2.jsonl", "penalties-samr", columns.PENALTY, "json", **_CF_SAMR),
    Form("abnormal.csv", "abnormal", kind_columns.ABNORMAL, **_JY),
    Form(
        "abnormal-removals.csv", "abnormal", kind_columns.ABNORMAL, "label", "gb18030", **_JY_LATER
    ),
    Form("serious.csv", "serious", kind_columns.SERIOUS, "label", "utf-8-sig", **_YZ),
    Form("honours.csv", "honours", kind_columns.HONOUR, **_RY),
    Form("commitments.csv", "commitments", kind_columns.COMMITMENT, "label", "gb18030", **_CN),
    Form("coercion.csv", "coercion", kind_columns.COERCION, **_QZ),
    Form("criminal.csv", "criminal", kind_columns.CRIMINAL, "label", **_XS),
    Form("repairs.csv", REPAIRS, columns.REPAIR, **_SENT),
    Form("withdrawals.csv", WITHDRAWALS, columns.WITHDRAWAL, "label", **_SENT),
    Form("suspensions.csv", SUSPENSIONS, columns.SUSPENSION, **_SENT),
    Form("zero-reports.csv", "zero-reports", columns.ZERO_REPORT, **_SENT),
)


def write_city(
    folder: Path,
    enterprises: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> Manifest:
    """Write a sample city of ``enterprises`` subjects into ``folder`` (made when missing).

    ``progress`` is told how many subjects are written. Raises ``sample_size_invalid`` for a size
    or seed outside what keeps codes unique, ``sample_folder_used`` for a folder that holds
    something else.
    """
    if not 1 <= enterprises <= LARGEST or not 0 <= seed < 10**6:
        raise GongshiError(
            "sample_size_invalid", enterprises=enterprises, seed=seed, largest=LARGEST
        )
    _prepare(folder)
    with ExitStack() as stack:
        files = {form.name: open_file(folder, form) for form in FORMS}
        for file in files.values():
            stack.callback(file.close)
        truth = TruthFile(folder)
        stack.callback(truth.close)
        for index in range(enterprises):
            _write_subject(files, truth, seed, index)
            if progress is not None and (index + 1) % 500 == 0:
                progress(index + 1)
        for row in zero_reports(seed):
            files["zero-reports.csv"].write(row)
        written: tuple[SampleFile, ...] = tuple(file.close() for file in files.values())
    if progress is not None:
        progress(enterprises)
    manifest = Manifest(seed, enterprises, TODAY.isoformat(), written)
    manifest.write(folder)
    return manifest


def _prepare(folder: Path) -> None:
    """An empty folder, or one with an earlier sample, whose manifest goes first."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = {form.name for form in FORMS} | {MANIFEST, TRUTH}
    if any(entry.name not in ours for entry in folder.iterdir()):
        raise GongshiError("sample_folder_used", folder=folder)
    (folder / MANIFEST).unlink(missing_ok=True)


def _write_subject(files: Mapping[str, RowFile], truth: TruthFile, seed: int, index: int) -> None:
    subject = enterprise(seed, index)
    files["register.csv"].write(_register_row(subject))
    filed = SubjectRows.of(subject, seed)
    for file, row, dirt in filed.rows:
        files[file].write(row, dirt)
    truth.write(filed.truth(subject, seed))
    if index % _SUBJECTS_PER_PERSON == _SUBJECTS_PER_PERSON - 1:
        _write_person(files, seed, index // _SUBJECTS_PER_PERSON)


def _write_person(files: Mapping[str, RowFile], seed: int, number: int) -> None:
    dice = Dice("person", seed, number)
    somebody = person(dice)
    if dice.chance(0.5):
        files["licences-1.csv"].write(person_licence(somebody, dice, number))
    else:
        files["penalties-1.csv"].write(person_penalty(somebody, dice, number))


def _register_row(subject: Enterprise) -> Row:
    ended = f"{subject.ended:%Y/%m/%d}" if subject.ended else ""
    return {
        "UNISCID": subject.uscc,
        "REGNO": subject.registration_number,
        "PRIPID": f"YL{subject.registration_number}",
        "ENTNAME": subject.name,
        "HISTORYNAME": subject.former_name,
        "ZTLB": subject.kind_name,
        "ENTTYPE_CN": subject.type,
        "REGSTATE_CN": subject.status,
        "ESTDATE": f"{subject.founded:%Y/%m/%d}",
        "APPRDATE": f"{subject.approved:%Y/%m/%d}",
        "CANDATE": ended if subject.status in {"注销", "吊销已注销"} else "",
        "REVDATE": ended if subject.status.startswith("吊销") else "",
        "REGORG_CN": "天津市样例区市场监督管理局",
        "DOMDISTRICT": subject.district_code,
        "DOM": subject.address,
        "INDUSTRYCO": subject.trade.industry,
        "NAME": subject.representative.name,
        "CERNO": subject.representative.id_number,
        "REGCAP": subject.capital,
        "REGCAPCUR_CN": "人民币" if subject.capital else "",
        "OPSCOPE": subject.trade.scope,
        "OPFROM": f"{subject.founded:%Y/%m/%d}",
        "OPTO": "2099/12/31" if subject.index % 3 else "",
        "LSQY_SHXYM": subject.parent_uscc,
    }
