"""检查与日志: two inspectors without a tie, signed by another who was there, then fixed; targets count, not visits."""
from collections.abc import Callable
from datetime import date, datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction

from housing_portal.accounts.models import Unit
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit import clock, scope
from housing_portal.kit.errors import NeedsReason
from housing_portal.registry import services as registry
from inspections.enums.ground import TargetKind
from inspections.measures import inspections as measures
from inspections.models.inspection import Inspection, InspectionItem, InspectionMember
from inspections.services import inspections, inspectors, targets
from inspections.services.inspections import Answer
from tests.inspections.duty import said, with_role
from tests.journal.test_photos import picture
from tests.pages import records_inspections as make
from tests.pages import records_registers as registers
from tests.pages.records import Writers

DAY = date(2026, 5, 20)


def figures(as_of: date = DAY, cutoff: datetime | None = None) -> dict[str, int]:
    """Return the figures that are not 0."""
    now = scope.current(as_of, cutoff)
    found = {one.key: one.evaluate(now, None).total.value for one in measures.inspected()}
    return {key: value for key, value in found.items() if value}


# -- recording --------------------------------------------------------------------------------------------------


def test_an_inspector_who_works_for_the_target_is_refused_by_name(by: Writers, town: Unit) -> None:
    office = make.office(by, town)
    first, _second = make.team(by)
    inspectors.declare_tie(
        actor=by.clerk, inspector=first, organization=office.estate.developer, relation="employed",
        from_on=date(2026, 1, 1),
    )
    words = f"李经办与{office.organization}有“任职”关系（2026-01-01 起），应当回避，请换人。"
    assert said(make.visit, by, office) == {"inspectors": [words]}
    assert said(make.visit, by, office, leader=by.clerk) == {"leader": [words]}
    assert make.visit(by, office, on=date(2025, 12, 31)).on == date(2025, 12, 31)


def test_two_inspectors_with_valid_certificates(by: Writers, town: Unit) -> None:
    office, team = make.office(by, town), make.team(by)
    for people in ([], team[:1], [team[0], team[0]]):
        assert said(make.visit, by, office, inspectors=people) == {"inspectors": [inspections.TOO_FEW]}
    inspectors.edit_inspector(
        actor=by.chief, inspector=team[0], certificate_no="云执0001", valid_to=date(2026, 5, 17), is_active=True
    )
    assert said(make.visit, by, office, inspectors=make.team(by)) == {
        "inspectors": ["李经办的执法证在检查当日已过期，请换人或更新证件信息。"]
    }
    assert said(make.visit, by, office, on=date(2026, 5, 21)) == {
        "on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]
    }
    early = date(2026, 5, 17)
    assert said(make.visit, by, office, methods=[], on=early) == {"methods": ["请至少选择一种检查方式。"]}


def test_a_second_visit_on_a_day_is_explained(by: Writers, town: Unit) -> None:
    first = make.recorded(by, town)
    with pytest.raises(NeedsReason) as asked:
        make.visit(by, first.target)
    assert asked.value.sentence == (
        f"“{first.target}”2026-05-18 已有一次检查记录，同一天再次检查请说明原因；重复登记的请放弃。"
    )
    again = make.visit(by, first.target, reason="下午核对整改")
    assert Entry.objects.about(again).order_by("pk").first().reason == "下午核对整改"
    assert figures() == {"insp_total": 2, "insp_offices": 1, "insp_domain_sales": 1}


def test_an_open_record_is_completed_with_its_diary(by: Writers, town: Unit, person: Callable) -> None:
    visit = make.recorded(by, town)
    third = make.inspector_of(by, person("clerk", name="孙经办"))
    line = visit.items.get().item
    inspections.edit_inspection(
        actor=by.clerk, inspection=visit, leader=by.chief, inspectors=[make.team(by)[1], third], methods=["site"],
        answers=[Answer(line, "pass")], log_text="复看后合格", photos=[("大厅.jpg", picture())],
    )
    visit.refresh_from_db()
    assert [str(one) for one in visit.members.order_by("pk")] == ["王股长", "孙经办"]
    assert (visit.methods_text, visit.items.get().result) == ("现场检查", "pass")
    photo, change = Entry.objects.about(visit).order_by("pk")[1:]
    assert list(photo.after) == ["1. 大厅.jpg"]
    assert change.before | change.after == {
        "检查方式": ["site"], "检查日志": "复看后合格", "检查人员": "王股长、孙经办", "公示商品房预售许可证": "合格",
    }
    assert Attachment.objects.about(visit).get().kind == "现场照片"


# -- signing and declaring void ---------------------------------------------------------------------------------


