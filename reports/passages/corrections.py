"""What a 更正通知 corrects: each figure as the old paper prints it, and as the records state it now."""
from housing_portal.kit.gongwen import Block, Figure, Heading, Paragraph
from reports.differences import Difference, bindings_of, compared
from reports.slots.parts import Facts

NOTHING = "原文所载数字与台账一致，没有需要更正的数字。"


def corrected_figures(facts: Facts) -> list[Block]:
    """Return the differences between the paper that is corrected and the figures of this one, an item for each."""
    old = facts.document.corrects
    found = compared(old, bindings_of(old), facts.figures) if old else []
    return [_item(one) for one in found] or [Paragraph(NOTHING)]


def _item(one: Difference) -> Heading:
    label = f"“{one.label}”" if one.label[:1].isdigit() else one.label  # 1.2025年 would read as a number
    return Heading(3, (f"{label}。",), (
        f"原文为{one.written}，更正为", Figure(one.written_now, one.binding.printed_key, one.binding.formula), "。",
    ))


PASSAGES = {"更正事项": corrected_figures}
