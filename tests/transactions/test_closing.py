"""Closing a month from the portal: what is frozen, who may, once, and not before every day has been reported."""
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.registry.models import Building, SalePermit
from tests.transactions import builders
from tests.transactions.days import sale
from tests.transactions.homes import on, refused
from transactions.models import PriceIndex
from transactions.services import daily
from transactions.services.closing import close_once
from transactions.services.indices import close_month

URL, LIST = reverse("transactions:index_close"), reverse("transactions:index_list")
ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(date(2026, 5, 10)):
        yield


@pytest.fixture
def march(building: Building, permit: SalePermit, clerk: User) -> None:
    """Sell a home in March and one in April, so that two months wait to be closed."""
    for month in (3, 4):
        day = date(2026, month, 15)
        sale(builders.room(building, f"10{month}", 1), clerk, day, day)


def labels(client: Client, url: str) -> list[str]:
    return [button.label for button in client.get(url).context["buttons"]]


def test_the_earliest_open_month_is_closed_and_stands_in_the_diary(
    march: None, chief: User, client_of: ClientOf
) -> None:
    client = client_of(chief)
    assert labels(client, LIST) == ["结算 2026年3月"]
    page = client.get(URL).context
    assert (page["object"], page["blocked"], page["form"]["month"].value()) == ("2026年3月价格指数", "", 202603)
    answer = client.post(URL, {"month": 202603})
    rows = PriceIndex.objects.order_by("pk")
    assert [(row.month, row.segment, row.revision, row.recorded_by) for row in rows] == [
        (202603, "new", 1, chief), (202603, "existing", 1, chief)
    ]
    assert answer.url == rows[0].get_absolute_url()
    assert [entry.label for entry in Entry.objects.filter(action="结算价格指数").order_by("pk")] == [
        "结算2026年3月新建住宅价格指数", "结算2026年3月存量住宅价格指数"
    ]
    assert labels(client, reverse("transactions:market"))[-1] == "结算 2026年4月"


def test_only_who_confirms_sees_the_button_and_closes(march: None, clerk: User, client_of: ClientOf) -> None:
    client = client_of(clerk)
    assert (labels(client, LIST), client.get(URL).status_code, client.post(URL).status_code) == ([], 403, 403)
    with refused(["您没有“复核备案、注销、价格、日报与住房查询”的权限，请联系有此权限的同事办理。"]):
        close_once(actor=clerk, month=202603)


def test_a_form_left_open_closes_nothing_twice_and_nothing_else(march: None, chief: User, client_of: ClientOf) -> None:
    client, closed = client_of(chief), "2026年3月已由王立新结算，不能重复结算。"
    User.objects.filter(pk=chief.pk).update(name="王立新")
    close_month(actor=chief, month=202603)
    for month, sentence in ((202603, closed), (202605, "指数逐月链接，请先结算2026年4月。"),
                            (202699, "指数逐月链接，请先结算2026年4月。")):
        assert client.post(URL, {"month": month}).context["form"].non_field_errors() == [sentence]
    assert PriceIndex.objects.count() == 2


def test_nothing_to_close(chief: User, client_of: ClientOf) -> None:
    client = client_of(chief)
    assert (labels(client, LIST), client.get(URL).context["blocked"]) == ([], "没有已结束而未结算的月份。")
    assert client.post(URL, {"month": 202604}).context["form"].non_field_errors() == ["没有已结束而未结算的月份。"]


def test_days_without_a_report_stop_the_closing(
    march: None, clerk: User, chief: User, client_of: ClientOf
) -> None:
    with on(date(2026, 3, 27), 8):
        report = daily.generate_report(actor=clerk, on=date(2026, 3, 26))
        daily.submit_report(
            actor=clerk, report=daily.check_report(actor=chief, report=report), channel="省平台",
        )
    said = "2026年3月还有 5 天没有报送日报（27 日、28 日、29 日、30 日、31 日），请先补报再结算。"
    client = client_of(chief)
    assert client.get(URL).context["blocked"] == said
    assert client.post(URL, {"month": 202603}).context["form"].non_field_errors() == [said]
    assert PriceIndex.objects.count() == 0
