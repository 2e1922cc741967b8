"""An alert is raised once, handled by one person and closed by another; the rules run without repeating themselves."""
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.enums import AlertLevel, AlertStatus
from presale.models import EscrowAccount, EscrowAlert
from presale.services import alerts
from tests.presale import builders
from tests.presale.builders import TODAY

pytestmark = pytest.mark.usefixtures("may_20")

Sign = Callable[[User], Client]


@pytest.fixture
def alert(account: EscrowAccount, clerk: User) -> EscrowAlert:
    return alerts.open_alert(
        actor=clerk, rule="deduction", subject="entry:1", sentence="法院扣划 5 元。", account=account
    )


def test_the_alert_of_a_deed_is_raised_once(alert: EscrowAlert, account: EscrowAccount, clerk: User) -> None:
    again = alerts.open_alert(actor=clerk, rule="deduction", subject="entry:1", sentence="又一次", account=account)
    assert (again.pk, again.sentence, again.level, again.estate) == (
        alert.pk, "法院扣划 5 元。", AlertLevel.RED, account.estate
    )
    told = Entry.objects.get(action="生成预警").after
    assert (told["规则"], told["预警内容"], "对象" in told) == ("司法扣划", "法院扣划 5 元。", False)


def test_the_way_to_the_end_takes_two_persons(alert: EscrowAlert, clerk: User, chief: User) -> None:
    alerts.confirm_alert(actor=clerk, alert=alert)
    alerts.handle_alert(actor=clerk, alert=alert, reason="已函告法院")
    alerts.reopen_alert(actor=chief, alert=alert, reason="补充材料")
    alerts.handle_alert(actor=clerk, alert=alert, reason="已取得裁定")
    done = alerts.close_alert(actor=chief, alert=alert)
    assert (done.status, done.handled_by, done.handling, done.closed_by, done.closed_on) == (
        AlertStatus.CLOSED, clerk, "已取得裁定", chief, TODAY
    )
    told = [entry.action for entry in Entry.objects.about(alert)]
    assert told == ["预警关闭", "预警登记处置", "预警退回处置", "预警登记处置", "预警确认", "生成预警"]


def test_nobody_closes_what_he_handled(alert: EscrowAlert, person: Callable[..., User]) -> None:
    both = person("chief")
    EscrowAlert.objects.filter(pk=alert.pk).update(status=AlertStatus.HANDLED, handled_by=both, handling="已办")
    with pytest.raises(ServiceError, match="不能关闭自己处置的预警"):
        alerts.close_alert(actor=both, alert=alert)
    alert.refresh_from_db()
    assert alert.status == AlertStatus.HANDLED


def test_handling_says_what_was_done(alert: EscrowAlert, clerk: User) -> None:
    with pytest.raises(ServiceError, match="须写明情况"):
        alerts.handle_alert(actor=clerk, alert=alert, reason="")


def test_rules_raise_what_is_new_and_nothing_twice(account: EscrowAccount, clerk: User) -> None:
    first = alerts.run_rules(actor=clerk, day=TODAY)
    assert [(found.rule, found.subject) for found in first] == [
        ("gap", f"account:{account.pk}"), ("idle", f"account:{account.pk}")
    ]
    assert alerts.run_rules(actor=clerk, day=TODAY) == []
    assert EscrowAlert.objects.count() == 2
    runs = Entry.objects.filter(action="运行预警规则").order_by("pk").values_list("label", flat=True)
    assert list(runs) == ["运行 2026-05-20 预警规则：新增 2 条", "运行 2026-05-20 预警规则：新增 0 条"]


def test_what_was_closed_comes_back_after_thirty_days(account: EscrowAccount, clerk: User, chief: User) -> None:
    alerts.run_rules(actor=clerk, day=TODAY)
    for found in EscrowAlert.objects.all():
        alerts.handle_alert(actor=clerk, alert=found, reason="已催告")
        alerts.close_alert(actor=chief, alert=found)
    days = [TODAY + timedelta(days=number) for number in (29, 30)]
    raised = []
    for day in days:
        with time_machine.travel(clock.end_of(day), tick=False):
            raised.append(len(alerts.run_rules(actor=clerk, day=day)))
    assert raised == [0, 2]


def test_rules_do_not_look_into_the_future(account: EscrowAccount, clerk: User) -> None:
    with pytest.raises(ServiceError, match="晚于今天"):
        alerts.run_rules(actor=clerk, day=TODAY + timedelta(days=1))


def test_the_command_prints_what_it_found(
    account: EscrowAccount, clerk: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("escrow_alerts", by=clerk.username)
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0][:7], lines[-1]) == ("红　资金缺口　", "新增预警 2 条。")
    with pytest.raises(CommandError, match="没有用户"):
        call_command("escrow_alerts", by="nobody")


def test_a_clue_names_its_paper(account: EscrowAccount, clerk: User, client_of: Sign) -> None:
    client, url = client_of(clerk), reverse("presale:alert_create")
    typed = {"account": account.pk, "document": "检字〔2026〕3 号", "sentence": "售楼处收取现金 20,000 元"}
    page = client.post(url, {**typed, "document": ""})
    assert (page.status_code, EscrowAlert.objects.count()) == (200, 0)
    assert "售楼处收取现金" in page.content.decode()
    answer = client.post(url, typed)
    made = EscrowAlert.objects.get()
    assert (answer.url, made.rule, made.account, made.sentence) == (
        made.get_absolute_url(), "outside_account", account, "售楼处收取现金 20,000 元（检字〔2026〕3 号）"
    )


def test_the_list_keeps_what_is_not_closed(
    alert: EscrowAlert, account: EscrowAccount, clerk: User, chief: User, client_of: Sign
) -> None:
    builders.received(account, 1, by=clerk)
    other = alerts.open_alert(actor=clerk, rule="gap", subject="x", sentence="缺口甲", account=account)
    alerts.handle_alert(actor=clerk, alert=other, reason="已补足")
    alerts.close_alert(actor=chief, alert=other)
    body = client_of(clerk).get(reverse("presale:alert_list"), {"status": "unclosed"}).content.decode()
    assert ("法院扣划 5 元。" in body, "缺口甲" in body) == (True, False)


def test_the_steps_stand_on_the_page_of_whoever_may_take_them(
    alert: EscrowAlert, clerk: User, chief: User, finance: User, client_of: Sign
) -> None:
    url = alert.get_absolute_url()
    handle = reverse("presale:alert_handle", args=[alert.pk])
    shown = [handle in client_of(user).get(url).content.decode() for user in (clerk, chief, finance)]
    assert shown == [True, False, False]
    assert client_of(clerk).post(handle, {"reason": "已函告"}).url == url
    alert.refresh_from_db()
    assert (alert.status, alert.handling) == (AlertStatus.HANDLED, "已函告")


@pytest.mark.parametrize(("subject", "linked"), [
    ("deduction:{entry}", True), ("deduction:0", False), ("account:{entry}", False),
])
def test_the_page_leads_to_the_record_of_which_it_speaks(
    account: EscrowAccount, clerk: User, client_of: Sign, subject: str, linked: bool
) -> None:
    entry = builders.received(account, 5, by=clerk)
    raised = alerts.open_alert(
        actor=clerk, rule="deduction", subject=subject.format(entry=entry.pk), sentence="扣划", account=account
    )
    page = client_of(clerk).get(raised.get_absolute_url()).content.decode()
    assert (f'href="{entry.get_absolute_url()}"' in page) is linked
