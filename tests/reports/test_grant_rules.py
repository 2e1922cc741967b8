"""Every rule of what families are granted and paid is broken by SQL, and verify names what was done where."""
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from affordable.models import (
    Benefit,
    Family,
    Lease,
    Member,
    PaymentResult,
    SubsidyBatch,
    SubsidyGrant,
    SubsidyPayment,
    SubsidyProgress,
    SubsidyRule,
)
from housing_portal.accounts.models import User
from housing_portal.kit import clock
from reports.rules.grant import GRANT_RULES
from tests.affordable import subsidies as made
from tests.conftest import Office
from tests.pages import records_rental
from tests.pages.records import Writers
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper

pytestmark = pytest.mark.django_db
FORMULA, LINES, BATCHES, ARRIVED, DERIVED, HOMES = GRANT_RULES
TABLES = (SubsidyRule, SubsidyGrant, SubsidyBatch, SubsidyPayment, PaymentResult, Benefit, Lease, Member)


@pytest.fixture
def by(time_machine_day: None, clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def batch(by: Writers, office: Office) -> Iterator[SubsidyBatch]:
    """The first quarter of two families with 480 元 a month; the bank has paid the first and returned the second."""
    made.rule(by.clerk, by.chief, standard=Decimal("32.00"))
    made.granted(by.clerk, by.chief, office.townships[0], 2)
    who = made.treasury(by.clerk, by.chief)
    answered = made.answered(who, made.sent(who, office.townships[0]), returned=(1,))
    assert found(GRANT_RULES) == {}
    disarm(*TABLES)
    yield answered
    rearm()


@pytest.fixture
def paid(batch: SubsidyBatch) -> SubsidyPayment:
    return batch.payments.get(status="paid")


@pytest.fixture
def returned(batch: SubsidyBatch) -> SubsidyPayment:
    return batch.payments.get(status="returned")


def test_an_amount_that_the_formula_does_not_give(paid: SubsidyPayment) -> None:
    tamper(paid.grant, monthly_amount=Decimal("480.01"))
    assert found(GRANT_RULES) == {
        FORMULA: [f"补贴资格 {paid.family} 第 1 版：月补贴额 480.01 元，按公式为 480.00 元"],
        LINES: [f"补贴明细 {paid.pk}：480.00 元×3 个月没有对应的补贴资格"],
    }


def test_a_standard_that_says_something_else(paid: SubsidyPayment, returned: SubsidyPayment) -> None:
    names = [f"补贴资格 {line.family} 第 1 版" for line in (paid, returned)]
    rule = paid.grant.rule
    tamper(rule, effective_on=date(2026, 1, 1))
    assert found(GRANT_RULES) == {FORMULA: [f"{name}：起发时补贴标准没有生效" for name in names]}
    tamper(rule, effective_on=rule.effective_on, coefficients={**rule.coefficients, "low_income": "0.50"})
    assert found(GRANT_RULES) == {FORMULA: [f"{name}：计补人数或收入系数不是补贴标准的" for name in names]}


@pytest.mark.parametrize(("facts", "sentence"), [
    ({"amount": Decimal(1441)}, "金额 1,441.00 元，按计算过程为 1,440.00 元"),
    ({"monthly_amount": Decimal(481)}, "补贴资格或月补贴额与计算过程不符"),
    ({"months": 2}, "登记 2 个月，计算过程为 3 个月"),
    ({"working": "480.00 元×4 个月－已列 480.00 元"}, "登记 3 个月，计算过程为 4 个月"),
])
def test_a_line_that_does_not_work_out(returned: SubsidyPayment, facts: dict, sentence: str) -> None:
    tamper(returned, **facts)
    assert found(GRANT_RULES) == {LINES: [f"补贴明细 {returned.pk}：{sentence}"]}


def test_months_before_the_grant(returned: SubsidyPayment) -> None:
    tamper(returned.grant, from_on=date(2026, 2, 10))
    assert found(GRANT_RULES) == {LINES: [f"补贴明细 {returned.pk}：480.00 元×3 个月没有对应的补贴资格"]}


def test_a_batch_of_the_whole_beside_one_of_a_unit(batch: SubsidyBatch, office: Office) -> None:
    SubsidyBatch.objects.create(
        unit=office.whole, year=2026, quarter=1, planned_on=batch.planned_on, recorded_by=batch.recorded_by,
        recorded_at=clock.now(),
    )
    assert found(GRANT_RULES) == {
        BATCHES: ["2026 年第 1 季度：同一单位有两个批次，或全域批次之外还有单位批次"],
    }


def test_an_answer_that_the_figure_does_not_have(paid: SubsidyPayment) -> None:
    tamper(paid.results.get(), recorded_at=clock.now() + timedelta(days=1))
    assert found(GRANT_RULES) == {ARRIVED: [
        "租赁补贴到账户数：指标为 0，按银行结果为 1（户、元）",
        "租赁补贴到账金额：指标为 0，按银行结果为 1440（户、元）",
    ]}


def test_progress_that_was_typed_after_the_bank_had_paid(batch: SubsidyBatch) -> None:
    row = SubsidyProgress.objects.get(unit=batch.unit)
    row.pk, row.is_derived = None, False
    row.save()
    assert found(GRANT_RULES) == {DERIVED: [f"{batch.unit} 2026 年：已有到账明细，最近一次补贴进度不是由明细推导"]}


def test_months_paid_to_a_tenant(paid: SubsidyPayment, by: Writers) -> None:
    let(by, paid.family)
    assert found(GRANT_RULES) == {HOMES: [sentence(paid)]}


def test_months_paid_to_somebody_who_lives_in_the_home_of_another_family(
    paid: SubsidyPayment, returned: SubsidyPayment, by: Writers
) -> None:
    let(by, returned.family)
    assert found(GRANT_RULES) == {}
    tamper(returned.family.members.get(), identity_index=paid.family.members.get().identity_index)
    assert found(GRANT_RULES) == {HOMES: [sentence(paid)]}


def let(by: Writers, family: Family) -> None:
    """Give a family a home from the tenth of January to the end of March, beside everything else."""
    home = records_rental.home(by, family.unit)
    benefit = Benefit.objects.create(family=family, kind="lease", from_on=date(2026, 1, 10), to_on=date(2026, 3, 31),
                                     is_current=False)
    Lease.objects.create(
        unit=family.unit, benefit=benefit, family=family, home=home, contract_no="ZL2026-9001", area=home.area,
        signed_on=date(2026, 1, 10), from_on=date(2026, 1, 10), to_on=date(2026, 12, 31), ended_on=date(2026, 3, 31),
        end_reason="exit", status="ended", rent_standard=home.rent_standard, monthly_rent=Decimal("161.75"),
        recorded_by=by.clerk, recorded_at=clock.now(),
    )


def sentence(paid: SubsidyPayment) -> str:
    return f"补贴明细 {paid.pk}：{paid.family} 2026 年第 1 季度发放 3 个月，无实物配租的只有 1 个月"
