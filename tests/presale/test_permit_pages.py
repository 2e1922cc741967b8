"""The pages of applications: an application over HTTP from the form to the permit, and what bad input meets."""
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.models import Building, SalePermit
from presale.models import EscrowAccount, PermitApplication
from tests.conftest import Office
from tests.material import evidence
from tests.presale import applications
from tests.transactions import builders as market

FORM = {
    "kind": "presale", "buildings": "7#楼", "applicant": "孙经理", "area_residential": "９，０００", "area_commercial":
    "1,000.00", "area_other": "0", "sets_total": "80", "sets_residential": "72", "total_invest": "40,000,000",
    "invested": "10,000,000.00", "progress": "主体至八层", "planned_delivery_on": "2099-06-30",
    "land_paid_doc": "票据 0012", "land_certificate": "不动产权第0001号", "planning_permit": "建字第001号",
    "construction_permit": "施字第001号", "has_mortgage": "no",
}


@pytest.fixture
def building(estate: object) -> Building:
    return market.building(estate, area_predicted=Decimal("10000.00"))


@pytest.fixture
def browse(client_of: Callable[[User], Client], clerk: User) -> Client:
    return client_of(clerk)


def at(name: str, application: PermitApplication | None = None) -> str:
    return reverse(f"presale:application_{name}", args=[application.pk] if application else [])


def errors(answer: object) -> list[str]:
    form = answer.context["form"]
    return [words for found in form.errors.values() for words in found]


def test_from_the_form_to_the_permit(
    building: Building, account: EscrowAccount, clerk: User, chief: User, deputy: User,
    client_of: Callable[[User], Client],
) -> None:
    applications.qualify(building.estate.developer)
    at_desk, at_chief, at_deputy = client_of(clerk), client_of(chief), client_of(deputy)
    at_desk.post(at("create"), {
        **FORM, "estate": building.estate.record_name, "account": account.pk, "scheme": evidence("预售方案.pdf"),
    })
    made = PermitApplication.objects.get()
    at_desk.post(at("submit", made))
    at_desk.post(at("accept", made), {"accepted_on": str(clock.today())})
    at_chief.post(at("review", made), {
        "inspected_on": str(clock.today()), "inspector_one": clerk.pk, "inspector_two": chief.pk, "finding": "属实",
    })
    answer = at_deputy.post(at("issue", made), {"decided_on": str(clock.today()), "issuer": applications.ISSUER})
    permit = SalePermit.objects.get()
    assert answer.url == at("detail", made)
    assert (permit.area_residential, permit.sets_total, permit.recorded_by) == (Decimal("9000.00"), 80, deputy)
    assert permit.number in at_desk.get(at("detail", made)).content.decode()


@pytest.mark.parametrize("typed", ["1e10", "1_000", "-1", "1.234", "٣٠٠", "一百万", "1e400", "NaN"])
@pytest.mark.parametrize("box", ["invested", "area_residential", "sets_total"])
def test_an_amount_that_is_none_stays_in_its_box(browse: Client, building: Building, box: str, typed: str) -> None:
    answer = browse.post(at("create"), {**FORM, "estate": building.estate.record_name, box: typed})
    assert (answer.status_code, len(errors(answer)), PermitApplication.objects.count()) == (200, 1, 0)
    assert answer.context["form"][box].value() == typed


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"buildings": "9#楼"}, "这个楼盘没有“9#楼”（已登记：7#楼）。"),
        ({"buildings": "7#楼（至 30 层）"}, "“7#楼”共 18 层，没有第 30 层。"),
        ({"sets_residential": "81"}, "住宅套数不能大于申请套数。"),
        ({"planned_delivery_on": "2026-02-30"}, "请填写日期，例如 2026-04-01。"),
        ({"estate": "没有的楼盘"}, "没有登记楼盘“没有的楼盘”，请先登记。"),
    ],
)
def test_what_does_not_fit_is_said(
    browse: Client, building: Building, change: dict[str, str], sentence: str
) -> None:
    answer = browse.post(at("create"), {**FORM, "estate": building.estate.record_name, **change})
    assert (errors(answer), PermitApplication.objects.count()) == ([sentence], 0)


