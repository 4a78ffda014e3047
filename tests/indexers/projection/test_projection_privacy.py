"""What of persons stays inside when a subject is projected: names, numbers, homes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from gongshi.cities.city import City
from gongshi.indexers.projection import project_subject
from gongshi.records.clock import SHANGHAI
from gongshi.records.model import SubjectKind
from gongshi.records.record_body import person_names
from gongshi.search.documents import Collection

NAME = "天津市海河乳品有限公司"
USCC = "91110000802100433B"
OTHER = "91320105780688132K"
ID_NUMBER = "11010519491231002X"
NOW = datetime(2026, 5, 1, tzinfo=SHANGHAI)


def test_numbers_and_names_of_persons_are_masked_everywhere(
    make: Any, city: City, index: Any
) -> None:
    licence = make.licence(
        legal_representative="王小明、李雷",
        content=f"负责人王小明，{ID_NUMBER}，股东李雷",
        document_name=f"关于{ID_NUMBER}的决定",
        document_number=f"津许{ID_NUMBER}",
        certificate_number=ID_NUMBER,
        remark="王小明",
        subject_name=f"{NAME}{ID_NUMBER}",
    )
    register = make.register(
        address=f"和平区{ID_NUMBER}",
        business_scope="电话13800138000",
        legal_representative="王小明",
    )
    shown = index(project_subject(make.subject(licence, register=register), city, NOW))
    body = shown.record(licence.id, NOW)
    assert body["content"] == "负责人王某，******************，股东李某"
    assert ID_NUMBER not in shown.everything()
    assert "13800138000" not in shown.everything()
    assert shown.subject(NOW)["legalRepresentative"] == "王小明"
    for owner, documents in shown.owners.items():
        for document in documents:
            for held in document.terms.values():
                assert "王小" not in (held if isinstance(held, str) else " ".join(held)), owner
    assert "remark" not in body
    assert "legalRepresentative" not in body


def test_an_individual_business_is_placed_by_its_district_only(
    make: Any, city: City, index: Any
) -> None:
    at_home = {
        "address": "天津市南开区王顶堤迎水里3号楼502",
        "business_premises": "天津市南开区迎水里3号楼502",
    }
    known = make.register(uscc="", subject_kind="个体工商户", district_code="120104", **at_home)
    unknown = make.register(uscc="92120104MA05XXXX1X", subject_kind="", **at_home)
    enterprise = make.register(district_code="120104", **at_home)
    bodies = [
        index(project_subject(make.subject(register=entry), city, NOW)).subject(NOW)
        for entry in (known, unknown, enterprise)
    ]
    assert [body["address"] for body in bodies] == [
        "南开区",
        "南开区",
        at_home["address"],
    ]
    assert [body["businessPremises"] for body in bodies] == ["", "", at_home["business_premises"]]
    assert [body["kind"] for body in bodies] == ["个体工商户", "个体工商户", "企业"]
    assert bodies[0]["district"] == {"code": "120104", "name": "南开区"}
    assert bodies[1]["district"] is None


@pytest.mark.parametrize(
    ("columns", "address"),
    [
        ({"subject_kind": "个体工商户"}, ""),
        ({"subject_kind": "", "type": "个体工商户"}, ""),
        ({"subject_kind": "其他", "type": "个体户（内地）"}, ""),
        ({"uscc": "92120104MA05XXXX1X", "subject_kind": ""}, ""),
        ({"subject_kind": "个体工商户", "district_code": "120104"}, "南开区"),
        ({"subject_kind": "个体工商户", "district_code": "999999"}, ""),
    ],
)
def test_the_home_of_an_individual_business_is_nowhere(
    make: Any, city: City, index: Any, columns: dict[str, str], address: str
) -> None:
    told: dict[str, Any] = {
        "uscc": "",
        "district_code": "",
        "address": "天津市开发区复康路幸福小区5-2-301",
        "business_premises": "幸福小区5-2-301",
        "business_scope": "早点，地址复康路幸福小区5-2-301；送餐至幸福小区5-2-301",
    }
    entry = make.register(**{**told, **columns})
    shown = index(project_subject(make.subject(register=entry), city, NOW))
    body = shown.subject(NOW)
    assert (body["address"], body["businessPremises"]) == (address, "")
    assert "301" not in shown.everything()
    assert body["scope"] == "早点，地址***；送餐至***"


def test_a_record_beside_a_uscc_names_no_other_code(make: Any, city: City, index: Any) -> None:
    licence = make.licence(organisation_code=OTHER[8:17], registration_number="120000000000017")
    shown = index(project_subject(make.subject(licence), city, NOW))
    document = shown.valid(Collection.SUBJECTS, "s00000001", NOW)
    assert document.terms["code"] == (USCC, USCC[8:17])


def test_a_record_without_a_uscc_is_found_by_its_other_codes(
    make: Any, city: City, index: Any
) -> None:
    licence = make.licence(
        uscc="", organisation_code=OTHER[8:17], registration_number="120000000000017"
    )
    shown = index(project_subject(make.subject(licence), city, NOW))
    document = shown.valid(Collection.SUBJECTS, "s00000001", NOW)
    assert document.terms["code"] == (OTHER[8:17], "120000000000017")


@pytest.mark.parametrize(
    ("filed", "names"),
    [
        ("", ()),
        ("张大民", ("张大民",)),
        ("王  伟", ("王伟",)),
        ("张 大 民", ("张大民",)),
        ("张大民（男）", ("张大民",)),
        ("张大民(男)、李 四【女】", ("张大民", "李四")),
        ("王伟 男", ("王伟男", "王伟")),
        ("王伟 李明", ("王伟", "李明")),
        ("王伟;李明", ("王伟", "李明")),
        ("（男）", ()),
    ],
)
def test_names_in_a_person_column(filed: str, names: tuple[str, ...]) -> None:
    assert person_names(filed) == names


@pytest.mark.parametrize("filed", ["", "— —", "王伟", "王  伟", "王伟（男）", "李雷"])
def test_the_registers_representative_is_masked_whatever_the_row_says(
    make: Any, city: City, index: Any, filed: str
) -> None:
    penalty = make.penalty("2026-04-02", legal_representative=filed, content="对王 伟、王伟明罚款")
    register = make.register(legal_representative="王伟、王伟明")
    shown = index(project_subject(make.subject(penalty, register=register), city, NOW))
    assert shown.record(penalty.id, NOW)["content"] == "对王某、王某罚款"


def test_a_register_that_is_not_public_still_masks(make: Any, city: City, index: Any) -> None:
    rules = city.rules
    source = replace(rules.sources["register"], default_mode=rules.sources["repairs"].default_mode)
    sources = {**rules.sources, "register": source}
    penalty = make.penalty("2026-04-02", content="对王伟罚款")
    snapshot = make.subject(penalty, register=make.register(legal_representative="王伟"))
    shown = index(
        project_subject(snapshot, replace(city, rules=replace(rules, sources=sources)), NOW)
    )
    assert shown.record(penalty.id, NOW)["content"] == "对王某罚款"


def test_a_persons_name_in_a_number_is_masked_where_persons_are_shown(
    make: Any, city: City, index: Any
) -> None:
    source = replace(city.rules.sources["penalties"], natural_persons=True)
    rules = replace(city.rules, sources={**city.rules.sources, "penalties": source})
    penalty = make.penalty(
        "2026-04-02",
        subject_name="张大民（男）",
        subject_kind=SubjectKind.NATURAL_PERSON,
        uscc="",
        person_key="key",
        document_number="津罚〔2026〕张大民1号",
        violation_type="张大民无证",
        certificate="张 大民驾照",
        content="对张大民罚款",
    )
    snapshot = make.subject(penalty, subject_kind=SubjectKind.NATURAL_PERSON)
    shown = index(project_subject(snapshot, replace(city, rules=rules), NOW))
    body = shown.record(penalty.id, NOW)
    assert body["documentNumber"] == "津罚〔2026〕张某1号"
    assert body["content"] == "对张某罚款"
    assert "大民" not in shown.everything()


def test_no_field_holds_a_phone_or_an_id_number(make: Any, city: City, index: Any) -> None:
    dirt = f"13812345678，{ID_NUMBER}"
    licence = make.licence(
        subject_name=f"{NAME}{dirt}",
        authority=f"某局{dirt}",
        data_source=f"联系人{dirt}",
        authority_uscc=ID_NUMBER,
        data_source_uscc=ID_NUMBER,
        document_number=dirt,
        certificate_number=dirt,
        certificate_name=dirt,
        licence_kind=f"普通{dirt}",
    )
    register = make.register(
        name=f"{NAME}{dirt}",
        type=f"有限公司{dirt}",
        former_names=(f"老厂{dirt}",),
        registering_authority=f"登记局{dirt}",
        legal_representative=f"王伟{dirt}",
        business_premises=dirt,
        parent_uscc=ID_NUMBER,
    )
    snapshot = make.subject(licence, register=register, former_names=(f"更老厂{dirt}",))
    shown = index(project_subject(snapshot, city, NOW))
    assert shown.record(licence.id, NOW)["authority"] == f"某局138****5678，{'*' * 18}"
    assert shown.subject(NOW)["legalRepresentative"] == f"王伟138****5678，{'*' * 18}"
    assert "13812345678" not in shown.everything()
    assert ID_NUMBER not in shown.everything()
    assert ID_NUMBER.lower() not in shown.everything()
