"""What a captured paper rests on is kept: refused in a sentence that names the paper, and by the table itself."""
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from affordable.models import RenovationBuilding, WorkItem
from affordable.services import community_buildings, works
from housing_portal.journal.citations import cite
from housing_portal.journal.models import Citation
from tests.pages import records_communities as make
from tests.pages.records import Writers
from tests.reports.test_checking import refusal


@pytest.fixture
def item(year, office) -> WorkItem:
    by = Writers(year.clerk, year.chief)
    row = make.advanced(by, make.community(by, office.townships[0]), "start")
    return make.item(by, row)


def test_an_item_behind_a_captured_figure_is_not_deleted(year, course, item):
    spare = make.item(Writers(year.clerk, year.chief), item.community, "给排水")
    works.remove_item(actor=year.clerk, item=spare, reason="登错")
    paper = course.captured(year.paper(kind="work_report", title="工作情况汇报"))
    assert list(Citation.objects.values_list("object_type", "object_id", "source_label")) == [
        ("affordable.workitem", item.pk, "工作情况汇报")
    ]
    assert refusal(works.remove_item, actor=year.clerk, item=item, reason="登错") == [
        "“屋面防水”已列入公文《工作情况汇报》的取数，不能删除；登记有误的，请修改这条记录，公文已印发的另发更正。"
    ]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM affordable_workitem")
    course.captured(paper)
    assert (Citation.objects.count(), WorkItem.objects.get()) == (1, item)


def test_a_building_that_is_cited_is_not_deleted_and_one_that_is_not_is(year, office):
    by = Writers(year.clerk, year.chief)
    building = make.building(by, office.townships[0])
    cite(year.paper(), [("affordable.renovationbuilding", building.pk), ("accounts.user", year.clerk.pk)])
    assert Citation.objects.get().object_type == "affordable.renovationbuilding"
    [sentence] = refusal(community_buildings.remove_building, actor=year.clerk, building=building, reason="登错")
    assert sentence.startswith(f"“{building}”已列入公文《关于全县住房保障工作督查情况的通报》的取数，不能删除")
    with pytest.raises(DatabaseError), transaction.atomic():
        RenovationBuilding.objects.filter(pk=building.pk).delete()
