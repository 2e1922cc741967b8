from datetime import date

import pytest
import time_machine
from django.db import transaction

from affordable import services
from affordable.enums import MilestoneCode, MilestoneStatus, Program, ProjectKind
from affordable.models import Milestone
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit import clock, scope
from housing_portal.kit.errors import ServiceError
from tests.material import pdf_bytes


def resubmit(actor, milestone, **changes):
    facts = {"sets": 80, "old_core_sets": 0, "actual_on": date(2026, 3, 11), "building": "", "note": ""}
    return services.resubmit_milestone(actor=actor, milestone=milestone, **{**facts, **changes})


def counted():
    rows = Milestone.objects.started(scope.current(), ProjectKind.SHANTYTOWN)
    return rows.totals()["sets"]


def test_record_keeps_the_proof_and_does_not_count_yet(started, clerk):
    milestone = started()
    assert (milestone.status, milestone.recorded_by, milestone.sets) == (MilestoneStatus.RECORDED, clerk, 100)
    attachment = Attachment.objects.about(milestone).get()
    assert (attachment.name, attachment.uploaded_by) == ("开工令.pdf", clerk)
    assert Entry.objects.get().label == "登记里程碑：城关镇 开工 100 套（2026-03-10）"
    assert counted() == 0


def test_confirmed_by_another_person_it_counts(started, clerk, chief, refused, person):
    milestone = started()
    with refused(["您没有“复核通过”的权限，请联系有此权限的同事办理。"]):
        services.confirm_milestone(actor=clerk, milestone=milestone)
    confirmed = services.confirm_milestone(actor=chief, milestone=milestone)
    assert (confirmed.status, confirmed.confirmed_by) == (MilestoneStatus.CONFIRMED, chief)
    assert confirmed.confirmed_at == clock.now()
    assert counted() == 100
    with refused(["当前状态是“已复核”，不能“复核通过”（须为：待复核）。请刷新页面查看最新状态。"]):
        services.confirm_milestone(actor=chief, milestone=milestone)


def test_one_person_with_both_duties_is_still_one_person(started, clerk, refused):
    clerk.role_grants.create(role="chief", reason="代理")
    both = type(clerk).objects.get(pk=clerk.pk)
    milestone = started(actor=both)
    with refused(["复核人不能是录入人本人，请由另一位同事复核。"]):
        services.confirm_milestone(actor=both, milestone=milestone)
    assert counted() == 0


@pytest.mark.parametrize("code", [MilestoneCode.STARTED, MilestoneCode.BASIC_DONE, MilestoneCode.ACCEPTED])
def test_what_is_counted_needs_proof(started, refused, code):
    sentence = f"登记“{code.label}”须上传证明材料（如施工许可证、现场影像、验收记录）。"
    with refused({"evidence": [sentence]}):
        started(code=code, evidence=[])
    assert started(code=code).code == code


def test_other_steps_need_none(started):
    assert started(code=MilestoneCode.TOPPED, evidence=[]).code == MilestoneCode.TOPPED


