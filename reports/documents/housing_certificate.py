"""住房情况查询结果: what the records said about persons when the look-up was approved; full names, masked numbers."""
from collections.abc import Sequence

from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.figures import grouped
from housing_portal.kit.gongwen import Block, HeadCell, Paper, Paragraph, TableBlock
from housing_portal.kit.numerals import chinese_number
from housing_portal.kit.periods import written
from transactions.models import HousingLookup, LookupFinding, LookupPerson

HEADS = ("来源", "合同编号", "坐落", "用途", "建筑面积（㎡）", "份额", "签订日期", "合同状态")
VALIDITY = (
    "本结果只反映上述查询时刻的网签备案记录，不作为不动产权属证明；权属以不动产登记簿为准。"
    "查询后记录发生变化的，以重新查询为准。本结果限于上述用途使用，涂改、复印无效。"
)


def certificate(lookup: HousingLookup, issuer: str) -> Paper:
    """Return the paper that answers an approved look-up; everything in it is frozen with the look-up."""
    moment = lookup.decided_at.astimezone(SHANGHAI)
    persons, findings = list(lookup.persons.order_by("pk")), list(lookup.findings.order_by("pk"))
    asked = f"根据{lookup.basis}，因{lookup.get_purpose_display()}需要，"
    opening = f"{asked}我单位于{written(moment.date())}{moment:%H:%M}查询了下列{len(persons)}人的住房情况。"
    body: list[Block] = [
        Paragraph(opening),
        Paragraph(f"查询范围：{lookup.scope_note}；以证件号码逐人比对。查询结果如下："),
    ]
    for order, person in enumerate(persons, start=1):
        body += _answer(order, person, [one for one in findings if one.person_id == person.pk])
    body += [Paragraph(VALIDITY)]
    return Paper(
        mark=issuer, number=lookup.number, title_lines=["住房情况查询结果"], addressee=lookup.applicant, body=body,
        issuer=issuer, issued_on=moment.date(), letter=True, double_sided=False,
    )


def _answer(order: int, person: LookupPerson, findings: Sequence[LookupFinding]) -> list[Block]:
    """Return what was found for one person, or that nothing was."""
    who = (
        f"（{chinese_number(order)}）{person.name}（{person.relation}），{person.get_identity_kind_display()}号码"
        f"{person.identity}："
    )
    if not findings:
        return [Paragraph(f"{who}在查询范围内未查询到住房网签备案记录。")]
    return [
        Paragraph(f"{who}在查询范围内查询到{len(findings)}条网签备案记录。"),
        TableBlock(
            head=[[HeadCell(text) for text in HEADS]], widths=(10, 26, 30, 10, 12, 9, 15, 12), align="lllcrrcc",
            rows=[
                [one.get_market_display(), one.contract_no, one.address, one.use, grouped(one.area, 2), one.share,
                 str(one.signed_on), one.state]
                for one in findings
            ],
        ),
    ]
