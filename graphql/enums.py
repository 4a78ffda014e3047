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


@strawberry.enum(name="LicenceKind", description="许可类别: kind of a licence, normalised.")
class LicenceKindName(Enum):
    ORDINARY = value("ordinary", description="普通: ordinary licence.")
    CONCESSION = value("concession", description="特许: right to a limited resource or market.")
    RECOGNITION = value("recognition", description="认可: a qualification is recognised.")
    APPROVAL = value("approval", description="核准: something is found to meet a standard.")
    REGISTRATION = value("registration", description="登记: registration.")
    OTHER = value("other", description="其他: other.")


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
    TYPE = value("type", description="企业类型: type as registered, folded.")
    INDUSTRY = value("industry", description="行业代码: industry, GB/T 4754.")
    HAS = value("has", description="公示信息类别: kinds of record displayed now.")
    LICENCE_KIND = value("licence_kind", description="许可类别: kinds of licence displayed now.")
    PENALTY_KIND = value("penalty_kind", description="处罚种类: kinds of penalty displayed now.")
    LIST = value("list", description="名单: lists it stands on now.")
    BOARD = value("board", description="曝光台: exposure boards it stands on now.")
    SECTOR = value("sector", description="领域: fields of the law it stands on boards for.")
    LABEL = value("label", description="重点领域标签: labels of key sectors it carries now.")


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
    FORMER_NAME = value(
        "former_name",
        description="曾用名: exact former name, or another name on displayed records.",
    )
    CORE_NAME = value("core_name", description="字号: the name without region, trade and form.")
    PREFIX = value("prefix", description="名称开头: the name begins so.")
    PHRASE = value("phrase", description="连续文字: the text stands in it as it is.")
    WORDS = value("words", description="全部文字: all of the text stands in it.")
    PINYIN = value("pinyin", description="拼音: it sounds so.")
    INITIALS = value("initials", description="拼音首字母: its initials.")
    ABBREVIATION = value(
        "abbreviation", description="简称: what a public body, a group or the like is shortened to."
    )
    SIMILAR = value("similar", description="近似: it looks alike; perhaps a slip of the finger.")
    ALL = value("all", description="全部: by conditions only, no words were searched for.")


@strawberry.enum(name="QueryRole", description="检索词角色: what a part of a query was taken for.")
class QueryRole(Enum):
    CODE = value("code", description="代码: code of a subject.")
    NUMBER = value("number", description="文号或编号: document or certificate number.")
    NAME = value("name", description="名称: part of a name; in a search of records any words.")
    DISTRICT = value("district", description="行政区划: district or other region.")
    SECTOR = value("sector", description="领域: field of the law, a condition.")
    STATUS = value("status", description="登记状态: register status, a condition.")
    LIST = value("list", description="名单: list, a condition.")
    KIND = value("kind", description="公示信息类别: kind of record, a condition.")
    CAPTION = value("caption", description="标签: a caption pasted along; it counts for nothing.")


@strawberry.enum(name="SubjectOrder", description="主体排序: what subjects stand by.")
class SubjectOrder(Enum):
    RELEVANCE = value("relevance", description="相关度: how well they answer the query.")
    FOUNDED = value("founded", description="成立日期: founded last first, without a day last.")
    LATEST = value(
        "latest", description="最近决定日期: latest displayed decision first, without one last."
    )


@strawberry.enum(name="RecordOrder", description="信息排序: what records stand by.")
class RecordOrder(Enum):
    RELEVANCE = value("relevance", description="相关度: how well they answer, then the newest.")
    LATEST = value("latest", description="决定日期: newest decision first.")


@strawberry.enum(
    name="HighlightedField", description="高亮字段: which text of a row a highlight stands in."
)
class HighlightedField(Enum):
    NAME = value("name", description="主体名称: current name.")
    FORMER_NAMES = value("formerNames", description="曾用名: a former name.")
    OTHER_NAMES = value("otherNames", description="其他名称: another name.")
    USCC = value("uscc", description="统一社会信用代码: code of the subject.")
    SUBJECT_NAME = value("subjectName", description="行政相对人名称: subject's name as filed.")
    SUBJECT_USCC = value("subjectUscc", description="行政相对人代码: code of the subject.")
    DOCUMENT_NUMBER = value("documentNumber", description="决定书文号: document number.")
    CERTIFICATE_NUMBER = value("certificateNumber", description="许可编号: certificate number.")
    PENALTY_DOCUMENT_NUMBER = value(
        "penaltyDocumentNumber", description="处罚决定书文号: number of the penalty's document."
    )
    DOCUMENT_NAME = value("documentName", description="文书名称: name of the document.")
    CERTIFICATE_NAME = value("certificateName", description="许可证书名称: certificate's name.")
    CERTIFICATE = value("certificate", description="证照名称及编号: certificate taken.")
    VIOLATION_TYPE = value("violationType", description="违法行为类型: type of violation.")
    CONTENT = value("content", description="内容: content of the decision.")
    FACTS = value("facts", description="违法事实: facts.")
    HONOUR_NAME = value("honourName", description="荣誉名称: name of the honour.")
    LEVEL = value("level", description="信用等级: level.")
    GROUND_TEXT = value("groundText", description="列入原因: ground of the list.")
    MATTER = value("matter", description="承诺事由: matter of a commitment.")
    COERCION_KINDS = value("coercionKinds", description="行政强制种类: kinds of coercion.")
    CRIME = value("crime", description="罪名: crime.")
    PUNISHMENT = value("punishment", description="判处刑罚: punishment.")
    AUTHORITY = value("authority", description="决定机关: deciding authority.")
