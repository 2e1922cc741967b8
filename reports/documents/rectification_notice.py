"""整改通知单 on paper: the notice for the unit inspected, and the counterfoil with the receipt on a page of its own."""
from collections.abc import Sequence

from housing_portal.kit.gongwen import Attachment, Block, HeadCell, Paper, Paragraph, TableBlock
from housing_portal.kit.periods import written
from inspections.enums.notices import NoticeKind
from inspections.models.finding import Finding
from inspections.models.inspection import Inspection
from inspections.models.notice import RectificationNotice
from reports.documents.letter import Rows, facts

STUB = "整改通知单存根（送达回证）"
DEEDS = {
    NoticeKind.DEADLINE: "限期整改",
    NoticeKind.STOP_SALE: "整改期间停止销售",
    NoticeKind.STOP_WORK: "整改期间停止施工",
}
LATE = (
    "逾期不整改或者整改不到位的，我单位将依法责令停止相关活动、立案处罚，记入企业信用档案并予以公示；"
    "涉及其他部门职责的，依法移送处理。"
)
LATE_PLACE = "逾期不整改或者整改不到位的，我单位将依法处理；涉及其他部门职责的，依法移送处理。"
REMEDIES = "对本通知有异议的，可以自收到之日起向我单位书面陈述、申辩。"


def rectification_notice(notice: RectificationNotice, issuer: str) -> Paper:
    """Return the notice as it was issued: number, unit, inspection, each finding, demand, term, consequences."""
    lines = notice.lines.select_related("finding__violation", "finding__inspection", "finding__target").order_by("pk")
    findings = [line.finding for line in lines]  # the round of a line stays as issued, that of its finding moves on
    unit, of_firm = _unit(notice), notice.target.organization is not None
    who, late = ("你单位", LATE) if of_firm else ("", LATE_PLACE)
    body: list[Block] = [
        Paragraph(f"经检查，{who}存在下列问题，现责令{DEEDS[NoticeKind(notice.kind)]}。"),
        *facts([*unit, *_visits(findings)]),
        *(Paragraph(f"（{place}）{_said(line.finding, line.round)}") for place, line in enumerate(lines, 1)),
        Paragraph(f"依据：{notice.basis.rstrip('。')}。"),
        Paragraph(f"整改要求：{notice.demand}"),
        Paragraph(f"整改期限：{written(notice.first_deadline_on)}前（含当日）整改完毕，并书面报送整改情况。"),
        Paragraph(late), Paragraph(REMEDIES),
    ]
    stub = Attachment(STUB, [_table(_stub(notice, findings))])
    return Paper(
        mark=issuer, number=notice.number, title_lines=["整改通知单"], addressee=unit[0][1], body=body, issuer=issuer,
        issued_on=notice.issued_on, attachments=[stub], letter=True, double_sided=False,
    )


def _unit(notice: RectificationNotice) -> Rows:
    """Return who was inspected: the firm behind a sales office answers for it.

    A house, a compound or a household is no firm: it has neither code nor person in charge, nor a credit file.
    """
    target, firm = notice.target, notice.target.organization
    if firm is None:
        return [("检查对象", target.name), *([("地址", target.address)] if target.address else [])]
    place = [("检查对象", target.name)] if firm.name != target.name else []
    return [
        ("被查单位", firm.name), *place, ("统一社会信用代码", firm.credit_code or "——"),
        ("地址", target.address or firm.address or "——"), ("负责人", firm.legal_representative or "——"),
    ]


def _visits(findings: Sequence[Finding]) -> Rows:
    """Return the days of the inspections behind the findings, and who inspected."""
    visits = Inspection.objects.filter(findings__in=findings).distinct().order_by("on", "pk")
    visits = visits.prefetch_related("members__inspector__user")
    people = {member.inspector: None for visit in visits for member in visit.members.all()}
    names = "、".join(f"{one.user.name}（执法证号{one.certificate_no}）" for one in people)
    return [("检查时间", "、".join(dict.fromkeys(written(visit.on) for visit in visits))), ("检查人员", names)]


def _said(finding: Finding, turn: int) -> str:
    again = f"（第{turn}轮）" if turn > 1 else ""
    return f"{finding.violation.name}{again}：{finding.description.rstrip('。')}。"


def _stub(notice: RectificationNotice, findings: Sequence[Finding]) -> Rows:
    """Return what stays with the office; service and receipt are filled in by hand."""
    return [
        ("编号", notice.number), *_unit(notice)[:1], ("整改方式", notice.get_kind_display()),
        ("问题", f"{len(findings)}个：{'；'.join(dict.fromkeys(one.violation.name for one in findings))}"),
        ("整改期限", written(notice.first_deadline_on)), ("签发日期", written(notice.issued_on)),
        ("起草人", notice.recorded_by.name), ("复核人", notice.reviewed_by.name), ("签发人", notice.issuer.name),
        ("送达方式", "直接／留置／邮寄／公告"), ("送达人（两名）", ""), ("送达日期", "　　年　　月　　日"),
        ("签收人（签章）", ""), ("拒收事由及见证人", ""),
    ]


def _table(rows: Rows) -> TableBlock:
    return TableBlock(
        head=[[HeadCell("项目"), HeadCell("内容")]], widths=(24, 76), align="ll", rows=[list(row) for row in rows]
    )
