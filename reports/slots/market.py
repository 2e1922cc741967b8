"""The market in words (source 000 L13, source 002 L15): this year against the last, daily reports."""
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.db.models import QuerySet

from housing_portal.accounts.models import Unit
from housing_portal.kit.figures import plain
from housing_portal.kit.gongwen import Figure
from housing_portal.kit.indicators import Measure
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters
from reports.evaluate import IndicatorSet, evaluate
from reports.slots.indicators import Both, lines_of
from reports.slots.making import of_count, of_text
from reports.slots.parts import Answer, Facts, Line, Slot
from transactions.daily import Day, Punctuality, punctuality
from transactions.enums import EventKind, ReportDay
from transactions.market import change, range_words
from transactions.models import ContractEvent
from transactions.months import a_year_before

# key of the indicator of this year → label; the year before is the same indicator, evaluated a year earlier
COMPARED = {
    "filed_net_sets_year": "净销售套数", "filed_net_area_year": "净销售面积",
    "filed_net_home_area_year": "住宅净销售面积",
    "permits_area_year": "批准预售面积", "average_price_year": "销售均价", "wq_exist": "存量房网签备案件数",
}


def _rate(key: str, facts: Facts, unit: Unit | None) -> Answer:
    scope = facts.scope
    earlier = evaluate(Scope(a_year_before(scope.as_of), scope.cutoff, scope.unit_ids))
    if key not in facts.figures.indicators or key not in earlier.indicators:
        return Answer(None)
    now, then = facts.figures.total(key).value, earlier.total(key).value
    if now is None or (then is None and key.startswith("average")):
        return Answer(None)
    word, rate = change(now, then or 0)
    code = f"yoy_{key}"
    printed = (word,) if rate is None else (word, Figure(f"{rate}%", code, "（本期 − 上年同期）÷ 上年同期"))
    signed = None if rate is None else (rate if word == "同比增长" else -rate)
    value: Decimal | str = word if signed is None else signed
    runs = printed if rate is not None else (Figure(word, code, "（本期 − 上年同期）÷ 上年同期"),)
    return Answer(value, runs, _both(facts.figures, earlier, key), now, then or 0)


def _both(now: IndicatorSet, then: IndicatorSet, key: str) -> Sequence[Line]:
    """Return the records of both years; a rate is no sum of them."""
    if not isinstance(now.indicators[key], Measure):
        return ()
    return Both([lines_of(figures, key, None) for figures in (now, then)])


# -- months of supply against the reasonable range (source 001 L43) ------------------------------------------------


def _bounds() -> tuple[int, int]:
    return parameters.number("supply_months_low"), parameters.number("supply_months_high")


def _supply_gap(letter: str, facts: Facts, unit: Unit | None) -> Answer:
    """Return by how many months the supply lies above the range, negative below it, 0 within."""
    months = facts.figures.value(f"supply_months_{letter}")
    if months is None:
        return Answer(None)
    words, gap = range_words(months, *_bounds())
    code, note = f"supply_gap_{letter}", BESIDE
    if gap is None:
        return Answer(Decimal(0), (Figure(words, code, note),))
    return Answer(gap if words.startswith("高") else -gap, (words, Figure(f"{plain(gap)}个月", code, note)))


def _range(facts: Facts) -> Answer:
    low, high = _bounds()
    return Answer(f"{low}—{high}个月")


# -- contracts that ended, daily reports -------------------------------------------------------------------------


def _cancelled(facts: Facts) -> QuerySet:
    rows = ContractEvent.objects.known(facts.scope).filter(
        occurred_on__gte=date(facts.scope.year, 1, 1), kind=EventKind.CANCEL, was_filed=True
    )
    return rows.order_by("pk")


def _days(facts: Facts) -> Punctuality:
    moment: datetime = facts.scope.cutoff
    return punctuality(date(facts.scope.year, 1, 1), facts.scope.as_of, moment)


def _reports(days: Sequence[Day], adds: int | None) -> list[Line]:
    return [(day.report, adds) for day in days if day.report is not None]


def _due(facts: Facts, unit: Unit | None) -> Answer:
    """Return the days of the calendar; a day that was forgotten has no record, so the records do not add up to it."""
    days = _days(facts)
    return Answer(days.due, records=_reports(days.days, None)) if days.due else Answer(None)


def _in_time(facts: Facts, unit: Unit | None) -> Answer:
    days = _days(facts)
    rows = [day for day in days.days if day.state in (ReportDay.ON_TIME, ReportDay.ZERO)]
    return Answer(days.on_time, records=_reports(rows, 1)) if days.due else Answer(None)


def _missing(facts: Facts) -> Answer:
    missing = [day.on for day in _days(facts).days if day.state == ReportDay.MISSING]
    return Answer("、".join(f"{on.month}月{on.day}日" for on in missing))


BESIDE = "去化周期 − 合理区间上限（低于下限的为去化周期 − 下限）"
SLOTS: tuple[Slot, ...] = (
    *(
        Slot(f"supply_gap_{letter}", f"去化周期与合理区间之差（{letter.upper()}）", "个月", BESIDE,
             "正数为高于合理区间，负数为低于，区间内为 0", partial(_supply_gap, letter))
        for letter in ("a", "b")
    ),
    of_text("supply_range", "去化周期合理区间", "合理区间的下限和上限", "业务参数", _range),
    *(
        Slot(f"yoy_{key}", f"{label}同比", "%", "（本期 − 上年同期）÷ 上年同期",
             "上年同期为同一指标上年同一日的累计数；上年为零的写“上年同期为零”", partial(_rate, key))
        for key, label in COMPARED.items()
    ),
    of_count("wq_cancelled", "本年注销备案", "件", "本年注销备案件数", "以注销日期计；不改以前的备案件数", _cancelled),
    Slot("daily_due", "本年应报交易日报", "天", "应报日数", "自第一份日报起；零报告是日报", _due),
    Slot("daily_in_time", "本年按时报送交易日报", "天", "按时报送的日数", "与应报日数相等时才可写“每日按时”", _in_time),
    of_text("daily_missing", "未报交易日报的日期", "没有报送的日期", "自第一份日报起", _missing, "无"),
)
