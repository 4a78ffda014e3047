"""曝光台: exposure boards, as the city defines them and as they show a subject."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from gongshi.graphql.enums import PenaltyKindName, RecordKindName, SectorName
from gongshi.graphql.values import money, text
from gongshi.records import board_rules, bodies
from gongshi.records.identifiers import is_sample_uscc


@strawberry.type(description="行政区划: an administrative division, GB/T 2260.")
class District:
    code: str = strawberry.field(description="行政区划代码: code, 6 digits.")
    name_zh: str | None = strawberry.field(
        description="行政区划名称: its name; null when the city's folder does not name the code."
    )

    @classmethod
    def of(cls, body: bodies.District | None) -> District | None:
        return body and cls(code=body["code"], name_zh=text(body["name"]))


@strawberry.type(description="曝光台规则: an exposure board, and what brings a subject on it.")
class Board:
    kind: str = strawberry.field(description="曝光台代码: code of the board.")
    name_zh: str = strawberry.field(description="曝光台名称: its Chinese name.")
    name_en: str = strawberry.field(description="曝光台英文名称: its English name.")
    basis: str = strawberry.field(description="公布依据: instrument the board is published by.")
    sectors: list[SectorName] = strawberry.field(
        description="重点领域: key fields; penalties of others never count."
    )
    window_months: int | None = strawberry.field(
        description="计算期间（月）: a decision counts until so many months after it; null where "
        "an entry of a list counts while it is in force."
    )
    at_least: int | None = strawberry.field(
        description="处罚次数: decisions for one violation type that are needed; null where "
        "the board asks for another thing."
    )
    confirmed_by: list[str] = strawberry.field(
        description="确认单位: units, one of which confirms an entry before it is shown; empty: "
        "none is asked."
    )

    @classmethod
    def of(cls, board: board_rules.Board) -> Board:
        """A board of the city as it goes out."""
        repeated = board.rule is board_rules.BoardRule.REPEATED
        return cls(
            kind=board.code,
            name_zh=board.name_zh,
            name_en=board.name_en,
            basis=board.basis,
            sectors=[SectorName(one) for one in sorted(board.sectors)],
            window_months=board.window_months,
            at_least=board.at_least if repeated else None,
            confirmed_by=list(board.confirmed_by),
        )


@strawberry.type(description="曝光标签: a board that a subject stands on now.")
class BoardLabel:
    kind: str = strawberry.field(description="曝光台代码: code of the board.")
    name_zh: str = strawberry.field(description="曝光台名称: its Chinese name.")
    sectors: list[SectorName] = strawberry.field(description="领域: fields it stands there for.")

    @classmethod
    def of(cls, body: bodies.BoardLabel) -> BoardLabel:
        return cls(
            kind=body["board"],
            name_zh=body["name"],
            sectors=[SectorName(sector) for sector in body["sectors"]],
        )


@strawberry.type(description="曝光证据: a record displayed now that an entry rests on.")
class BoardEvidence:
    record_id: strawberry.ID = strawberry.field(
        description="信息标识: id of the record, see `record`."
    )
    kind: RecordKindName = strawberry.field(
        description="信息类别: a penalty or an entry of the serious list."
    )
    document_number: str | None = strawberry.field(
        description="决定书文号: number of the decision document (列入文号 of a list)."
    )
    decided: date = strawberry.field(description="决定日期: day of the decision.")
    authority: str | None = strawberry.field(description="决定机关: deciding authority.")
    violation_type: str | None = strawberry.field(
        description="违法行为类型: type of the violation as filed."
    )
    penalty_kinds: list[PenaltyKindName] = strawberry.field(
        description="处罚种类: kinds of the penalty, normalised."
    )
    penalty_kinds_text: str | None = strawberry.field(
        description="处罚类别: kinds of the penalty as filed."
    )
    content: str | None = strawberry.field(
        description="处罚内容: what was imposed; personal data masked."
    )
    fine: Decimal | None = strawberry.field(description="罚款金额（万元）: fine, 10,000 yuan.")
    ground_text: str | None = strawberry.field(
        description="列入原因: ground of the list entry as filed."
    )
    objected: bool = strawberry.field(description="异议中: whether an objection is being decided.")

    @classmethod
    def of(cls, body: bodies.EvidenceBody) -> BoardEvidence:
        return cls(
            record_id=strawberry.ID(body["id"]),
            kind=RecordKindName(body["kind"]),
            document_number=text(body["documentNumber"]),
            decided=date.fromisoformat(body["decided"]),
            authority=text(body["authority"]),
            violation_type=text(body["violationType"]),
            penalty_kinds=[PenaltyKindName(kind) for kind in body["penaltyKinds"]],
            penalty_kinds_text=text(body["penaltyKindsText"]),
            content=text(body["content"]),
            fine=money(body["fine"]),
            ground_text=text(body["groundText"]),
            objected=body["objected"],
        )


@strawberry.type(description="列入确认: the unit that confirmed the matter.")
class BoardConfirmation:
    unit: str = strawberry.field(description="确认单位: the unit.")
    basis: str = strawberry.field(description="列入依据: instrument it rests on.")
    day: date = strawberry.field(description="确认日期: day of the confirmation.")

    @classmethod
    def of(cls, body: bodies.ConfirmationBody) -> BoardConfirmation:
        return cls(unit=body["unit"], basis=body["basis"], day=date.fromisoformat(body["day"]))


@strawberry.type(
    description="列入事项: one violation type or ground of a list, in one sector, and its evidence."
)
class BoardGround:
    sector: SectorName = strawberry.field(description="领域: field of the law broken.")
    violation: str = strawberry.field(
        description="违法行为类型或列入原因: type of the violation, or the ground of the list."
    )
    since: date = strawberry.field(
        description="列入日期: day the evidence fulfils the rule, or of the confirmation when "
        "that is later."
    )
    leaves_on: date = strawberry.field(
        description="退出日期: the first day it is shown no longer, by the evidence shown now; it "
        "leaves earlier when a decision is repaired or withdrawn."
    )
    evidence: list[BoardEvidence] = strawberry.field(
        description="证据: the records it rests on, all displayed now, by day."
    )
    confirmation: BoardConfirmation | None = strawberry.field(
        description="列入确认: who confirmed it; null where the board asks for none."
    )

    @classmethod
    def of(cls, body: bodies.GroundBody) -> BoardGround:
        confirmation = body["confirmation"]
        return cls(
            sector=SectorName(body["sector"]),
            violation=body["violation"],
            since=date.fromisoformat(body["since"]),
            leaves_on=date.fromisoformat(body["leavesOn"]),
            evidence=[BoardEvidence.of(one) for one in body["evidence"]],
            confirmation=confirmation and BoardConfirmation.of(confirmation),
        )


@strawberry.type(description="曝光条目: a subject on an exposure board now.")
class BoardEntry:
    kind: str = strawberry.field(description="曝光台代码: code of the board.")
    name_zh: str = strawberry.field(description="曝光台名称: Chinese name of the board.")
    subject_id: strawberry.ID = strawberry.field(
        description="主体标识: opaque id of the subject here."
    )
    subject_name: str = strawberry.field(description="主体名称: current name of the subject.")
    subject_uscc: str | None = strawberry.field(
        description="统一社会信用代码: unified social credit code of the subject."
    )
    district: District | None = strawberry.field(
        description="住所所在行政区划: district of the domicile."
    )
    sectors: list[SectorName] = strawberry.field(description="领域: fields it stands there for.")
    since: date = strawberry.field(description="列入日期: `since` of its earliest matter.")
    leaves_on: date = strawberry.field(description="退出日期: `leavesOn` of its last matter.")
    grounds: list[BoardGround] = strawberry.field(
        description="列入事项: its matters, by sector and violation type."
    )
    sample: bool = strawberry.field(description="样例数据: whether the subject is an invented one.")

    @classmethod
    def of(cls, body: bodies.BoardEntryBody) -> BoardEntry:
        return cls(
            kind=body["board"],
            name_zh=body["boardName"],
            subject_id=strawberry.ID(body["subjectId"]),
            subject_name=body["subjectName"],
            subject_uscc=text(body["subjectUscc"]),
            district=District.of(body["district"]),
            sectors=[SectorName(sector) for sector in body["sectors"]],
            since=date.fromisoformat(body["since"]),
            leaves_on=date.fromisoformat(body["leavesOn"]),
            grounds=[BoardGround.of(one) for one in body["grounds"]],
            sample=is_sample_uscc(body["subjectUscc"] or ""),
        )
