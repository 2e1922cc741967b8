"""检查日志 on paper: who inspected whom and how, the checklist line by line, what was found, room for signatures."""
from collections.abc import Sequence

from housing_portal.journal.models import Attachment
from housing_portal.journal.photos import KIND
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.gongwen import Block, HeadCell, Heading, Paper, Paragraph, TableBlock
from housing_portal.kit.periods import written
from inspections.enums.findings import FindingStatus
from inspections.models.inspection import Inspection
from reports.documents.letter import Rows

HEADS = ("序号", "检查内容", "检查项目及依据", "结论", "情况")
OPENING = "现将对你单位的检查情况记录如下，请核对后签字。"
NONE_FOUND = "本次检查没有登记问题。"
SIGNATURES = ("带队人（签字）", "检查人员（签字）", "被检查单位负责人（签字）")


def inspection_log(inspection: Inspection, issuer: str) -> Paper:
    """Return the log of a signed inspection; what it says cannot change any more, findings alone may be added."""
    body: list[Block] = [
        Paragraph(OPENING), _table(_visit(inspection)),
        Heading(1, "一、检查经过"), Paragraph(inspection.log_text),
        Heading(1, "二、检查项目"), *_items(inspection),
        Heading(1, "三、检查发现的问题"), *map(Paragraph, _findings(inspection) or [NONE_FOUND]),
        Heading(1, "四、现场处理情况"), Paragraph(inspection.handling or "无。"),
        _table([*((label, "") for label in SIGNATURES), ("日志确认", _confirmed(inspection))]),
    ]
    return Paper(
        mark=issuer, number="", title_lines=["检查日志"], addressee=_unit(inspection), body=body, issuer=issuer,
        issued_on=inspection.on, letter=True, double_sided=False, sealed=False,
    )


def _unit(inspection: Inspection) -> str:
    """Return who was inspected: the firm behind a sales office answers for it."""
    return str(inspection.target.organization or inspection.target)


def _visit(inspection: Inspection) -> Rows:
    target, firm = inspection.target, inspection.target.organization
    members = inspection.members.select_related("inspector__user").order_by("pk")
    people = "、".join(f"{one.inspector.user.name}（执法证号{one.inspector.certificate_no}）" for one in members)
    photos = Attachment.objects.about(inspection).filter(kind=KIND).count()
    return [
        ("登记号", f"{inspection.pk:06}"), ("检查日期", written(inspection.on)),
        ("检查对象", f"{target.name}（{target.get_kind_display()}）"),
        ("企业", firm.name if firm else "——"), ("统一社会信用代码", firm.credit_code or "——" if firm else "——"),
        ("地址", target.address or "——"), ("检查依据", _basis(inspection)),
        ("带队人", inspection.leader.name), ("检查人员", people), ("检查方式", inspection.methods_text),
        ("现场照片", f"{photos}张" if photos else "无"),
    ]


def _basis(inspection: Inspection) -> str:
    campaign = inspection.campaign
    if campaign is None:
        return f"{inspection.target.domain}日常检查"
    drawn = f"，{inspection.drawn.draw}抽取" if inspection.drawn_id else ""
    return f"{campaign.name}{f'，{campaign.policy_doc}' if campaign.policy_doc_id else ''}{drawn}"


def _items(inspection: Inspection) -> list[Block]:
    rows = inspection.items.select_related("item").order_by("item__order", "item")
    lines = [
        [str(place), row.item.get_aspect_display(), _line(row.item.text, row.item.basis), row.get_result_display(),
         row.note or "——"]
        for place, row in enumerate(rows, 1)
    ]
    if not lines:
        return [Paragraph("没有使用检查清单，检查情况见检查经过。")]
    heads = [[HeadCell(text) for text in HEADS]]
    return [TableBlock(head=heads, rows=lines, widths=(8, 16, 44, 12, 20), align="cclcl")]


def _line(text: str, basis: str) -> str:
    return f"{text}（{basis}）" if basis else text


def _findings(inspection: Inspection) -> list[str]:
    rows = inspection.findings.exclude(status=FindingStatus.WITHDRAWN).select_related("violation").order_by("pk")
    return [
        f"{place}.{row.violation.name}（{row.get_severity_display()}）：{row.description.rstrip('。')}。"
        for place, row in enumerate(rows, 1)
    ]


def _confirmed(inspection: Inspection) -> str:
    at = inspection.signed_at.astimezone(SHANGHAI)
    return f"{inspection.signed_by.name}，{written(at.date())}{at:%H:%M}"


def _table(rows: Sequence[tuple[str, str]]) -> TableBlock:
    return TableBlock(
        head=[[HeadCell("项目"), HeadCell("内容")]], widths=(28, 72), align="ll", rows=[list(row) for row in rows]
    )
