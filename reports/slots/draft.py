"""What a draft states about itself: its day, its period, its office and the documents that it rests on."""
from datetime import date

from housing_portal.accounts.models import Unit
from housing_portal.kit.numerals import chinese_number
from housing_portal.kit.periods import month_end, written
from housing_portal.registry.models import PolicyDoc
from reports.documents.phrases import cited, days
from reports.slots.parts import Answer, Facts, Slot

FORMULA, BASIS = "起草时填写", "以公文草稿为准"


def _whole(facts: Facts, unit: Unit | None) -> Answer:
    whole = facts.figures.whole
    return Answer(str(whole), (str(whole),), [(whole, None)]) if whole else Answer("全域", ("全域",))


def _issuer(facts: Facts, unit: Unit | None) -> Answer:
    return Answer(facts.document.issuer, (facts.document.issuer,))


def _addressees(facts: Facts, unit: Unit | None) -> Answer:
    return Answer(facts.document.addressees, (facts.document.addressees,))


def _unit(facts: Facts, unit: Unit | None) -> Answer:
    to = facts.document.unit
    return Answer(to.name, (to.name,), [(to, None)]) if to else Answer(None)


def _as_of(facts: Facts, unit: Unit | None) -> Answer:
    return Answer(facts.scope.as_of, (written(facts.scope.as_of),))


def _year(facts: Facts, unit: Unit | None) -> Answer:
    return Answer(facts.scope.year, (f"{facts.scope.year}年",))


def _period(facts: Facts, unit: Unit | None) -> Answer:
    words = period_words(facts.first, facts.scope.as_of)
    return Answer(words, (words,))


def _month(facts: Facts, unit: Unit | None) -> Answer:
    """Return the month that is the whole period of the paper; a paper of any other period has none."""
    first, last = facts.first, facts.scope.as_of
    is_month = first == last.replace(day=1) and last == month_end(last.year, last.month)
    return Answer(last.month, (f"{last.month}月",)) if is_month else Answer(None)


def _so_far(facts: Facts, unit: Unit | None) -> Answer:
    """Return what the figures of the year cover: 全年 once it is over, 今年以来 only while it is this year."""
    last = facts.scope.as_of
    if (last.month, last.day) == (12, 31):
        return Answer("全年", ("全年",))
    words = "今年以来" if facts.document.issued_on.year == last.year else "当年"
    return Answer(words, (words,))


def _basis(facts: Facts, unit: Unit | None) -> Answer:
    return _document(facts.document.basis_doc)


def _target(facts: Facts, unit: Unit | None) -> Answer:
    return _document(facts.document.target_doc)


def _document(policy: PolicyDoc | None) -> Answer:
    return Answer(cited(policy), (cited(policy),), [(policy, None)]) if policy else Answer(None)


def _campaign(facts: Facts, unit: Unit | None) -> Answer:
    start, end = facts.document.campaign_from, facts.document.campaign_to
    words = days(start, end) if start and end else None
    return Answer(words, (words,) if words else ())


def _groups(facts: Facts, unit: Unit | None) -> Answer:
    number = facts.document.campaign_groups
    if not number:
        return Answer(None)
    return Answer(number, (f"{'两' if number == 2 else chinese_number(number)}组",))


def period_words(first: date, last: date) -> str:
    """Return a period the way papers name it: 2026年, 2026年上半年, 2026年1—5月, 2026年6月, 2026年3月5日至6月30日."""
    whole_months = first.day == 1 and last == month_end(last.year, last.month) and first.year == last.year
    if not whole_months:
        return f"{first.year}年{days(first, last)}" if first.year == last.year else days(first, last)
    named = {(1, 12): "", (1, 6): "上半年", (7, 12): "下半年"}.get((first.month, last.month))
    if named is None:
        named = f"{last.month}月" if first.month == last.month else f"{first.month}—{last.month}月"
    return f"{last.year}年{named}"


SLOTS = (
    Slot("whole", "全域名称", "", "全域单位的名称", BASIS, _whole),
    Slot("issuer", "发文机关", "", FORMULA, BASIS, _issuer),
    Slot("addressees", "主送机关", "", FORMULA, BASIS, _addressees),
    Slot("to_unit", "责任单位", "", FORMULA, BASIS, _unit),
    Slot("as_of", "截至日期", "", FORMULA, "一文一截至日", _as_of),
    Slot("year", "年度", "", "截至日期所在年度", BASIS, _year),
    Slot("period", "统计期", "", "统计期开始至截至日期", "未填统计期开始的，从当年1月1日起", _period),
    Slot("so_far", "年内时段", "", "当年1月1日至截至日期", "截至12月31日的写全年，成文在次年的写当年", _so_far),
    Slot("period_month", "统计月份", "", "统计期恰为一个自然月时的月份", "月报写本月数时用", _month),
    Slot("basis_doc", "督查依据文件", "", FORMULA, BASIS, _basis),
    Slot("target_doc", "目标下达文件", "", FORMULA, BASIS, _target),
    Slot("campaign_days", "督查时间", "", FORMULA, BASIS, _campaign),
    Slot("campaign_groups", "督查分组", "", FORMULA, BASIS, _groups),
)
