"""What a 更正通知 or 撤回通知 says of the paper that it refers to."""
from housing_portal.accounts.models import Unit
from reports.slots.parts import Answer, Facts, Slot


def _old_paper(facts: Facts, unit: Unit | None) -> Answer:
    old = facts.document.corrects
    if old is None:
        return Answer(None)
    words = f"《{old.title}》（{old.number}）"
    return Answer(words, (words,), [(old, None)])


def _reason(facts: Facts, unit: Unit | None) -> Answer:
    words = facts.document.assessment.rstrip("。")
    return Answer(words, (words,)) if words else Answer(None)


SLOTS = (
    Slot("corrected_paper", "被更正（撤回）的公文", "", "更正或撤回的公文的标题和发文字号", "公文登记", _old_paper),
    Slot("correction_reason", "更正（撤回）原因", "", "起草更正或撤回时填写的原因", "公文草稿", _reason),
)