def test_a_stale_form_keeps_what_was_typed(browse: Client, building: Building, clerk: User) -> None:
    draft = applications.draft(building, None, clerk)
    seen = browse.get(at("edit", draft)).context["seen"]
    PermitApplication.objects.filter(pk=draft.pk).update(sets_total=79)
    typed = {**FORM, "sets_total": "60", "sets_residential": "50", "seen": seen}
    answer = browse.post(at("edit", draft), typed)
    draft.refresh_from_db()
    assert (answer.status_code, draft.sets_total, answer.context["form"]["sets_total"].value()) == (200, 79, "60")
    assert errors(answer) == ["打开本页之后，这条记录已被他人修改。您填写的内容仍在下面，请与最新内容核对后再保存。"]


def test_sent_twice_it_is_one_application(browse: Client, building: Building) -> None:
    form = {**FORM, "estate": building.estate.record_name, "submission": "abc123"}
    first, second = browse.post(at("create"), form), browse.post(at("create"), form)
    assert (first.url == second.url, PermitApplication.objects.count()) == (True, 1)


def test_the_page_explains_each_condition(browse: Client, building: Building, clerk: User) -> None:
    draft = applications.draft(building, None, clerk, invested=Decimal(9_000_000))
    page = browse.get(at("detail", draft)).content.decode()
    assert [words in page for words in (
        "应投入 10,000,000.00 元，还差 1,000,000.00 元。", "请先开立监管账户、签订三方协议，再在申请中选择。",
        "城市房地产管理法第四十五条",
    )] == [True, True, True]


@pytest.mark.parametrize(("total", "words"), [(Decimal(40_000_000), "占总投资 25.00%"), (None, "")])
def test_the_share_of_what_is_not_stated_is_not_printed(
    browse: Client, building: Building, clerk: User, total: Decimal | None, words: str
) -> None:
    draft = applications.draft(building, None, clerk, total_invest=total)
    assert [figure.note for figure in browse.get(at("detail", draft)).context["figures"]][2] == words


def test_the_decision_is_blocked_with_its_reasons(
    building: Building, account: EscrowAccount, clerk: User, chief: User, deputy: User,
    client_of: Callable[[User], Client],
) -> None:
    ready = applications.reviewed(building, account, clerk, chief, invested=Decimal("9999999.99"))
    blocked = client_of(deputy).get(at("issue", ready)).context["blocked"]
    assert blocked == (
        "法定条件没有全部满足。投入资金达总投资的 25%：应投入 10,000,000.00 元，还差 0.01 元。"
    )


def test_a_change_starts_from_the_permit(
    browse: Client, building: Building, account: EscrowAccount, clerk: User, chief: User, deputy: User
) -> None:
    permit = applications.issued(building, account, clerk, chief, deputy).permit
    form = browse.get(f"{at('change')}?permit={permit.pk}").context["form"]
    assert [form[name].value() for name in ("changes", "buildings", "sets_total", "land_paid_doc")] == [
        permit.number, "7#楼", 80, "土地出让金票据 0012",
    ]


def test_a_change_of_no_permit_is_refused(browse: Client, building: Building) -> None:
    answer = browse.post(at("change"), {**FORM, "changes": "（云）房预售证第1号"})
    assert errors(answer) == ["没有登记这个号的现行许可，请核对证号；已失效的许可不能变更。"]


def test_the_list_finds_what_is_late(
    browse: Client, building: Building, account: EscrowAccount, clerk: User
) -> None:
    late = applications.accepted(building, account, clerk)
    PermitApplication.objects.filter(pk=late.pk).update(answer_due_on="2026-01-01")
    found = [
        list(browse.get(at("list"), {"late": wanted}).context["table"].data.data) for wanted in ("true", "false")
    ]
    assert found == [[late], []]


def test_the_list_shows_the_clock_of_an_answer(
    browse: Client, building: Building, account: EscrowAccount, clerk: User
) -> None:
    made, today = applications.accepted(building, account, clerk), clock.today()
    found = []
    for days, status in ((3, "accepted"), (-2, "accepted"), (-2, "withdrawn")):
        due = today + timedelta(days=days)
        PermitApplication.objects.filter(pk=made.pk).update(answer_due_on=due, status=status)
        body = browse.get(at("list"), {"status": status}).content.decode()
        found.append([words in body for words in (str(due), "余 3 天", "超 2 天")])
    assert found == [[True, True, False], [True, False, True], [True, False, False]]


def test_outsiders_see_nothing(
    building: Building, clerk: User, office: Office, person: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    draft = applications.draft(building, None, clerk)
    assert client_of(person("clerk", office.townships[0])).get(at("detail", draft)).status_code == 403
