from datetime import date

from affordable import services
from affordable.enums import LandStatus, ProjectKind
from affordable.models import AffordableProject
from housing_portal.journal.models import Entry


def create(actor, unit, **changes):
    facts = {"kind": ProjectKind.SHANTYTOWN, "name": "东关片区", "plan_year": 2026, "sets_planned": 200}
    return services.create_project(actor=actor, unit=unit, **{**facts, **changes})


def test_create_and_edit(clerk, unit):
    project = create(clerk, unit)
    assert (project.unit, project.sets_planned, project.recorded_by) == (unit, 200, clerk)
    edited = services.edit_project(actor=clerk, project=project, sets_planned=240, land_status=LandStatus.APPLYING)
    stored = AffordableProject.objects.get()
    assert (stored.pk, stored.sets_planned, stored.land_status) == (edited.pk, 240, "applying")
    entry = Entry.objects.first()
    assert entry.label == "修改项目：东关片区"
    assert (entry.before, entry.after) == (
        {"计划套数": 200, "土地": ""}, {"计划套数": 240, "土地": "正在报批"}
    )


def test_the_same_project_twice_is_refused(clerk, unit, other, refused):
    create(clerk, unit)
    with refused({"__all__": ["这个单位本年度已有同名项目。"]}):
        create(clerk, unit)
    assert create(clerk, other).unit == other


def test_a_part_needs_its_whole(clerk, unit, refused):
    sentence = "“其中：老旧城区套数”不能大于计划套数；填了其中数就要填计划套数。"
    with refused({"__all__": [sentence]}):
        create(clerk, unit, old_core_sets_planned=201)
    with refused({"__all__": [sentence]}):
        create(clerk, unit, sets_planned=None, old_core_sets_planned=1)
    assert create(clerk, unit, old_core_sets_planned=200).old_core_sets_planned == 200


def test_a_township_writes_for_itself_alone(township_clerk, unit, other, refused):
    assert create(township_clerk, unit).unit == unit
    with refused({"unit": ["“东屏镇”不在您的管理范围内，请选择本单位。"]}):
        create(township_clerk, other)


def test_a_project_of_others_cannot_be_edited_or_moved_there(clerk, township_clerk, unit, other, refused):
    foreign, own = create(clerk, other), create(township_clerk, unit)
    with refused({"unit": ["“东屏镇”不在您的管理范围内，请选择本单位。"]}):
        services.edit_project(actor=township_clerk, project=foreign, name="西关片区")
    with refused({"unit": ["“东屏镇”不在您的管理范围内，请选择本单位。"]}):
        services.edit_project(actor=township_clerk, project=own, unit=other)


def test_what_a_form_typed_into_the_object_is_not_trusted(clerk, township_clerk, unit, other, started, refused):
    foreign = create(clerk, other)
    foreign.unit, foreign.name = unit, "西关片区"
    with refused({"unit": ["“东屏镇”不在您的管理范围内，请选择本单位。"]}):
        services.edit_project(actor=township_clerk, project=foreign, unit=unit, name="西关片区")
    own = create(clerk, unit)
    started(project=own)
    own.plan_year = 2025
    with refused(["项目已登记进展、说明或审计问题，不能再改下达年度；如确属登错，请新建项目后重新登记。"]):
        services.edit_project(actor=clerk, project=own, plan_year=2025)


def test_auditors_write_nothing(auditor, unit, refused):
    with refused(["您没有“登记项目、进展、投资、补贴、欠账、审计问题”的权限，请联系有此权限的同事办理。"]):
        create(auditor, unit)


def test_what_progress_relies_on_is_fixed(clerk, unit, started, refused):
    project = create(clerk, unit)
    services.edit_project(actor=clerk, project=project, plan_year=2025)
    project.refresh_from_db()
    started(project=project)
    with refused(["项目已登记进展、说明或审计问题，不能再改类别、下达年度；如确属登错，请新建项目后重新登记。"]):
        services.edit_project(actor=clerk, project=project, kind=ProjectKind.RENTAL, plan_year=2026)
    assert services.edit_project(actor=clerk, project=project, plan_year=2025, name="东关一期").name == "东关一期"


def test_investment_fixes_a_project_too(clerk, unit, refused):
    project = create(clerk, unit)
    services.record_investment(
        actor=clerk, unit=unit, as_of=date(2026, 4, 30), amount_cum=1, project=project
    )
    with refused(["项目已登记进展、说明或审计问题，不能再改下达年度；如确属登错，请新建项目后重新登记。"]):
        services.edit_project(actor=clerk, project=project, plan_year=2024)


def test_notes_and_findings_fix_a_project_too(clerk, unit, other, refused):
    told, found = create(clerk, unit), create(clerk, unit, name="另一片区")
    services.record_note(
        actor=clerk, unit=unit, kind=told.kind, project=told, as_of=date(2026, 4, 30), text="正在摸底",
        stage="surveying",
    )
    services.list_finding(actor=clerk, audit_year=2025, unit=unit, listed_on=date(2026, 4, 30), project=found)
    for project in (told, found):
        with refused(["项目已登记进展、说明或审计问题，不能再改责任单位；如确属登错，请新建项目后重新登记。"]):
            services.edit_project(actor=clerk, project=project, unit=other)


def test_a_year_that_nobody_can_mean(clerk, unit, refused):
    with refused({"plan_year": ["2028 年不在 1990—2027 年之间，请核对年份。"]}):
        create(clerk, unit, plan_year=2028)
    project = create(clerk, unit)
    with refused({"plan_year": ["2028 年不在 1990—2027 年之间，请核对年份。"]}):
        services.edit_project(actor=clerk, project=project, plan_year=2028)
