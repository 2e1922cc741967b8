from datetime import date

import pytest

from affordable import services
from affordable.enums import FindingStatus, ProjectKind
from affordable.models import AuditCategory, AuditFinding
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit import clock, scope

DAY = date(2026, 4, 23)


def listed(actor, unit, **changes):
    return services.list_finding(actor=actor, unit=unit, **{"audit_year": 2024, "listed_on": DAY, **changes})


@pytest.fixture
def finding(clerk, unit):
    return listed(clerk, unit)


@pytest.mark.django_db
def test_the_categories_are_there_in_the_order_of_the_form():
    assert list(AuditCategory.objects.values_list("name", "order")) == [
        ("应配未配公租房", 1), ("未办理竣工验收手续", 2), ("未办理产权登记", 3), ("未取得用地批准等手续", 4),
        ("资金拨付慢造成闲置", 5), ("未完成开工任务或开工不达标准", 6), ("公租房闲置三年以上", 7),
    ]


def test_serials_run_without_gaps_per_year_and_unit(clerk, unit, other):
    category = AuditCategory.objects.get(order=2)
    serials = [listed(clerk, unit, category=category).serial for _ in range(3)]
    assert serials == [1, 2, 3]
    assert listed(clerk, other).serial == 1
    assert listed(clerk, unit, audit_year=2023).serial == 1
    assert Entry.objects.filter(action="列入审计问题").count() == 5


def test_what_cannot_be_listed(clerk, unit, other, refused):
    with refused({"audit_year": ["审计年度 2027 晚于列入台账的年份，请核对。"]}):
        listed(clerk, unit, audit_year=2027)
    with refused({"audit_year": ["202 年不在 1990—2027 年之间，请核对年份。"]}):
        listed(clerk, unit, audit_year=202)
    with refused({"listed_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}):
        listed(clerk, unit, listed_on=date(2026, 5, 21))
    project = services.create_project(
        actor=clerk, unit=other, kind=ProjectKind.RENTAL, name="公租房一期", plan_year=2020
    )
    with refused({"project": ["项目“公租房一期”不属于城关镇，请重新选择。"]}):
        listed(clerk, unit, project=project)
    assert listed(clerk, other, project=project).project == project


def test_a_finding_may_be_overdue_when_it_is_listed(clerk, unit):
    """Old audits are entered late: their time was often up before the list was kept here."""
    assert listed(clerk, unit, due_on=date(2025, 12, 31)).due_on == date(2025, 12, 31)


def test_reported_as_put_right_it_is_still_open(clerk, finding, proof, refused):
    with refused({"evidence": ["请上传整改证明材料。"]}):
        services.submit_finding(actor=clerk, finding=finding, evidence=[])
    submitted = services.submit_finding(actor=clerk, finding=finding, evidence=proof)
    assert (submitted.status, submitted.submitted_by) == (FindingStatus.SUBMITTED, clerk)
    assert Attachment.objects.about(submitted).get().name == "开工令.pdf"
    assert AuditFinding.objects.open_at(scope.current()).count() == 1


def test_closed_by_another_person(clerk, chief, finding, proof, refused):
    with refused(["当前状态是“未整改”，不能“复核销号”（须为：已报整改，待复核）。请刷新页面查看最新状态。"]):
        services.close_finding(actor=chief, finding=finding, closed_on=DAY)
    services.submit_finding(actor=clerk, finding=finding, evidence=proof)
    with refused({"closed_on": ["2026-04-22 早于列入台账日期 2026-04-23，请核对。"]}):
        services.close_finding(actor=chief, finding=finding, closed_on=date(2026, 4, 22))
    with refused({"closed_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}):
        services.close_finding(actor=chief, finding=finding, closed_on=date(2026, 5, 21))
    closed = services.close_finding(actor=chief, finding=finding, closed_on=date(2026, 5, 10))
    assert (closed.status, closed.closed_by, closed.closed_on, closed.closed_at) == (
        FindingStatus.CLOSED, chief, date(2026, 5, 10), clock.now(),
    )
    assert AuditFinding.objects.open_at(scope.current(date(2026, 5, 9))).count() == 1
    assert AuditFinding.objects.open_at(scope.current(date(2026, 5, 10))).count() == 0


def test_nobody_closes_the_own_report(clerk, finding, proof, refused):
    clerk.role_grants.create(role="chief", reason="代理")
    both = type(clerk).objects.get(pk=clerk.pk)
    services.submit_finding(actor=both, finding=finding, evidence=proof)
    with refused(["销号人不能是报整改的本人，请由另一位同事复核。"]):
        services.close_finding(actor=both, finding=finding, closed_on=DAY)


def test_sent_back_it_is_to_be_put_right_again(clerk, chief, finding, proof, refused):
    services.submit_finding(actor=clerk, finding=finding, evidence=proof)
    with refused({"reason": ["请写明退回原因，以便对方补正。"]}):
        services.return_finding(actor=chief, finding=finding, reason="")
    returned = services.return_finding(actor=chief, finding=finding, reason="缺验收备案表")
    assert (returned.status, returned.submitted_by) == (FindingStatus.OPEN, None)
    assert Entry.objects.first().reason == "缺验收备案表"
    assert services.submit_finding(actor=clerk, finding=finding, evidence=proof).status == FindingStatus.SUBMITTED
