"""Reports of the works: entered by one, confirmed by another, never changed; what finishing lacks follows from them."""
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import RoleGrant, User
from housing_portal.kit import clock, scope
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.scope import Scope
from housing_portal.registry import services as registry
from housing_portal.registry.models import Building, SalePermit
from presale.completion import completion_of
from presale.enums import AccountStatus, EntryKind, WorksStatus
from presale.models import EscrowAccount, WorksReport
from presale.overview import Overview
from presale.services import works
from presale.standing import Standings
from reports.evaluate import evaluate
from tests import material
from tests.presale import builders
from tests.presale.builders import TODAY, yuan
from tests.presale.works import AS_OF, priced, reported, stated
from tests.transactions import builders as market

pytestmark = pytest.mark.usefixtures("may_20")

FIGURES = ("escrow_works_left", "escrow_works_unpaid", "escrow_receivable", "escrow_unsold_value",
           "escrow_completion_gap")
Sign = Callable[[User], Client]


@pytest.fixture
def selling(
    account: EscrowAccount, building: Building, permit: SalePermit, clerk: User, chief: User
) -> EscrowAccount:
    """An account with 3 million, a home sold for 600,000 of which 150,000 came in, two priced and one unpriced left."""
    sold, *left = [market.room(building, f"15{place:02}") for place in range(1, 5)]
    contract = market.filed(sold, clerk, chief, on=AS_OF, filed_on=AS_OF)
    builders.received(account, 150_000, by=clerk, kind=EntryKind.DOWN, contract=contract, on=AS_OF)
    builders.received(account, 2_850_000, by=clerk, kind=EntryKind.INTEREST, on=AS_OF)
    priced(left[0], "6000", clerk, chief)
    priced(left[1], "5000", clerk, chief)
    priced(left[1], "7000", clerk, chief, on=AS_OF)  # the price in force
    account.refresh_from_db()
    return account


def refused(deed: Callable[[], object]) -> object:
    """Return the sentences with which ``deed`` was refused, by field where they belong to one."""
    with pytest.raises(ServiceError) as caught:
        deed()
    return caught.value.message_dict if hasattr(caught.value, "error_dict") else caught.value.messages


# -- the report ------------------------------------------------------------------------------------------


def test_a_second_person_confirms_and_the_figures_take_it(account: EscrowAccount, clerk: User, chief: User) -> None:
    report = reported(account, clerk)
    assert completion_of(account, scope.current()) is None
    assert refused(lambda: works.decide_works(actor=clerk, report=report, code="confirm")) == [
        "您没有“复核通过”的权限，请联系有此权限的同事办理。"]
    done = works.decide_works(actor=chief, report=report, code="confirm")
    assert (done.status, done.decided_by, done.decided_at) == (WorksStatus.CONFIRMED, chief, clock.now())
    assert completion_of(account, scope.current()).cost_left == yuan(12_000_000)


def test_nobody_confirms_his_own(account: EscrowAccount, person: Callable[..., User]) -> None:
    both = person("clerk", name="郑兼任")
    RoleGrant.objects.create(user=both, role="chief", reason="临时代理")
    report = reported(account, both)
    assert refused(lambda: works.decide_works(actor=both, report=report, code="confirm")) == [
        "复核人不能是登记人本人，请由另一位同事复核。"]


def test_a_refusal_says_why_and_leaves_the_figures(account: EscrowAccount, clerk: User, chief: User) -> None:
    report = reported(account, clerk)
    assert refused(lambda: works.decide_works(actor=chief, report=report, code="reject", reason=" ")) == {
        "reason": ["请写明不予通过的原因。"]}
    works.decide_works(actor=chief, report=report, code="reject", reason="与监理月报不符")
    assert completion_of(account, scope.current()) is None
    assert refused(lambda: works.decide_works(actor=chief, report=report, code="confirm")) == [
        "当前状态是“未通过”，不能“复核通过”（须为：待复核）。请刷新页面查看最新状态。"]
    assert reported(account, clerk).status == WorksStatus.PROPOSED  # and may be reported anew


@pytest.mark.parametrize(("facts", "said"), [
    ({"as_of": TODAY + timedelta(days=1)}, {"as_of": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}),
    ({"as_of": date(2026, 4, 29)}, {"as_of": ["2026-04-29 早于最近一次报告的截至日期 2026-04-30，请核对。"]}),
    ({"cost_done": yuan("30000000.01")}, {"cost_done": [
        "已完工程造价 30,000,000.01 元大于总额 30,000,000.00 元，请核对；总额有调整的一并填写。"]}),
    ({"evidence": ()}, {"evidence": ["请上传造价报告或监理月报。"]}),
    ({"unpaid": yuan(-1)}, {"unpaid": ["不能小于 0，请核对。"]}),
    ({"cost_total": yuan(0), "cost_done": yuan(0)}, {"cost_total": ["应大于 0，请核对。"]}),
])
def test_what_cannot_be_is_refused(
    account: EscrowAccount, clerk: User, chief: User, facts: dict, said: dict
) -> None:
    stated(account, clerk, chief)
    assert refused(lambda: reported(account, clerk, **facts)) == said


