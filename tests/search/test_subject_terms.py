"""The tokens of a subject and of a record."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.documents import TERM_FIELDS, TEXT_FIELDS, Collection
from gongshi.search.names import NameTables
from gongshi.search.record_terms import fold_numbers, record_terms
from gongshi.search.subject_terms import Named, is_branch, subject_terms


def test_tokens_of_a_subject(tables: NameTables) -> None:
    terms = subject_terms(
        tables,
        Named(
            name="南京钢铁联合有限公司",
            former_names=("南京钢铁厂",),
            short_name="南钢",
            codes=("91320100748204660q", "74820466-0", ""),
            district="南开区",
        ),
    )
    assert terms == {
        "code": ("91320100748204660Q", "748204660"),
        "full": ("南京钢铁联合有限公司", "=南京钢铁联合+有限公司+", "南钢", "=南钢++"),
        "former": ("南京钢铁厂", "=南京钢铁厂++"),
        "core": ("钢铁联合", "钢铁", "南钢"),
        "prefix": ("钢", "钢铁", "钢铁联", "钢铁联合", "南", "南京", "南钢"),
        "pinyin": ("gangtielianhe", "gangtie", "nangang"),
        "initials": (
            "gtlh$", "gt$", "gt", "gtl", "gtlh", "njg", "njgt", "njgtl", "njgtlh", "ng$", "ng",
        ),
        "edges": (
            *("g", "ga", "gan", "gang", "gangt", "gangti", "gangtie", "gangtiel"),
            *("n", "na", "nan", "nang", "nanga", "nangan", "nangang", "钢", "钢铁", "钢铁厂"),
            *("91320100", "913201007", "9132010074", "91320100748"),
            *("913201007482", "9132010074820"),
        ),
        "core_grams": ("^钢", "钢铁", "铁$", "#4", "南", "京", "钢", "铁", "联", "合"),
        "abbreviation": (),
        "region": ("南京", "天津", "南开"),
        "form": ("有限公司", "=有限公司"),
        "grams": "南京 京钢 钢铁 铁联 联合 | 南钢 | 南京 京钢 钢铁 铁厂",
        "sounds": (
            "nan'jing jing'gang gang'tie tie'lian lian'he | nan'gang"
            " | nan'jing jing'gang gang'tie tie'chang"
        ),
    }  # fmt: skip


def test_a_branch_is_found_by_its_place_with_and_without_its_end(tables: NameTables) -> None:
    def grams(name: str) -> str:
        return str(subject_terms(tables, Named(name=name))["grams"])

    assert (
        grams("建设银行天津市分行")
        == "建设 设银 银行 行天 天津 津市 市分 分行 | 建设 设银 银行 行天 天津 津分 分行"
    )
    assert grams("建设银行天津分行") == "建设 设银 银行 行天 天津 津分 分行"


def test_a_name_is_found_as_it_is_written_and_as_people_say_it(tables: NameTables) -> None:
    terms = subject_terms(tables, Named(name="国网天津市电力公司"))
    assert terms["grams"] == "国网 网天 天津 津市 市电 电力 | 国网 网天 天津 津电 电力"
    assert {"国网天津市电力", "国网天津电力"} <= set(terms["core"])
    terms = subject_terms(tables, Named(name="天津纺织集团（控股）有限公司"))
    assert terms["form"] == ("有限公司", "=有限公司", "集团有限公司", "=集团有限公司")
    assert {"纺织集团控股", "纺织"} <= set(terms["core"])


def test_is_branch(tables: NameTables) -> None:
    assert is_branch("南京钢铁联合有限公司南京分公司", tables)
    assert not is_branch("南京钢铁联合有限公司", tables)


@given(
    st.text(st.characters()), st.lists(st.text(st.characters()), max_size=3), st.text(max_size=9)
)
def test_any_name_gives_clean_tokens(
    tables: NameTables, name: str, former: list[str], district: str
) -> None:
    terms = subject_terms(tables, Named(name=name, former_names=former, district=district))
    assert terms.keys() <= {*TERM_FIELDS[Collection.SUBJECTS], *TEXT_FIELDS[Collection.SUBJECTS]}
    for field, held in terms.items():
        text = field in TEXT_FIELDS[Collection.SUBJECTS]
        assert isinstance(held, str) is text
        tokens = held.split(" ") if held and isinstance(held, str) else held
        assert all(token and not set(token) & set(" \t\n\r") for token in tokens)
        assert all(token.encode() for token in tokens)


def test_tokens_of_a_record() -> None:
    terms = record_terms(
        subject_id="s1",
        codes=("91320100748204660q",),
        subject_name="南钢",
        numbers=("宁〔2025〕1号;宁﹝2025﹞2号", "", "宁[2025]1号"),
        matter=("环评", "", "字" * 100),
    )
    assert terms["subject"] == ("s1",)
    assert terms["code"] == ("91320100748204660Q",)
    assert terms["number"] == ("宁20251号", "宁20252号")
    assert terms["stretches"] == (
        "宁20", "2025", "0251", "251", "51号", "0252", "252", "52号", "字字字"
    )  # fmt: skip
    characters = " ".join(["字字"] * 63)
    assert terms["text"] == (
        f"宁2 20 02 25 51 1号 | 宁2 20 02 25 52 2号 | 环评 | {characters} | 南钢"
    )


def test_a_person_s_record_has_no_subject() -> None:
    terms = record_terms(subject_id="", codes=(), subject_name="", numbers=("1",), matter=())
    assert terms == {"subject": (), "code": (), "number": ("1",), "stretches": (), "text": "1"}


@given(st.lists(st.text(st.characters()), max_size=4))
def test_any_number_folds(numbers: list[str]) -> None:
    folded = fold_numbers(numbers)
    assert len(set(folded)) == len(folded)
    assert all(number.isalnum() for number in folded)
