"""改造内容: cumulative quantities, weighted by budget, as of any day; all items of a community on one page."""
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from affordable.models import WorkItem, WorkProgress
from affordable.services import works
from affordable.services.works import WorkRow
from housing_portal.accounts.models import Unit
from housing_portal.kit import scope
from tests.affordable.test_communities import figure, said
from tests.pages import records_communities as make
from tests.pages.records import DAY, Writers


@pytest.fixture
def roof(by: Writers, town: Unit) -> WorkItem:
    row = make.advanced(by, make.community(by, town), "start")
    return make.item(by, row)


def state(by: Writers, item: WorkItem, done: object, as_of: date = DAY, note: str = "") -> int:
    rows = [WorkRow(item, Decimal(done), note)]
    return works.record_works(actor=by.clerk, community=item.community, as_of=as_of, rows=rows)


def test_work_is_weighted_by_budget_and_known_as_of_a_day(by: Writers, roof: WorkItem) -> None:
    pipes = make.item(by, roof.community, "给排水", scope="infra", budget=Decimal("180000.00"), qty=Decimal(7),
                      measure="m")
    state(by, roof, 1800, date(2026, 4, 20))
    state(by, pipes, 1, date(2026, 5, 10))
    # (420000 × ½ + 180000 × 1/7) ÷ 600000
    assert (figure("old_work_done"), figure("old_work_budget"), figure("old_pct")) == (
        Decimal("235714.29"), Decimal("600000.00"), Decimal("39.29")
    )
    assert figure("old_pct", scope.current(date(2026, 4, 30))) == Decimal("35.00")
    assert figure("old_pct", scope.current(date(2026, 4, 19))) == Decimal("0.00")
    assert figure("old_completed") == 0


def test_the_largest_amounts_are_exact(by: Writers, roof: WorkItem) -> None:
    huge = make.item(by, roof.community, "道路", budget=Decimal("9999999999.99"), qty=Decimal("9999999.99"))
    state(by, huge, "9999999.98")
    done = WorkItem.objects.with_done(scope.current()).get(pk=huge.pk).done_value
    assert done == Decimal("9999999989.99")  # 9999999999.99 × 999999998 ÷ 999999999


@pytest.mark.parametrize(("done", "sentence"), [
    (3601, "累计完成量应在 0—3600 ㎡之间。"), (-1, "累计完成量应在 0—3600 ㎡之间。"),
])
def test_never_more_than_the_whole(by: Writers, roof: WorkItem, done: int, sentence: str) -> None:
    assert said(state, by=by, item=roof, done=done) == {f"done_{roof.pk}": [sentence]}
    assert WorkProgress.objects.count() == 0


def test_less_is_explained(by: Writers, roof: WorkItem) -> None:
    state(by, roof, 1800, date(2026, 5, 1))
    assert said(state, by=by, item=roof, done=1700) == {
        f"why_{roof.pk}": ["少于 2026-05-01 填报的 1800，请写明减少的原因。"]
    }
    assert said(state, by=by, item=roof, done=1900, as_of=date(2026, 4, 20)) == {
        f"why_{roof.pk}": ["多于之后 2026-05-01 填报的 1800，请核对并说明。"]
    }
    assert state(by, roof, 1700, note="返工") == 1
    assert state(by, roof, 1700) == 0


def test_nothing_is_done_before_the_start(by: Writers, town: Unit, roof: WorkItem) -> None:
    assert said(state, by=by, item=roof, done=1, as_of=date(2026, 4, 9)) == {
        "as_of": ["2026-04-09 早于开工日期 2026-04-10，请核对。"]
    }
    planned = make.item(by, make.community(by, town, "粮站家属院"))
    assert said(state, by=by, item=planned, done=1) == ["“粮站家属院”已列入计划，登记开工后才能填报进度。"]


def test_an_item_keeps_what_is_reported_of_it(by: Writers, town2: Unit, roof: WorkItem) -> None:
    state(by, roof, 1800)
    assert said(works.edit_item, actor=by.clerk, item=roof, qty=Decimal(1799)) == {
        "qty": ["已填报完成 1800 ㎡，工程量不能少于它。"]
    }
    assert said(works.remove_item, actor=by.clerk, item=roof, reason="登错") == ["“屋面防水”已填报进度，不能删除。"]
    foreign = make.building(by, town2)
    assert said(works.edit_item, actor=by.clerk, item=roof, building=foreign) == {
        "building": ["1 号楼 不属于“县委家属院”，请重新选择。"]
    }
    assert said(make.item, by=by, row=roof.community) == {"__all__": ["这个小区已登记这项改造内容。"]}


def test_all_items_on_one_page(pen: Client, by: Writers, roof: WorkItem) -> None:
    wall = make.item(by, roof.community, "外墙粉刷")
    url = reverse("affordable:community_progress", args=[roof.community_id])
    begin = {f"done_{roof.pk}": "0.00", f"done_{wall.pk}": "0.00", "as_of": "2026-05-20"}
    page = pen.post(url, {**begin, f"done_{roof.pk}": "1,800", f"done_{wall.pk}": "3601"})
    assert page.context["form"].errors == {f"done_{wall.pk}": ["累计完成量应在 0—3600 ㎡之间。"]}
    assert WorkProgress.objects.count() == 0
    page = pen.post(url, {**begin, f"done_{roof.pk}": "", f"why_{wall.pk}": "停工"})
    assert page.context["form"].errors == {
        f"done_{roof.pk}": ["累计完成量不能清空；没有完成填 0。"],
        f"why_{wall.pk}": ["完成量没有变化，不用填原因。"],
    }
    assert pen.post(url, {**begin, f"done_{roof.pk}": "1,800"}).url == roof.community.get_absolute_url()
    assert list(WorkProgress.objects.values_list("item", "done_qty")) == [(roof.pk, Decimal("1800.00"))]


def test_work_is_typed_and_removed_on_pages(pen: Client, by: Writers, roof: WorkItem) -> None:
    url = reverse("affordable:work_create", args=[roof.community_id])
    form = {"scope": "infra", "category": "improve", "item": "照明", "qty": "40", "measure": "盏", "budget": "80,000"}
    page = pen.post(url, form)
    lamps = WorkItem.objects.get(item="照明")
    assert (page.url, lamps.qty, lamps.unit) == (lamps.get_absolute_url(), Decimal("40.00"), roof.unit)
    page = pen.post(reverse("affordable:work_remove", args=[lamps.pk]), {"reason": "重复登记"})
    assert (page.url, WorkItem.objects.count()) == (roof.community.get_absolute_url(), 1)
    assert pen.get(f"{reverse('affordable:work_list')}?state=none").context["table"].totals == {
        "budget": Decimal("420000.00")
    }