def test_an_account_that_has_ended_takes_no_report(account: EscrowAccount, clerk: User) -> None:
    EscrowAccount.objects.filter(pk=account.pk).update(status=AccountStatus.RELEASED)
    assert refused(lambda: reported(account, clerk)) == ["账户已解除监管，不再登记工程造价。"]


def test_one_report_waits_at_a_time(account: EscrowAccount, clerk: User) -> None:
    reported(account, clerk)
    assert refused(lambda: reported(account, clerk)) == {
        "__all__": ["这个账户有一份造价报告正待复核，请先复核。"]}


def test_the_table_keeps_what_was_decided(account: EscrowAccount, clerk: User, chief: User) -> None:
    report = stated(account, clerk, chief)
    for column in ("cost_done", "unpaid", "recorded_by_id"):
        with pytest.raises(DatabaseError, match="what was decided on stays"), transaction.atomic():
            connection.cursor().execute(f"UPDATE presale_worksreport SET {column} = 1 WHERE id = {report.pk}")
    for facts in ({"decided_by": clerk}, {"cost_done": yuan(31_000_000)}, {"decided_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            stated(account, **{"by": clerk, "confirmed_by": chief} | facts)


# -- what finishing lacks --------------------------------------------------------------------------------


def test_the_working_of_one_account(selling: EscrowAccount, clerk: User, chief: User) -> None:
    stated(selling, clerk, chief)
    it = completion_of(selling, scope.current())
    assert [(line.symbol, line.label, line.amount, line.how) for line in it.lines()] == [
        ("C1", "剩余工程造价", yuan(12_000_000), "总额 30,000,000.00 − 已完 18,000,000.00（2026-04-30 报告）"),
        ("C2", "应付未付", yuan(2_000_000), "2026-04-30 报告"),
        ("B", "监管余额", yuan(3_000_000), "入账 − 拨付 − 退款 − 扣划"),
        ("R", "在途应收", yuan(450_000), "有效合同总价 600,000.00 − 售房款净入账 150,000.00，不小于 0"),
        ("V", "未售货值折后", yuan(780_000),
         "可售 2 套备案总价 1,300,000.00 × 60%，另有 1 套没有备案价，未计"),
        ("F", "完工资金缺口", yuan(9_770_000), "C1 + C2 −（B + R + V）"),
    ]


def test_what_is_left_over_is_said_and_is_no_gap(selling: EscrowAccount, clerk: User, chief: User) -> None:
    stated(selling, clerk, chief, cost_done=yuan(29_000_000), unpaid=yuan(0))
    it = completion_of(selling, scope.current())
    assert (it.gap, it.lines()[-1].label, it.lines()[-1].amount) == (yuan(0), "完工资金富余", yuan(3_230_000))


def test_the_discount_is_a_parameter(selling: EscrowAccount, clerk: User, chief: User) -> None:
    stated(selling, clerk, chief)
    registry.set_parameter(actor=chief, key="unsold_discount_percent", value="50", reason="市场转冷")
    assert completion_of(selling, scope.current()).unsold_counted == yuan(650_000)


def test_all_accounts_say_what_each_says(
    selling: EscrowAccount, clerk: User, chief: User, director: User
) -> None:
    stated(selling, clerk, chief)
    tower = market.building(market.estate("南麓新苑"), "1#楼")
    other = builders.account(tower, by=clerk, other=director, of_rules=selling.rules, of_bank=selling.bank)
    assert Standings(scope.current()).completions == {selling.pk: completion_of(selling, scope.current())}
    stated(other, clerk, chief, cost_done=yuan(30_000_000), unpaid=yuan(0))
    selling.refresh_from_db()
    assert Standings(scope.current()).completions == {
        one.pk: completion_of(one, scope.current()) for one in (selling, other)}
    assert Overview(scope.current()).completion_gap == yuan(9_770_000)


def test_the_report_in_force_is_that_of_the_day(account: EscrowAccount, clerk: User, chief: User) -> None:
    stated(account, clerk, chief, as_of=date(2026, 2, 28), cost_done=yuan(10_000_000))
    stated(account, clerk, chief, cost_done=yuan(15_000_000))
    stated(account, clerk, chief)  # corrects the one of the same day
    days = (date(2026, 2, 27), date(2026, 2, 28), AS_OF, TODAY)
    found = [Standings(scope.current(day)).completions for day in days]
    assert [one[account.pk].cost_left if one else None for one in found] == [
        None, yuan(20_000_000), yuan(12_000_000), yuan(12_000_000)]
    before = Scope(TODAY, clock.now() - timedelta(seconds=1))
    assert Standings(before).completions == {}  # not confirmed by then


def test_contracts_and_prices_are_those_of_the_day(selling: EscrowAccount, clerk: User, chief: User) -> None:
    stated(selling, clerk, chief, as_of=date(2026, 3, 1))
    it = Standings(scope.current(date(2026, 4, 29))).completions[selling.pk]
    # nothing was sold by then, and the second price was not on file
    assert (it.contracted, it.collected, it.unsold.value) == (yuan(0), yuan(0), yuan(1_100_000))


# -- the figures -----------------------------------------------------------------------------------------


def test_without_a_report_there_is_no_figure(account: EscrowAccount) -> None:
    figures = evaluate(scope.current())
    assert [figures.total(key).value for key in FIGURES] == [None] * len(FIGURES)


def test_the_figures_and_their_records(selling: EscrowAccount, clerk: User, chief: User) -> None:
    stated(selling, clerk, chief)
    figures = evaluate(scope.current())
    assert [figures.total(key).value for key in FIGURES] == [
        yuan(12_000_000), yuan(2_000_000), yuan(450_000), yuan(1_300_000), yuan(9_770_000)]
    records = {key: [(row.pk, row.adds) for row in figures.indicators[key].queryset(figures.scope)] for key in FIGURES}
    assert records == {key: [(selling.pk, figures.total(key).value)] for key in FIGURES}


def test_pages_say_so_or_that_nothing_is_known(
    selling: EscrowAccount, clerk: User, chief: User, client_of: Sign
) -> None:
    client, overview = client_of(clerk), reverse("presale:overview")
    bare = [client.get(url).content.decode() for url in (selling.get_absolute_url(), overview)]
    assert ["未登记。登记工程造价报告" in bare[0], "完工资金缺口未登记" in bare[1]] == [True, True]
    report = stated(selling, clerk, chief)
    known = [client.get(url).content.decode() for url in (selling.get_absolute_url(), overview)]
    assert [report.get_absolute_url() in known[0], "9,770,000.00" in known[0]] == [True, True]
    assert "完工资金缺口 977.00" in known[1]


def test_the_form_keeps_the_last_total_and_files_a_report(
    account: EscrowAccount, clerk: User, chief: User, client_of: Sign
) -> None:
    stated(account, clerk, chief)
    client, url = client_of(clerk), reverse("presale:works_create", args=[account.pk])
    assert client.get(url).context["form"]["cost_total"].value() == yuan(30_000_000)
    typed = {"as_of": "2026-05-15", "source": "监理月报 2026-05", "cost_total": "３０，０００，０００", "unpaid": "0",
             "cost_done": "19,500,000.50"}
    answer = client.post(url, typed | {"evidence": material.evidence()})
    made = WorksReport.objects.get(status=WorksStatus.PROPOSED)
    assert (answer.url, made.cost_done, made.unpaid) == (made.get_absolute_url(), Decimal("19500000.50"), yuan(0))
    client_of(chief).post(reverse("presale:works_confirm", args=[made.pk]))
    assert WorksReport.objects.get(pk=made.pk).status == WorksStatus.CONFIRMED


@pytest.mark.parametrize(("typed", "sentence"), [
    ("1e10", "请填写金额，例如 1,234.56。"), ("1_000", "请填写金额，例如 1,234.56。"),
    ("٣٠٠", "请填写金额，例如 1,234.56。"), ("-1", "不能小于 0，请核对。"),
    ("1.005", "小数最多 2 位，请四舍五入后填写。"), ("", "请填写应付未付（元）。"),
])
def test_what_is_no_amount_is_refused_and_stays_typed(
    account: EscrowAccount, clerk: User, client_of: Sign, typed: str, sentence: str
) -> None:
    form = {"as_of": "2026-05-15", "source": "月报", "cost_total": "10", "cost_done": "1", "unpaid": typed}
    url = reverse("presale:works_create", args=[account.pk])
    shown = client_of(clerk).post(url, form | {"evidence": material.evidence()}).context["form"]
    assert (shown.errors, shown["unpaid"].value()) == ({"unpaid": [sentence]}, typed)
