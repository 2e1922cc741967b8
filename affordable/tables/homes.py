from affordable.enums import HomeStatus
from affordable.models import RentalHome
from affordable.tables.base import RecordTable
from housing_portal.kit import tables


class HomeTable(RecordTable):
    estate = tables.LinkColumn()
    building = tables.CodeColumn()
    room = tables.CodeColumn()
    area = tables.NumberColumn(places=2)
    ownership = tables.TextColumn()
    source_plan_year = tables.YearColumn()
    rent_standard = tables.MoneyColumn()
    received_on = tables.DateColumn()
    entered_system_on = tables.DateColumn(verbose_name="录入系统")
    idle_since = tables.DateColumn()
    status = tables.ChipColumn(HomeStatus)

    class Meta(tables.Table.Meta):
        model = RentalHome
        fields = ("estate", "building", "room")
