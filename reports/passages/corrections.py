"""What a 更正通知 corrects: each figure as the old paper prints it, and as the records state it now."""
from housing_portal.kit.gongwen import Block, Figure, Heading, Paragraph
from reports.differences import Difference, compared, said
from reports.models import Document
from reports.slots.parts import Facts

NOTHING = "原文所载数字与台账一致，没有需要更正的数字。"


def corrected_figures(facts: Facts) -> list[Block]:
    """Return the differences between what has been said by now and the figures of this paper, an item for each.

    A figure that was corrected before is held against that correction, which is named.
    """
    old = facts.document.corrects
    found = compared(old, said(old), facts.figures) if old else []
    return [_item(one, old) for one in found] or [Paragraph(NOTHING)]


def _item(one: Difference, old: Document) -> Heading:
    label = f"“{one.label}”" if one.label[:1].isdigit() else one.label  # 1.2025年 would read as a number
    by = one.binding.capture.document if one.binding.capture_id else old
    before = f"原文为{one.printed}，更正为" if by == old else f"{by.number}更正为{one.printed}，现更正为"
    return Heading(3, (f"{label}。",), (
        before, Figure(one.written_now, one.binding.printed_key, one.binding.formula), "。",
    ))


PASSAGES = {"更正事项": corrected_figures}