def test_a_refused_proof_leaves_nothing_behind(started):
    with pytest.raises(ServiceError) as caught, transaction.atomic():
        started(evidence=[("开工令.pdf", b"MZ this is a program")])
    assert caught.value.messages == [
        "文件“开工令.pdf”不是可接受的类型或内容与扩展名不符，请上传 PDF、JPG、PNG、XLSX、DOCX。"
    ]
    assert (Milestone.objects.count(), Attachment.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_impossible_numbers_and_days(started, refused):
    with refused({"sets": ["套数至少为 1；没有进展不必登记。"]}):
        started(sets=0)
    with refused({"__all__": ["“其中：老旧城区套数”不能大于套数。"]}):
        started(sets=10, old_core_sets=11)
    with refused({"code": ["值 'dreamt' 不是有效选项。"]}):
        started(code="dreamt")
    with refused({"actual_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}):
        started(actual_on=date(2026, 5, 21))
    assert started(sets=10, old_core_sets=10, actual_on=date(2026, 5, 20)).old_core_sets == 10


def test_a_project_decides_unit_kind_and_continuation(started, clerk, unit, other):
    facts = {"actor": clerk, "unit": unit, "kind": ProjectKind.RENTAL}
    new = services.create_project(**facts, name="公租房一期", plan_year=2026)
    old = services.create_project(**facts, name="公租房二期", plan_year=2025)
    first, second = started(project=new, unit=other, is_continued=True), started(project=old, unit=other)
    assert (first.unit, first.kind, first.is_continued) == (unit, ProjectKind.RENTAL, False)
    assert (second.unit, second.kind, second.is_continued) == (unit, ProjectKind.RENTAL, True)


def test_more_than_planned_needs_a_word(started, clerk, unit, asked):
    project = services.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2026, sets_planned=150
    )
    started(project=project)
    with asked("“东关片区”开工累计 151 套，超过计划 150 套，请确认并说明。", "above_plan"):
        started(project=project, sets=51)
    assert started(project=project, sets=50).sets == 50
    assert started(project=project, sets=1, note="施工图调整后增加 1 套").note == "施工图调整后增加 1 套"


def test_what_looks_like_a_second_entry_needs_a_word(started, clerk, unit, asked):
    project = services.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2026
    )
    started(project=project, building="1#楼", sets=40)
    with asked("“东关片区”1#楼已登记开工 40 套（2026-03-10，李经办 录入），请确认并说明不是重复登记。", "again"):
        started(project=project, building="1#楼", sets=60, actual_on=date(2026, 4, 1))
    started(project=project, building="2#楼", sets=40)
    started(project=project, sets=40)
    started(project=project, sets=41)
    with asked("“东关片区”已登记开工 40 套（2026-03-10，李经办 录入），请确认并说明不是重复登记。", "again"):
        started(project=project, sets=40)
    assert started(project=project, building="1#楼", sets=60, note="东半幢").sets == 60


def test_more_than_the_target_needs_a_word(started, clerk, unit, asked):
    services.issue_target(
        actor=clerk, unit=unit, year=2026, program=Program.SHANTYTOWN, quantity=180, issued_on=date(2026, 1, 5)
    )
    started(sets=180)
    with asked("城关镇本年棚户区改造开工累计 181 套，任务 180 套，完成率 100.56 %，请确认并说明。", "above_target"):
        started(sets=1)
    started(sets=1, is_continued=True)
    started(sets=1, kind=ProjectKind.RENTAL)
    assert started(sets=83, note="超额完成").note == "超额完成"
    assert Entry.objects.first().reason == "超额完成"


def test_returned_and_revoked_sets_do_not_weigh(started, clerk, chief, unit):
    services.issue_target(
        actor=clerk, unit=unit, year=2026, program=Program.SHANTYTOWN, quantity=100, issued_on=date(2026, 1, 5)
    )
    services.return_milestone(actor=chief, milestone=started(), reason="影像不清")
    confirmed = services.confirm_milestone(actor=chief, milestone=started())
    services.revoke_milestone(actor=chief, milestone=confirmed, reason="核查发现未开挖")
    assert started(sets=100).sets == 100


def test_the_target_in_force_on_the_day_counts(started, clerk, unit, asked):
    target = services.issue_target(
        actor=clerk, unit=unit, year=2026, program=Program.SHANTYTOWN, quantity=100, issued_on=date(2026, 1, 5)
    )
    services.revise_target(actor=clerk, target=target, quantity=200, issued_on=date(2026, 5, 1), reason="调增")
    with asked("城关镇本年棚户区改造开工累计 150 套，任务 100 套，完成率 150.00 %，请确认并说明。", "above_target"):
        started(sets=150, actual_on=date(2026, 4, 30))
    assert started(sets=150, actual_on=date(2026, 5, 1)).sets == 150


def test_returned_for_a_reason_and_reported_again(started, clerk, chief, person, refused):
    milestone = started()
    with refused({"reason": ["请写明退回原因，以便录入人修改。"]}):
        services.return_milestone(actor=chief, milestone=milestone, reason=" ")
    returned = services.return_milestone(actor=chief, milestone=milestone, reason="套数与许可证不符")
    assert returned.status == MilestoneStatus.RETURNED
    assert Entry.objects.first().reason == "套数与许可证不符"
    colleague = person("clerk", name="何经办")
    again = resubmit(colleague, returned, evidence=[("许可证.pdf", pdf_bytes("许可证"))])
    assert (again.status, again.sets, again.recorded_by) == (MilestoneStatus.RECORDED, 80, colleague)
    assert [file.name for file in Attachment.objects.about(again)] == ["开工令.pdf", "许可证.pdf"]
    with refused(["当前状态是“待复核”，不能“修改后重报”（须为：已退回）。请刷新页面查看最新状态。"]):
        resubmit(colleague, again)
    assert services.confirm_milestone(actor=chief, milestone=again).sets == 80


def test_reporting_again_checks_the_plan_without_counting_itself(started, clerk, chief, unit, asked):
    project = services.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2026, sets_planned=150
    )
    returned = services.return_milestone(actor=chief, milestone=started(project=project), reason="核实套数")
    with asked("“东关片区”开工累计 151 套，超过计划 150 套，请确认并说明。", "above_plan"):
        resubmit(clerk, returned, sets=151)
    assert resubmit(clerk, returned, sets=150).sets == 150


def test_reporting_again_for_last_year_makes_no_continuation(started, clerk, chief, unit):
    project = services.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2025
    )
    milestone = started(project=project)
    assert milestone.is_continued is True
    returned = services.return_milestone(actor=chief, milestone=milestone, reason="实为去年开工")
    assert resubmit(clerk, returned, actual_on=date(2025, 12, 30)).is_continued is False


def test_revoked_it_stops_counting_but_earlier_figures_keep_it(started, chief, refused):
    confirmed = services.confirm_milestone(actor=chief, milestone=started())
    seen = scope.current()
    with time_machine.travel("2026-05-20 12:00 +0800", tick=False):
        with refused({"reason": ["请写明撤销原因。"]}):
            services.revoke_milestone(actor=chief, milestone=confirmed, reason="")
        revoked = services.revoke_milestone(actor=chief, milestone=confirmed, reason="核查发现未开挖")
        assert (revoked.status, revoked.revoked_at) == (MilestoneStatus.REVOKED, clock.now())
        assert counted() == 0
    assert Milestone.objects.started(seen, ProjectKind.SHANTYTOWN).totals()["sets"] == 100


def test_other_units_are_out_of_reach(started, township_clerk, person, office, other, refused):
    foreign = started(unit=other)
    with refused({"unit": ["“东屏镇”不在您的管理范围内，请选择本单位。"]}):
        started(actor=township_clerk, unit=other)
    township_chief = person("chief", office.townships[0])
    with refused({"unit": ["“东屏镇”不在您的管理范围内，请选择本单位。"]}):
        services.confirm_milestone(actor=township_chief, milestone=foreign)


def test_only_the_bureau_records_for_the_whole(started, township_clerk, office, refused):
    with refused({"unit": ["“云岭县全域”不在您的管理范围内，请选择本单位。"]}):
        started(actor=township_clerk, unit=office.whole)
    assert started(unit=office.whole).unit == office.whole
