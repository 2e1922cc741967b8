from housing_portal.kit.tables import ChipColumn, CodeColumn, NumberColumn, OpenColumn, Table, TextColumn
from transactions.enums import ContractLayer
from transactions.models import Room


class LayerChip:
    """The contract layer as a chip."""

    def __init__(self, value: str) -> None:
        self.label = ContractLayer(value).label
        self.chip = "grey" if value == ContractLayer.NONE else "blue"


class RoomTable(Table):
    estate = TextColumn(accessor="building__estate__record_name", verbose_name="楼盘", orderable=False)
    building = CodeColumn(accessor="building__number", verbose_name="楼幢", orderable=False)
    section = CodeColumn(orderable=False)
    number = CodeColumn(linkify=True, orderable=False)
    floor_label = CodeColumn(orderable=False)
    floor = NumberColumn(orderable=False)
    use = CodeColumn(orderable=False)
    area = NumberColumn(places=2, orderable=False)
    inner_area = NumberColumn(places=2, orderable=False)
    shared_area = NumberColumn(places=2, orderable=False)
    is_measured = CodeColumn(verbose_name="面积依据", orderable=False)
    contract_layer = ChipColumn(LayerChip, orderable=False)
    house_code = CodeColumn(orderable=False)
    estate_unit_no = CodeColumn(orderable=False)
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = Room
        fields = ()

    def render_is_measured(self, value: bool) -> str:
        return "实测" if value else "预测"

    def value_is_measured(self, record: Room) -> str:
        return "实测" if record.is_measured else "预测"
