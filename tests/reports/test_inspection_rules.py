"""The rules of inspections are silent about what services wrote, and find what was put there past them."""
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from inspections.models.campaign import Campaign, Screening
from inspections.models.draw import DrawPair, RandomDraw
from inspections.models.inspection import Inspection, InspectionMember
from inspections.models.inspector import Inspector, InspectorTie
from reports.rules.inspection import INSPECTION_RULES
from tests.pages import records_inspections as make
from tests.pages.records import Writers


@pytest.fixture(autouse=True)
def _may_20() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def by(clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def town(office: object) -> Unit:
    return office.townships[0]


def breaches() -> list[str]:
    return [sentence for rule in INSPECTION_RULES.values() for sentence in rule()]


def test_what_services_write_breaks_no_rule(by: Writers, office: object) -> None:
    town, town2, town3, *_more = office.townships
    make.signed(by, town)
    make.drawn(by, town2)
    make.tie(by, town3)
    assert breaches() == []


def test_people_and_certificates(by: Writers, town: Unit) -> None:
    visit = make.recorded(by, town)
    Inspector.objects.filter(user=by.chief).update(valid_to=date(2026, 5, 17))
    assert breaches() == [f"检查 {visit.pk}：检查人员的执法证在检查当日已过期"]
    InspectionMember.objects.filter(inspector__user=by.chief).delete()
    assert breaches() == [f"检查 {visit.pk}：检查人员只有 1 名"]


def test_a_signature_of_somebody_who_was_not_there(by: Writers, town: Unit, director: User) -> None:
    visit = make.recorded(by, town)
    Inspection.objects.filter(pk=visit.pk).update(status="logged", signed_by=director, signed_at=clock.now())
    assert breaches() == [f"检查 {visit.pk}：日志签字人没有参加检查"]


def test_a_tie_that_was_known_and_one_that_was_not(by: Writers, town: Unit) -> None:
    visit = make.recorded(by, town)
    tie = InspectorTie(
        inspector=make.inspector_of(by, by.clerk), organization=visit.target.organization, relation="shares",
        from_on=make.ON, recorded_by=by.chief, recorded_at=visit.recorded_at + timedelta(seconds=1),
    )
    tie.save()
    assert breaches() == []
    InspectorTie.objects.update(recorded_at=visit.recorded_at)
    assert breaches() == [f"检查 {visit.pk}：参加人员与被检查企业有回避关系"]


def test_a_draw_that_was_bent(by: Writers, town: Unit) -> None:
    drawing = make.drawn(by, town)
    other = make.inspector(by, town)
    DrawPair.objects.bulk_create([DrawPair(target=drawing.targets.get(), inspector=other, rank=3)])
    drawing.inspectors.model.objects.bulk_create([drawing.inspectors.model(
        draw=drawing, inspector=other, order=3, certificate=other.certificate_no
    )])
    assert breaches() == [f"{drawing}：名单与编制时的校验值不一致"]
    assert RandomDraw.objects.get() == drawing


def test_a_campaign_that_was_closed_too_soon_and_a_total_that_fell(by: Writers, town: Unit) -> None:
    visit = make.recorded(by, town)
    Campaign.objects.update(status="closed", closed_on=make.ON, starts_on=date(2026, 5, 19))
    assert breaches() == [
        f"检查 {visit.pk}：不属于专项的检查领域或早于专项开始", f"专项 {visit.campaign_id}：已结束，但还有没签字的日志"
    ]
    Campaign.objects.update(status="open", closed_on=None, starts_on=date(2026, 5, 1))
    rows = [
        Screening(campaign=visit.campaign, on=date(2026, 5, day), what="图斑", screened=count, recorded_by=by.clerk,
                  recorded_at=clock.now())
        for day, count in ((11, 9), (12, 8))
    ]
    Screening.objects.bulk_create(rows)
    last = Screening.objects.order_by("on").last()
    assert breaches() == [f"排查统计 {last.pk}：2026-05-12 的累计数小于前一次"]
