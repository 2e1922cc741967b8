"""What 督办通知 and 催办函 say of the matters that they are about (dossier §6.4): numbers, terms, days over, gaps.

A figure of one matter has its key behind a dot: ``supervised_days_over.12``.
"""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from housing_portal.accounts.models import Unit
from housing_portal.kit.periods import written
from housing_portal.registry import parameters
from reports.documents.phrases import cited
from reports.enums import OUT, DocumentStatus, LetterPurpose, SupervisionSource
from reports.models import SupervisionItem, SupervisionLetter
from reports.models.supervision import NAMED
from reports.slots.making import NOBODY, lines, of_text
from reports.slots.parts import Answer, Facts, Slot, Value
from reports.supervision import owed_at, programme_of

LISTED = "这份公文所列的督办事项"
RULE = "业务参数"


def items_of(facts: Facts) -> list[SupervisionItem]:
    """Return the matters that the paper is about, in its order; a sample that is not stored is about none."""
    if facts.document.pk is None:
        return []
    return list(SupervisionItem.objects.of_paper(facts.document).select_related(*NAMED))


def purpose_of(facts: Facts) -> str:
    """Return why the paper was written."""
    letter = SupervisionLetter.objects.filter(document=facts.document.pk).first()
    return letter.purpose if letter else ""


def _count(facts: Facts, unit: Unit | None) -> Answer:
    found = lines(items_of(facts), 1)
    return Answer(len(found), records=found)


def _lagging(facts: Facts, unit: Unit | None) -> Answer:
    found = lines([item for item in items_of(facts) if item.source == SupervisionSource.TARGET], 1)
    return Answer(len(found), records=found)


def _rule(code: str, label: str, key: str, measured_in: str) -> Slot:
    def answer(facts: Facts, unit: Unit | None) -> Answer:
        return Answer(parameters.number(key))

    return Slot(code, label, measured_in, "业务参数中规定的数", RULE, answer)


def _again(facts: Facts, unit: Unit | None) -> Answer:
    """Return the further term that the letter sets; a first letter sets none."""
    letter = SupervisionLetter.objects.filter(document=facts.document.pk, answer_by__isnull=False).first()
    return Answer(letter.answer_by, records=lines(items_of(facts))) if letter else Answer(None)


def _first_papers(facts: Facts) -> Answer:
    """Name the papers by which the matters were handed over: day, title and number, as issued."""
    letters = SupervisionLetter.objects.filter(
        item__in=items_of(facts), purpose=LetterPurpose.FIRST, document__status__in=OUT - {DocumentStatus.WITHDRAWN}
    ).exclude(document=facts.document.pk).select_related("document").order_by("document__issued_on", "document")
    papers = dict.fromkeys(letter.document for letter in letters)
    words = "、".join(f"{written(one.issued_on)}《{one.title}》（{one.number}）" for one in papers)
    return Answer(words, records=lines(papers))


def _contact(facts: Facts) -> Answer:
    """Name who answers questions: the drafter with the office's telephone number."""
    if facts.document.drafted_by_id is None:
        return NOBODY
    who = facts.document.drafted_by
    return Answer(f"{who.name}，联系电话：{who.phone}" if who.phone else who.name, records=lines([who]))


def _authority(facts: Facts) -> Answer:
    papers = dict.fromkeys(item.authority_doc for item in items_of(facts) if item.authority_doc)
    return Answer("、".join(cited(paper) for paper in papers), records=lines(papers))


SLOTS: tuple[Slot, ...] = (
    Slot("supervised_count", "所列督办事项数", "项", f"{LISTED}的个数", LISTED, _count),
    Slot("supervised_lagging", "所列滞后任务数", "项", f"{LISTED}中来源为年度目标的个数", LISTED, _lagging),
    _rule("supervised_receipt_days", "签收工作日数", "supervise_receipt_days", "个工作日"),
    _rule("supervised_feedback_days", "反馈工作日数", "supervise_feedback_days", "个工作日"),
    _rule("supervised_urge_times", "升级前催办次数", "supervise_urge_times", "次"),
    Slot("supervised_again_on", "再次时限", "", "去函之后的工作日数，起草时固定", RULE, _again),
    of_text("supervised_first_papers", "原督办文书", "所列事项交办时的公文标题、文号和日期", "已印发的公文",
            _first_papers),
    of_text("supervised_contact", "督办联系人", "起草人姓名和办公电话", "账号登记", _contact),
    of_text("supervised_authority", "督查授权文件名称", "督查方式的授权文件", LISTED, _authority),
)


# -- figures of one matter ----------------------------------------------------------------------------------


def _days_over(facts: Facts, item: SupervisionItem) -> Value:
    owed = owed_at(item, facts.scope)
    return None if owed is None else max(0, (facts.scope.as_of - owed[1]).days)


def _source_days(facts: Facts, item: SupervisionItem) -> Value:
    due: date | None = getattr(item.origin, "due_on", None)
    return None if due is None or due >= facts.scope.as_of else (facts.scope.as_of - due).days


def _gap(facts: Facts, item: SupervisionItem) -> Decimal | None:
    """Return by how many points the rate lies below the share of the year; negative when above."""
    programme = programme_of(item)
    gap = facts.figures.pace(programme, item.unit).gap if programme else None
    return None if gap is None else -gap


def _missing(facts: Facts, item: SupervisionItem) -> Value:
    programme = programme_of(item)
    pace = facts.figures.pace(programme, item.unit) if programme else None
    return None if pace is None or pace.target is None else max(0, pace.target - pace.done)


_KINDS: dict[str, tuple[str, str, str, Callable[[Facts, SupervisionItem], Value]]] = {
    "supervised_days_over": ("逾期天数", "天", "截至日期 − 应签收、反馈、办结的期限，自然日", _days_over),
    "supervised_source_days": ("来源事项逾期天数", "天", "截至日期 − 来源记录的期限，自然日", _source_days),
    "supervised_gap": ("落后序时进度", "个百分点", "序时进度 − 完成率", _gap),
    "supervised_missing": ("距年度任务还差", "", "年度任务 − 已完成", _missing),
}


def resolve(key: str) -> Slot | None:
    """Return the slot of one matter's figure; None for any other key."""
    code, _, pk = key.partition(".")
    if code not in _KINDS or not (pk.isdecimal() and len(pk) < 10):
        return None
    item = SupervisionItem.objects.filter(pk=int(pk)).select_related("unit").first()
    if item is None:
        return None
    label, measured_in, formula, find = _KINDS[code]
    programme = programme_of(item)

    def answer(facts: Facts, unit: Unit | None) -> Answer:
        value = find(facts, item)
        return Answer(value, records=[(item, value if isinstance(value, int | Decimal) else None)])

    unit_word = measured_in or (programme.unit if programme else "")
    return Slot(key, f"{item.title}：{label}"[:80], unit_word, formula, f"督办事项“{item.title}”", answer)
