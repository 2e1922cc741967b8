"""Public notices: several families, the last day, objections, approval not before all of that is over."""
from datetime import date, datetime
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook

from affordable.enums import FamilyStatus
from affordable.models import Family, PublicNotice
from affordable.services import families
from affordable.services import notices as services
from housing_portal.accounts.models import Unit
from housing_portal.kit import clock
from housing_portal.registry.models import Setting
from tests.affordable import families as make
from tests.affordable.families import said
from tests.conftest import Office
from tests.pages.records import Writers

DAY = date(2026, 5, 20)


def publish(by: Writers, unit: Unit, *chosen: Family, **changes: object) -> PublicNotice:
    facts = {"starts_on": DAY, "posted_at": "县政府门户网站", **changes}
    return services.publish_families(actor=by.clerk, unit=unit, families=chosen, **facts)


def set_parameter(key: str, value: str) -> None:
    Setting.objects.update_or_create(key=f"param.{key}", defaults={"value": value})


def test_several_families_on_one_notice(by: Writers, office: Office, town: Unit, town2: Unit) -> None:
    one, two = make.compared(by, town), make.compared(by, town2)
    notice = publish(by, office.whole, one, two)
    assert (notice.number, notice.ends_on) == ("GS2026-001", date(2026, 6, 4))
    assert [make.again(family).notice for family in (one, two)] == [notice, notice]
    assert list(notice.families.values_list("status", flat=True).distinct().order_by()) == ["public_notice"]


@pytest.mark.parametrize(("days", "workdays", "last"), [
    ("7", "0", date(2026, 5, 27)), ("7", "1", date(2026, 5, 29)), ("1", "1", date(2026, 5, 21)),
])
def test_last_day_by_the_parameters(db: None, days: str, workdays: str, last: date) -> None:
    set_parameter("housing_notice_days", days)
    set_parameter("housing_notice_workdays", workdays)
    assert services.last_day(DAY) == last


def test_what_cannot_be_published(by: Writers, office: Office, town: Unit, town2: Unit) -> None:
    one, two = make.compared(by, town), make.compared(by, town2)
    refuse = {"actor": by.clerk, "unit": town, "posted_at": "政务公开栏"}
    assert said(services.publish_families, **refuse, families=[], starts_on=DAY) == {
        "families": ["请至少选择一个家庭。"]
    }
    assert said(services.publish_families, **refuse, families=[one, two], starts_on=DAY) == {
        "families": [f"{two} 不属于{town}；跨单位的公示请以全域汇总单位发布。"]
    }
    assert said(services.publish_families, **refuse, families=[one], starts_on=date(2026, 3, 19)) == {
        "starts_on": [f"2026-03-19 早于 {one} “部门比对通过”的日期 2026-03-20，请核对。"]
    }
    assert (PublicNotice.objects.count(), make.again(one).status) == (0, FamilyStatus.DEPARTMENTS)
    publish(by, town, one)
    assert said(services.publish_families, **refuse, families=[one], starts_on=DAY)[0].startswith(
        "当前状态是“公示中”，不能“列入公示”"
    )


def test_approval_waits_for_the_day_after_the_last(by: Writers, town: Unit) -> None:
    family = make.compared(by, town)
    notice = publish(by, town, family)
    deed = {"actor": by.chief, "family": family}
    with time_machine.travel(datetime(2026, 6, 4, 23, tzinfo=clock.SHANGHAI)):
        assert said(families.approve_family, **deed) == [
            f"公示 {notice} 到 2026-06-04 为止，期满次日起才能批准。"
        ]
    with time_machine.travel(datetime(2026, 6, 5, 0, 5, tzinfo=clock.SHANGHAI)):
        assert families.approve_family(**deed).status == FamilyStatus.APPROVED