def test_the_log_is_signed_by_another_who_was_there(by: Writers, town: Unit, person: Callable) -> None:
    visit = make.recorded(by, town)
    assert said(inspections.sign_log, actor=by.clerk, inspection=visit) == [inspections.OWN_RECORD]
    assert said(inspections.sign_log, actor=person("chief"), inspection=visit) == [inspections.NOT_THERE]
    signed = inspections.sign_log(actor=by.chief, inspection=visit)
    assert (signed.status, signed.signed_by) == ("logged", by.chief)
    empty = make.visit(by, visit.target, on=DAY, log_text="")
    assert said(inspections.sign_log, actor=by.chief, inspection=empty) == [
        "检查日志还没有填写，请登记人补齐后再签字。"
    ]


def test_a_signed_log_stays_as_it_is(by: Writers, town: Unit) -> None:
    visit = make.signed(by, town)
    facts = {"leader": by.chief, "inspectors": make.team(by), "methods": ["site"]}
    closed = ["日志已签或已作废，不能再改；确有错误的请另一位同事作废后重新登记。"]
    assert said(inspections.edit_inspection, actor=by.clerk, inspection=visit, **facts) == closed
    assert said(inspections.add_photos, actor=by.clerk, inspection=visit, photos=[]) == closed
    rows = Inspection.objects.filter(pk=visit.pk)
    tries = [
        lambda: rows.update(log_text="改过"), lambda: rows.update(methods=["talk"]),
        lambda: rows.update(status="recorded", signed_by=None), lambda: rows.update(on=DAY),
        lambda: visit.members.all().delete(), lambda: visit.items.update(result="pass"),
        lambda: InspectionItem.objects.bulk_create([
            InspectionItem(inspection=visit, item=make.item(by, text="另一项"), result="pass")
        ]),
        lambda: InspectionMember.objects.filter(inspection=visit).update(inspector=make.team(by)[0]),
    ]
    for attempt in tries:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert (rows.get().log_text, visit.members.count()) == (make.LOG, 2)


def test_void_is_anothers_and_stays_in_earlier_figures(by: Writers, town: Unit) -> None:
    visit = make.signed(by, town)
    chief = with_role(by.clerk, "chief")
    assert said(inspections.void_inspection, actor=chief, inspection=visit, reason="错") == [inspections.OWN_VOID]
    assert said(inspections.void_inspection, actor=by.chief, inspection=visit, reason=" ") == {
        "reason": ["请写明原因。"]
    }
    before = clock.now()
    with time_machine.travel(datetime(2026, 5, 22, 9, tzinfo=clock.SHANGHAI), tick=False):
        void = inspections.void_inspection(actor=by.chief, inspection=visit, reason="对象填错")
        assert (void.status, void.void_reason) == ("void", "对象填错")
        assert figures() == {}
        assert figures(cutoff=before) == {"insp_total": 1, "insp_offices": 1, "insp_domain_sales": 1}


# -- figures ----------------------------------------------------------------------------------------------------


def test_firms_and_offices_are_counted_once_each_and_apart(by: Writers, town: Unit, town2: Unit) -> None:
    office, other = make.office(by, town), make.office(by, town2)
    domain = office.domain
    gas = make.domain(by, town)
    firm = {"kind": TargetKind.DEVELOPER, "organization": office.organization, "actor": by.clerk}
    first = targets.register_target(domain=domain, **firm)
    twin = targets.register_target(domain=gas, **firm)
    for target, day in ((office, 11), (office, 12), (other, 12), (first, 13), (twin, 14)):
        make.visit(by, target, on=date(2026, 5, day))
    make.visit(by, first, on=date(2025, 12, 31))
    assert figures() == {
        "insp_total": 5, "insp_firms": 1, "insp_offices": 2, "insp_domain_sales": 3, f"insp_domain_{gas.code}": 1,
    }
    assert figures(date(2026, 5, 11)) == {"insp_total": 1, "insp_offices": 1, "insp_domain_sales": 1}
    assert figures(date(2025, 12, 31))["insp_firms"] == 1


def test_two_records_of_one_firm_are_merged_and_counted_as_one(by: Writers, town: Unit, town2: Unit) -> None:
    kept, double = registers.developer(by, town), registers.developer(by, town2)
    domain = make.domain(by)
    for firm in (kept, double):
        target = targets.register_target(actor=by.clerk, domain=domain, kind=TargetKind.DEVELOPER, organization=firm)
        make.visit(by, target)
    assert figures()["insp_firms"] == 2
    registry.merge(actor=by.chief, duplicate=double, into=kept, reason="同一信用代码")
    assert (figures()["insp_firms"], figures()["insp_total"]) == (1, 2)


def test_a_merger_says_which_targets_stand_twice(by: Writers, town: Unit, town2: Unit) -> None:
    firms = [registers.developer(by, town), registers.developer(by, town2)]
    for firm in firms:
        targets.register_target(
            actor=by.clerk, domain=make.domain(by), kind="broker", organization=firm, name="城关门店"
        )
    assert said(registry.merge, actor=by.chief, duplicate=firms[1], into=firms[0], reason="同一家") == [
        "检查对象“城关门店”：这个检查对象已登记，请直接使用；请先核对、改正后再合并。"
    ]
