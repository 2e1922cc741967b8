"""The quota as it is worked out at the window: the working is shown before anything is filed."""
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.registry.models import Building
from presale.enums import QuotaBasis
from presale.models import AccountBuilding, EscrowAccount, QuotaProposal
from tests.presale import builders, works
from tests.presale.builders import yuan
from tests.transactions import builders as market

TYPED = {"area": "10,000", "effective_on": "2024-03-01", "reason": "按规则测算"}


@pytest.fixture
def account(building: Building, clerk: User, director: User) -> EscrowAccount:
    return builders.account(building, by=clerk, other=director, quota=None)


@pytest.fixture
def window(clerk: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(clerk)


def propose(window: Client, account: EscrowAccount, **typed: str) -> object:
    """Type the form, see the working, and file what was shown."""
    url = reverse("presale:quota_propose", args=[account.pk])
    shown = window.post(url, TYPED | typed)
    worked = shown.context["worked"]
    return window.post(url, TYPED | typed | {"worked": str(worked.amount)}) if worked else shown


def test_the_first_click_shows_the_working_the_second_files_it(window: Client, account: EscrowAccount) -> None:
    url = reverse("presale:quota_propose", args=[account.pk])
    shown = window.post(url, TYPED)
    assert (shown.context["worked"].lines, shown.context["submit_label"], QuotaProposal.objects.count()) == (
        ("2,000.00 元/㎡ × 10,000.00 ㎡ = 20,000,000.00 元",), "提交核定", 0)
    again = window.post(url, TYPED | {"worked": "20000000.00", "area": "9000"})
    assert (again.context["worked"].amount, QuotaProposal.objects.count()) == (yuan(18_000_000), 0)
    filed = window.post(url, TYPED | {"worked": "20000000.00"})
    assert (filed.url, QuotaProposal.objects.get().amount) == (
        QuotaProposal.objects.get().get_absolute_url(), yuan(20_000_000))


def test_the_director_decides_and_the_account_shows_it(
    window: Client, account: EscrowAccount, director: User, client_of: Callable[[User], Client]
) -> None:
    propose(window, account, amount="18,000,000")
    proposal, leader = QuotaProposal.objects.get(), client_of(director)
    page = leader.get(proposal.get_absolute_url())
    assert [button.label for button in page.context["buttons"]] == ["核定", "不予核定"]
    diary = {label: now for label, _before, now in page.context["parts"]["history"][0].changes}
    assert (diary["测算依据"], diary["计算过程"]) == (
        "10000.00",
        "2,000.00 元/㎡ × 10,000.00 ㎡ = 20,000,000.00 元；拟核 18,000,000.00 元，低于测算 2,000,000.00 元",
    )
    leader.sign(reverse("presale:quota_approve", args=[proposal.pk]), {"opinion": "同意"})
    shown = leader.get(reverse("presale:account_quota", args=[account.pk])).context
    assert [figure.text for figure in shown["figures"]] == ["18,000,000.00", "0.00", "0.00"]
    assert [len(table.rows) for _title, table in shown["parts"]["details"]] == [1, 1]


def test_what_was_released_before_asks_for_an_opinion(
    window: Client, account: EscrowAccount, director: User, client_of: Callable[[User], Client]
) -> None:
    propose(window, account)
    EscrowAccount.objects.filter(pk=account.pk).update(released=yuan(30_000_000))
    proposal, leader = QuotaProposal.objects.get(), client_of(director)
    url = reverse("presale:quota_approve", args=[proposal.pk])
    asked = leader.sign(url, {"opinion": ""})
    assert (asked.context["form"].warning.sentence.count("超拨"), account.quotas.count()) == (2, 0)
    leader.sign(url, {"opinion": "已由企业补足"})
    proposal.refresh_from_db()
    assert (proposal.opinion, account.quotas.count()) == ("已由企业补足", 1)


def test_a_proposal_is_withdrawn_with_a_reason(window: Client, account: EscrowAccount) -> None:
    propose(window, account)
    proposal = QuotaProposal.objects.get()
    window.post(reverse("presale:quota_withdraw", args=[proposal.pk]), {"reason": "面积有误"})
    proposal.refresh_from_db()
    assert (proposal.status, proposal.opinion) == ("withdrawn", "面积有误")


@pytest.mark.parametrize(("typed", "sentence"), [
    ("1e10", "请填写面积，例如 1,234.56。"), ("1_000", "请填写面积，例如 1,234.56。"),
    ("٣٠٠", "请填写面积，例如 1,234.56。"), ("-1", "应大于 0，请核对。"), ("0", "应大于 0，请核对。"),
    ("1.005", "小数最多 2 位，请四舍五入后填写。"), ("", "请填写监管面积（㎡）。"),
    ("一百", "请填写面积，例如 1,234.56。"),
])
def test_what_is_no_area_is_refused_and_stays_typed(
    window: Client, account: EscrowAccount, typed: str, sentence: str
) -> None:
    form = propose(window, account, area=typed).context["form"]
    assert (form.errors, form["area"].value(), QuotaProposal.objects.count()) == ({"area": [sentence]}, typed, 0)


def test_full_width_digits_are_read(window: Client, account: EscrowAccount) -> None:
    propose(window, account, area="１０，０００．５０")
    assert QuotaProposal.objects.get().area == Decimal("10000.50")


@pytest.mark.parametrize(("basis", "facts", "boxes"), [
    (QuotaBasis.COST_PER_SQM, {"rate": 120}, ["area", "finished_area"]),
    (QuotaBasis.PRESALE_TOTAL, {"rate": 10}, ["presale_total"]),
    (QuotaBasis.FILING_PRICE, {"rate": 30}, ["area", "average_price", "is_finished"]),
    (QuotaBasis.FIXED_PER_SQM, {}, ["area"]),
    (QuotaBasis.CONTRACT_COST, {"rate": 120}, ["contract_total"]),
])
def test_only_what_the_rules_need_is_asked(
    window: Client, building: Building, clerk: User, director: User, basis: str, facts: dict, boxes: list[str]
) -> None:
    rules = builders.rules(clerk, director, basis=basis, **{name: yuan(value) for name, value in facts.items()})
    account = builders.account(building, by=clerk, other=director, quota=None, of_rules=rules)
    form = window.get(reverse("presale:quota_propose", args=[account.pk])).context["form"]
    assert list(form.fields) == [*boxes, "amount", "effective_on", "reason", "evidence"]


def test_the_area_on_file_is_filled_in(window: Client, account: EscrowAccount, building: Building) -> None:
    Building.objects.filter(pk=building.pk).update(area_predicted=Decimal("9635.27"))
    form = window.get(reverse("presale:quota_propose", args=[account.pk])).context["form"]
    assert form["area"].value() == Decimal("9635.27")


def test_an_account_by_building_asks_for_the_building(
    window: Client, account: EscrowAccount, building: Building
) -> None:
    EscrowAccount.objects.filter(pk=account.pk).update(granularity="building")
    refused = propose(window, account)
    assert refused.context["form"].errors == {"building": ["请选择楼幢。"]}
    propose(window, account, building=str(building.pk))
    assert QuotaProposal.objects.get().building == building


# -- the average price on file ---------------------------------------------------------------------------


@pytest.fixture
def by_price(building: Building, clerk: User, director: User) -> EscrowAccount:
    rules = builders.rules(clerk, director, basis=QuotaBasis.FILING_PRICE, rate=yuan(30))
    return builders.account(building, by=clerk, other=director, quota=None, of_rules=rules)


def box(window: Client, account: EscrowAccount) -> tuple[object, str]:
    """Return what stands in the box of the average price, and what is said under it."""
    form = window.get(reverse("presale:quota_propose", args=[account.pk])).context["form"]
    return form["average_price"].value(), form["average_price"].help_text


def test_without_prices_on_file_the_box_stays_empty(window: Client, by_price: EscrowAccount) -> None:
    assert box(window, by_price) == (None, "监管楼幢还没有住宅备案价，请按备案材料填写")


def test_the_average_on_file_is_proposed_and_may_be_changed(
    window: Client, by_price: EscrowAccount, building: Building, clerk: User, chief: User
) -> None:
    works.priced(market.room(building, "1501", area="100.00"), "5000", clerk, chief)
    dear = market.room(building, "1502", area="50.00")
    works.priced(dear, "9000", clerk, chief)
    works.priced(dear, "6000", clerk, chief)  # in force
    works.priced(market.room(building, "101", floor=1, use="shop"), "20000", clerk, chief)  # no home
    # (500,000 + 300,000) ÷ 150 ㎡
    assert box(window, by_price) == (
        Decimal("5333.33"), "取自一房一价备案，住宅备案总价 ÷ 建筑面积，可以修改：7#楼 5,333.33 元/㎡（2 套）")
    propose(window, by_price, average_price="5,000")
    assert QuotaProposal.objects.get().inputs["average_price"] == "5000.00"


def test_by_building_the_price_is_said_of_each(
    window: Client, by_price: EscrowAccount, building: Building, clerk: User, chief: User
) -> None:
    EscrowAccount.objects.filter(pk=by_price.pk).update(granularity="building")
    works.priced(market.room(building, "1501"), "5000", clerk, chief)
    assert box(window, by_price)[0] == yuan(5000)
    second = market.building(building.estate, "12#楼")
    AccountBuilding.objects.create(account=by_price, building=second)
    works.priced(market.room(second, "1501"), "7000", clerk, chief)
    assert box(window, by_price) == (
        None, "取自一房一价备案，住宅备案总价 ÷ 建筑面积，可以修改："
              "7#楼 5,000.00 元/㎡（1 套）；12#楼 7,000.00 元/㎡（1 套）")
