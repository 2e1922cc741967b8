"""Columns of the dictionary, the inspectors and the targets."""
from housing_portal.kit import tables
from inspections.enums.ground import Severity
from inspections.models.domain import CheckItem, InspectionDomain, ViolationType
from inspections.models.inspector import Inspector, InspectorTie
from inspections.models.target import InspectionTarget


def in_use(value: bool) -> str:
    return "是" if value else "否"


class ActiveColumn(tables.TextColumn):
    """在用: 是 or 否."""

    def render(self, value: bool) -> str:
        return in_use(value)

    def export(self, value: bool) -> str:
        return in_use(value)


class DomainTable(tables.Table):
    name = tables.LinkColumn(orderable=False)
    code = tables.CodeColumn(orderable=False)
    count_unit = tables.TextColumn(orderable=False)
    finding_unit = tables.TextColumn(orderable=False)
    order = tables.NumberColumn()
    is_active = ActiveColumn(orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = InspectionDomain
        fields = ()


class ViolationTable(tables.Table):
    number = tables.NumberColumn()
    name = tables.WordsColumn()
    basis = tables.WordsColumn()
    usual_severity = tables.ChipColumn(Severity)
    is_active = ActiveColumn()
    ops = tables.OpsColumn("inspections/violation_ops.html")

    class Meta(tables.Table.Meta):
        model = ViolationType
        fields = ()
        empty_text = "这个领域还没有登记违规情形"


class ItemTable(tables.Table):
    order = tables.NumberColumn()
    aspect = tables.TextColumn()
    text = tables.WordsColumn()
    basis = tables.WordsColumn()
    violation = tables.TextColumn()
    kinds = tables.TextColumn(verbose_name="适用对象")
    is_active = ActiveColumn()
    ops = tables.OpsColumn("inspections/item_ops.html")

    class Meta(tables.Table.Meta):
        model = CheckItem
        fields = ()
        empty_text = "这个领域还没有检查清单，检查时只填写日志"


class InspectorTable(tables.Table):
    user = tables.LinkColumn(linkify=lambda record: record.get_absolute_url(), order_by=("user__name_key",))
    unit = tables.TextColumn(accessor="user__unit", verbose_name="科室", orderable=False)
    certificate_no = tables.CodeColumn(orderable=False)
    valid_to = tables.DateColumn()
    is_active = ActiveColumn(orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Inspector
        fields = ()


class TieTable(tables.Table):
    organization = tables.LinkColumn(linkify=lambda record: record.organization.get_absolute_url())
    relation = tables.TextColumn()
    from_on = tables.DateColumn()
    to_on = tables.DateColumn()
    note = tables.WordsColumn()
    ops = tables.OpsColumn("inspections/tie_ops.html")

    class Meta(tables.Table.Meta):
        model = InspectorTie
        fields = ()
        empty_text = "没有申报须回避的企业"


class TargetTable(tables.Table):
    name = tables.LinkColumn(orderable=False)
    domain = tables.TextColumn(orderable=False)
    kind = tables.TextColumn(orderable=False)
    organization = tables.TextColumn(orderable=False)
    estate = tables.TextColumn(orderable=False)
    address = tables.TextColumn(orderable=False)
    visited_on = tables.DateColumn(verbose_name="最近检查")
    is_active = ActiveColumn(orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = InspectionTarget
        fields = ()
