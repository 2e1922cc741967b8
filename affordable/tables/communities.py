from affordable.enums import CommunityStatus
from affordable.models import RenovationBuilding, RenovationCommunity
from affordable.tables.base import RecordTable
from housing_portal.kit import tables
from housing_portal.kit.figures import Ratio


class CommunityTable(RecordTable):
    name = tables.LinkColumn()
    plan_year = tables.YearColumn()
    is_in_plan = tables.TextColumn(verbose_name="国家计划")
    buildings_counted = tables.NumberColumn(verbose_name="楼栋（栋）")
    households = tables.NumberColumn(verbose_name="户数（户）")
    area = tables.NumberColumn(places=2)
    invest_total = tables.MoneyColumn(unit="万元", verbose_name="总投资（万元）")
    share = tables.RatioColumn(verbose_name="工程量（%）", orderable=False, empty_values=())
    planned_start_on = tables.DateColumn()
    started_on = tables.DateColumn(verbose_name="实际开工")
    planned_done_on = tables.DateColumn()
    completed_on = tables.DateColumn(verbose_name="实际完工")
    status = tables.ChipColumn(CommunityStatus)

    class Meta(tables.Table.Meta):
        model = RenovationCommunity
        fields = ("name", "unit")

    def render_is_in_plan(self, value: bool) -> str:
        return "是" if value else "计划外"

    def value_is_in_plan(self, value: bool) -> str:
        return self.render_is_in_plan(value)

    def render_share(self, record: RenovationCommunity) -> str:
        return str(Ratio(record.work_done, record.work_budget))

    def value_share(self, record: RenovationCommunity) -> str:
        return self.render_share(record)


class CommunityBuildingTable(tables.Table):
    no = tables.CodeColumn()
    households = tables.NumberColumn()
    area = tables.NumberColumn(places=2)
    ops = tables.OpsColumn("affordable/community_building_ops.html")

    class Meta(tables.Table.Meta):
        model = RenovationBuilding
        fields = ()
