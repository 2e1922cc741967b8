"""业务参数: in force, changed with a reason, checked."""
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.registry import parameters, services
from housing_portal.registry.models import Setting
from tests.registry.test_services import last, refusal

WHY = "云房发〔2026〕9号"
Sign = Callable[[User], Client]


def test_default_until_it_is_changed(chief: User) -> None:
    assert (parameters.number("filing_days"), parameters.in_force()["filing_days"]) == (30, "30")
    services.set_parameter(actor=chief, key="filing_days", value="４５", reason=WHY)
    assert (parameters.number("filing_days"), parameters.in_force()["filing_days"]) == (45, "45")
    assert last() == ("调整业务参数：预售合同备案期限", {"预售合同备案期限": "30 日"}, {"预售合同备案期限": "45 日"})
    assert Entry.objects.first().reason == WHY


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("filing_days", "366", "请填写 0 至 365 之间的整数。"),
        ("filing_days", "-1", "请填写 0 至 365 之间的整数。"),
        ("filing_days", "30.5", "请填写 0 至 365 之间的整数。"),
        ("filing_days", "三十", "请填写 0 至 365 之间的整数。"),
        ("index_least_stratum", "0", "请填写 1 至 1000 之间的整数。"),
        ("report_due_time", "24:00", "请填写 24 小时制的时间，例如 09:20。"),
        ("report_due_time", "9:20", "请填写 24 小时制的时间，例如 09:20。"),
        ("report_on_holidays", "2", "请选择是或否。"),
        ("filing_days", "30", "与现行值相同（30 日），没有需要调整的。"),
        ("record_unpermitted", "1", "与现行值相同（是），没有需要调整的。"),
        ("supply_months_low", "19", "下限 19 高于上限 18，请核对。"),
        ("supply_months_high", "11", "下限 12 高于上限 11，请核对。"),
    ],
)
def test_what_is_refused(chief: User, key: str, value: str, sentence: str) -> None:
    assert refusal(services.set_parameter, actor=chief, key=key, value=value, reason=WHY) == {"value": [sentence]}
    assert parameters.in_force()[key] == parameters.PARAMETERS[key].default


def test_a_reason_and_the_right_are_needed(chief: User, clerk: User) -> None:
    given = {"key": "filing_days", "value": "45"}
    assert refusal(services.set_parameter, actor=chief, reason="", **given) == {
        "reason": ["请填写调整依据，例如文号。"]
    }
    assert refusal(services.set_parameter, actor=clerk, reason=WHY, **given) == [
        "您没有“调整业务参数”的权限，请联系有此权限的同事办理。"
    ]


def test_page_shows_value_and_default_and_leads_to_the_change(
    chief: User, clerk: User, client_of: Sign
) -> None:
    change = reverse("registry:parameter_edit", args=["report_on_holidays"])
    pen = client_of(chief)
    assert pen.get(change).context["form"]["value"].value() == "0"
    assert pen.post(change, {"value": "1", "reason": WHY}).url == reverse("registry:parameter_list")
    rows = {item.key: row for item, *row in client_of(clerk).get(reverse("registry:parameter_list")).context["rows"]}
    assert (rows["report_on_holidays"], rows["filing_days"]) == (["是", "否", True], ["30 日", "30 日", False])
    assert [line.note for line in pen.get(change).context["parts"]["history"]] == [WHY]
    assert client_of(clerk).get(change).status_code == 403


def test_unknown_parameter_is_not_found(chief: User, client_of: Sign) -> None:
    assert client_of(chief).get(reverse("registry:parameter_edit", args=["demo"])).status_code == 404
    assert Setting.objects.count() == 0
