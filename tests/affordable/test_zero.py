"""零报: nothing to report is stated, once, for a month that has begun and holds nothing."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from affordable import services
from affordable.models import ZeroReport
from affordable.services.zero import report_zero
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from tests.pages import records
from tests.pages.records import Writers

Sign = Callable[[User], Client]


def zero(by: Writers, unit: Unit, month: int = 4, **facts: object) -> ZeroReport:
    return report_zero(actor=by.clerk, unit=unit, **{"year": 2026, "month": month, **facts})


def test_month_without_anything_is_stated(by: Writers, town: Unit) -> None:
    made = zero(by, town, note="冬季停工")
    assert (str(made), made.note, made.recorded_by) == ("城关镇 2026年4月零报", "冬季停工", by.clerk)
    entry = Entry.objects.get(object_type="affordable.zeroreport", object_id=made.pk)
    assert (entry.action, entry.label) == ("零报", "零报：城关镇 2026年4月零报")


@pytest.mark.parametrize(("facts", "sentence"), [
    ({"month": 6}, "2026年6月还没有开始，不能零报。"),
    ({"month": 13}, "月份是 1—12。"),
    ({"month": 0}, "月份是 1—12。"),
])
def test_month_that_is_none_is_refused(facts: dict, sentence: str, by: Writers, town: Unit) -> None:
    with pytest.raises(ServiceError) as refusal:
        zero(by, town, **facts)
    assert refusal.value.message_dict == {"month": [sentence]}


def test_year_that_nobody_means_is_refused(by: Writers, town: Unit) -> None:
    with pytest.raises(ServiceError) as refusal:
        zero(by, town, year=202)
    assert refusal.value.message_dict == {"year": ["202 年不在 1990—2027 年之间，请核对年份。"]}


@pytest.mark.parametrize("make", [records.investment, records.note, records.confirmed])
def test_month_with_records_is_no_zero(make: Callable, by: Writers, town: Unit, town2: Unit) -> None:
    make(by, town)
    with pytest.raises(ServiceError) as refusal:
        zero(by, town, month=5)
    assert refusal.value.message_dict == {"month": ["城关镇 2026年5月已登记投资、进展或里程碑，不是零报。"]}
    assert [str(zero(by, *asked)) for asked in ((town2, 5), (town, 4))] == [
        "东屏镇 2026年5月零报", "城关镇 2026年4月零报"
    ]


def test_returned_milestone_is_nothing(by: Writers, town: Unit) -> None:
    records.returned(by, town)
    assert zero(by, town, month=5).month == 5


def test_twice_is_refused(by: Writers, town: Unit) -> None:
    zero(by, town)
    with pytest.raises(ServiceError) as refusal:
        zero(by, town)
    assert refusal.value.message_dict == {"month": ["城关镇 2026年4月已零报，不用重复。"]}


def test_what_comes_afterwards_is_accepted(by: Writers, town: Unit) -> None:
    zero(by, town)
    row = services.record_investment(
        actor=by.clerk, unit=town, as_of=date(2026, 4, 30), amount_cum=Decimal("10000.00")
    )
    assert (row.pk is not None, ZeroReport.objects.count()) == (True, 1)


def test_another_units_month_is_not_stated(by: Writers, town2: Unit, township_clerk: User) -> None:
    with pytest.raises(ServiceError) as refusal:
        report_zero(actor=township_clerk, unit=town2, year=2026, month=4)
    assert refusal.value.message_dict == {"unit": ["“东屏镇”不在您的管理范围内，请选择本单位。"]}


def test_permission_is_needed(by: Writers, town: Unit) -> None:
    with pytest.raises(ServiceError, match="您没有"):
        report_zero(actor=by.chief, unit=town, year=2026, month=4)


def test_page_begins_with_the_month_before(by: Writers, town: Unit, pen: Client) -> None:
    form = pen.get("/affordable/zero/new/").context["form"]
    assert [form[name].initial for name in ("year", "month")] == [2026, 4]
    asked = pen.get(f"/affordable/zero/new/?unit={town.pk}&year=2026&month=3").context["form"]
    assert [asked[name].initial for name in ("unit", "year", "month")] == [town.pk, 2026, 3]


def test_page_states_it_and_keeps_what_was_refused(by: Writers, town: Unit, pen: Client) -> None:
    typed = {"unit": town.pk, "year": 2026, "month": 4, "note": "无变化"}
    answer = pen.post("/affordable/zero/new/", typed)
    made = ZeroReport.objects.get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    refused = pen.post("/affordable/zero/new/", typed)
    assert refused.context["form"].errors == {"__all__": ["这个单位这个月已零报。"]}
    assert refused.context["form"]["note"].value() == "无变化"
