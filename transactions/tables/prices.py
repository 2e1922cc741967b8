from housing_portal.kit.tables import (
    ChipColumn,
    CodeColumn,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    OpenColumn,
    Table,
    TextColumn,
)
from transactions.enums import PriceStatus
from transactions.models import PriceFiling, RoomPrice


class PriceFilingTable(Table):
    estate = TextColumn(accessor="estate__record_name", verbose_name="楼盘", orderable=False)
    batch = LinkColumn(orderable=False)
    developer = TextColumn(accessor="developer__name", verbose_name="申报企业", orderable=False)
    filed_on = DateColumn()
    rooms = NumberColumn(accessor="room_count", verbose_name="户数", orderable=False)
    is_adjustment = CodeColumn(orderable=False)
    reason = TextColumn(orderable=False)
    recorded_by = TextColumn(accessor="recorded_by__name", verbose_name="录入人", orderable=False)
    status = ChipColumn(PriceStatus, orderable=False)
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = PriceFiling
        fields = ()

    def render_is_adjustment(self, value: bool) -> str:
        return "调价" if value else "首次"

    def value_is_adjustment(self, record: PriceFiling) -> str:
        return "调价" if record.is_adjustment else "首次"


class RoomPriceTable(Table):
    """The prices of one filing."""

    room = CodeColumn(linkify=True, verbose_name="房屋")
    area = NumberColumn(places=2, accessor="room__area", verbose_name="建筑面积（㎡）")
    unit_price = MoneyColumn()
    total_price = MoneyColumn()
    version = NumberColumn()
    before = MoneyColumn(accessor="former_price", verbose_name="原备案单价（元/㎡）")

    class Meta(Table.Meta):
        model = RoomPrice
        fields = ()
