"""Closed sets of the schema, each value with its official term."""

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry import enum_value as value


@strawberry.enum(name="RecordKind", description="信息类别: what a record is.")
class RecordKindName(Enum):
    LICENCE = value("licence", description="行政许可: an administrative licence.")
    PENALTY = value("penalty", description="行政处罚: an administrative penalty.")
    HONOUR = value("honour", description="诚实守信: an honour or a good standing.")
    ABNORMAL = value("abnormal", description="经营异常名录: an entry of the abnormal list.")
    SERIOUS = value("serious", description="严重违法失信名单: an entry of the serious list.")
    COMMITMENT = value("commitment", description="信用承诺: a commitment.")
    COERCION = value("coercion", description="行政强制: an act of administrative coercion.")
    CRIMINAL = value("criminal", description="刑事裁判: a criminal judgment of a legal person.")


@strawberry.enum(
    name="ListName", description="名单: lists a subject may stand on; told only while it does."
)
class ListNames(Enum):
    ABNORMAL = value("abnormal", description="经营异常名录: list of abnormal operations.")
    ABNORMAL_MARK = value(
        "abnormal_mark",
        description="标记为经营异常状态: an individual business marked as abnormal, not listed.",
    )
    SERIOUS = value("serious", description="严重违法失信名单: list of serious violations.")


@strawberry.enum(
    name="AbnormalGround",
    description="列入经营异常名录的原因 (企业信息公示暂行条例 §17): the four grounds.",
)
class AbnormalGroundName(Enum):
    ANNUAL_REPORT = value(
        "annual_report", description="未按规定期限公示年度报告: annual report late."
    )
    INFORMATION = value(
        "information",
        description="未在责令期限内公示有关企业信息: information not published when ordered.",
    )
    FALSE_INFORMATION = value(
        "false_information",
        description="公示企业信息隐瞒真实情况、弄虚作假: published information false.",
    )
    UNREACHABLE = value(
        "unreachable",
        description="通过登记的住所或者经营场所无法联系: not reachable at its address.",
    )


@strawberry.enum(name="Performance", description="承诺履行状态: whether a commitment was kept.")
class PerformanceName(Enum):
    FULL = value("full", description="全部履行: kept wholly.")
    PARTIAL = value("partial", description="部分履行: kept in part.")
    NONE = value("none", description="全部未履行: not kept at all.")


@strawberry.enum(
    name="PenaltyKind", description="处罚种类 (行政处罚法 2021 §9): kind of a penalty, normalised."
)
class PenaltyKindName(Enum):
    WARNING = value("warning", description="警告: warning.")
    CRITICISM = value("criticism", description="通报批评: criticism in a notice.")
    FINE = value("fine", description="罚款: fine.")
    CONFISCATION = value(
        "confiscation", description="没收违法所得、没收非法财物: confiscation of gains or goods."
    )
    SUSPEND_PERMIT = value("suspend_permit", description="暂扣许可证件: permit suspended.")
    DOWNGRADE = value("downgrade", description="降低资质等级: qualification lowered.")
    REVOKE_PERMIT = value("revoke_permit", description="吊销许可证件: permit revoked.")
    SUSPEND_OR_REVOKE = value(
        "suspend_or_revoke",
        description="暂扣或者吊销许可证件: permit suspended or revoked, which is not told.",
    )
    RESTRICT_BUSINESS = value(
        "restrict_business", description="限制开展生产经营活动: business restricted."
    )
    STOP_BUSINESS = value("stop_business", description="责令停产停业: ordered to stop business.")
    CLOSE = value("close", description="责令关闭: ordered to close.")
    RESTRICT_OCCUPATION = value(
        "restrict_occupation", description="限制从业: barred from an occupation."
    )
    DETENTION = value("detention", description="行政拘留: administrative detention.")
    OTHER = value("other", description="其他: other.")


@strawberry.enum(
    name="SubjectFacetName", description="主体分类统计项: what subjects are counted by."
)
class SubjectFacetName(Enum):
    DISTRICT = value("district", description="住所所在行政区划: district of the domicile.")
    STATUS = value("status", description="登记状态: register status.")
    KIND = value("kind", description="主体类别: kind of subject.")
    INDUSTRY = value("industry", description="行业代码: industry, GB/T 4754.")
    HAS = value("has", description="公示信息类别: kinds of record displayed now.")
    LIST = value("list", description="名单: lists it stands on now.")


@strawberry.enum(name="RecordFacetName", description="信息分类统计项: what records are counted by.")
class RecordFacetName(Enum):
    KIND = value("kind", description="信息类别: kind of record.")
    SOURCE = value("source", description="数据来源: source of the delivery.")
    CATEGORY = value(
        "category",
        description="类别: licence kind, penalty kinds, ground of a list, kind of an honour or "
        "commitment, kinds of coercion, crimes.",
    )
    AUTHORITY = value("authority", description="决定机关: deciding authority.")
    DISTRICT = value("district", description="行政区划: district.")


@strawberry.enum(name="Sector", description="领域: field of the law broken.")
class SectorName(Enum):
    FOOD = value("food", description="食品: food.")
    DRUGS = value("drugs", description="药品: drugs.")
    SPECIAL_EQUIPMENT = value("special_equipment", description="特种设备: special equipment.")
    PRODUCTION_SAFETY = value("production_safety", description="安全生产: safety at work.")
    FIRE = value("fire", description="消防: fire safety.")
    OTHER = value("other", description="其他: other.")


@strawberry.enum(
    name="BoardFacetName", description="曝光台分类统计项: what entries are counted by."
)
class BoardFacetName(Enum):
    BOARD = value("board", description="曝光台: board.")
    SECTOR = value("sector", description="领域: field of the law broken.")
    DISTRICT = value("district", description="住所所在行政区划: district of the domicile.")


@strawberry.enum(
    name="MatchedBy", description="命中方式: how a row was found; better ways stand first."
)
class MatchedBy(Enum):
    CODE = value("code", description="代码: exact code.")
    NUMBER = value("number", description="文号或编号: exact document or certificate number.")
    FULL_NAME = value("full_name", description="全称: exact full name.")
    FORMER_NAME = value("former_name", description="曾用名: exact former name.")
    CORE_NAME = value("core_name", description="字号: the name without region, trade and form.")
    PREFIX = value("prefix", description="名称开头: the name begins so.")
    PHRASE = value("phrase", description="连续文字: the text stands in it as it is.")
    WORDS = value("words", description="全部文字: all of the text stands in it.")
    PINYIN = value("pinyin", description="拼音: it sounds so.")
    INITIALS = value("initials", description="拼音首字母: its initials.")
    SIMILAR = value("similar", description="近似: it looks alike; perhaps a slip of the finger.")
    ALL = value("all", description="全部: nothing was searched for.")
