from housing_portal.kit import tables
from presale.enums import NodeStatus
from presale.models import NodeCertification


class NodeTable(tables.Table):
    estate = tables.TextColumn(accessor="building__estate__record_name", verbose_name="楼盘", orderable=False)
    building = tables.CodeColumn(accessor="building__number", verbose_name="楼幢", orderable=False)
    node = tables.CodeColumn(linkify=True, orderable=False)
    applied_on = tables.DateColumn()
    inspected_on = tables.DateColumn(orderable=False)
    inspector_one = tables.TextColumn(orderable=False)
    inspector_two = tables.TextColumn(orderable=False)
    certified_on = tables.DateColumn(orderable=False)
    certified_by = tables.TextColumn(orderable=False)
    status = tables.ChipColumn(NodeStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = NodeCertification
        fields = ()
