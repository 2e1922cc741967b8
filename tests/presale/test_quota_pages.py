"""The quota as it is worked out at the window: the working is shown before anything is filed."""
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.registry.models import Building
from presale.enums import QuotaBasis
from presale.models import EscrowAccount, QuotaProposal
from tests.presale import builders
from tests.presale.builders import yuan

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
        "area：10000.00",
        "2,000.00 元/㎡ × 10,000.00 ㎡ = 20,000,000.00 元；拟核 18,000,000.00 元，低于测算 2,000,000.00 元",
    )
    leader.post(reverse("presale:quota_approve", args=[proposal.pk]), {"opinion": "同意"})
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
    asked = leader.post(url, {"opinion": ""})
    assert (asked.context["form"].warning.sentence.count("超拨"), account.quotas.count()) == (2, 0)
    leader.post(url, {"opinion": "已由企业补足"})
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