def test_an_open_objection_blocks_and_an_upheld_one_ends_it(by: Writers, town: Unit) -> None:
    family = make.published(by, town)
    raised = {"actor": by.clerk, "family": family, "content": "名下另有住房"}
    assert said(services.receive_objection, **raised, received_on=date(2026, 3, 31)) == {
        "received_on": ["2026-03-31 早于公示起 2026-04-01，请核对。"]
    }
    objection = services.receive_objection(**raised, received_on=date(2026, 4, 3))
    approve = {"actor": by.chief, "family": family}
    assert said(families.approve_family, **approve) == ["还有 1 件公示异议没有核查，请先登记核查结论。"]
    answer = {"actor": by.clerk, "objection": objection, "answered_on": date(2026, 4, 8), "is_upheld": True}
    assert said(services.answer_objection, **answer, answer=" ") == {"answer": ["请写明核查结论。"]}
    services.answer_objection(**answer, answer="查明另有住房一套")
    assert said(services.answer_objection, **answer, answer="再查") == ["这件异议已于 2026-04-08 登记核查结论。"]
    assert said(families.approve_family, **approve) == ["公示异议核查成立，不能批准，请办理“不予批准”。"]
    assert families.reject_family(**approve, reason="公示异议成立").status == FamilyStatus.REJECTED


def test_an_objection_without_ground_does_not_block(by: Writers, town: Unit) -> None:
    family = make.published(by, town)
    objection = services.receive_objection(
        actor=by.clerk, family=family, received_on=date(2026, 4, 3), content="名下另有住房"
    )
    services.answer_objection(
        actor=by.clerk, objection=objection, answered_on=DAY, is_upheld=False, answer="经查房屋已于三年前出售"
    )
    assert families.approve_family(actor=by.chief, family=family).status == FamilyStatus.APPROVED
    assert said(services.receive_objection, actor=by.clerk, family=family, received_on=DAY, content="再提") == [
        "这个家庭已批准，不在公示中，不能登记公示异议。"
    ]


def test_pages_of_a_notice(
    pen: Client, seal: Client, by: Writers, office: Office, town: Unit, town2: Unit
) -> None:
    one, two = make.compared(by, town, serial=1, count=3), make.compared(by, town2)
    page = pen.get("/affordable/notices/new/", {"family": one.pk})
    assert page.context["form"]["families"].value() == [one.pk]
    assert "吴小1" not in page.content.decode()
    typed = {"unit": office.whole.pk, "starts_on": "2026-05-20", "posted_at": "政务公开栏",
             "families": [one.pk, two.pk]}
    place = pen.post("/affordable/notices/new/", typed).headers["Location"]
    assert [figure.text for figure in pen.get(place).context["figures"]] == ["2", "2026-06-04", "0"]
    masked = [str(family.members.get(relation="applicant")) for family in (one, two)]
    page = pen.get(place).content.decode()
    assert [name in page for name in masked] == [True, True]
    objection = {"received_on": "2026-05-20", "content": "名下另有住房"}
    assert pen.post(f"/affordable/families/{one.pk}/objection/", objection).status_code == 302
    raised = one.objections.get()
    links = [f"/affordable/objections/{raised.pk}/answer/" in one.get(place).content.decode() for one in (pen, seal)]
    assert links == [True, False]
    answer = {"answered_on": "2026-05-20", "is_upheld": "no", "answer": "经查不实"}
    assert pen.post(f"/affordable/objections/{raised.pk}/answer/", answer).status_code == 302
    raised.refresh_from_db()
    assert (raised.is_upheld, raised.answer) == (False, "经查不实")


def test_sheet_masks_names_and_numbers(pen: Client, by: Writers, town: Unit) -> None:
    family = make.compared(by, town, serial=1, count=3)
    notice = publish(by, town, family)
    answer = pen.get(f"/affordable/notices/{notice.pk}/sheet/")
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    masked = str(family.members.get(relation="applicant").identity)
    line = next(row for row in rows if family.number in row)
    assert line == [1, family.number, "吴*1", masked, 3, "低收入", "实物配租", 780, 6.5, str(town)]
    words = str(rows)
    assert ("吴小1" in words, make.identity(1) in words) == (False, False)
