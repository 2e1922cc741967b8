from housing_portal.kit import tables
from presale.available import percent
from presale.enums import NodeForm, RuleStatus
from presale.models import RuleNode, RuleSet
from presale.models.rules import WHOLE


class RuleTable(tables.Table):
    name = tables.LinkColumn(orderable=False)
    effective_from = tables.DateColumn()
    basis = tables.TextColumn(orderable=False)
    form = tables.TextColumn(orderable=False)
    release_condition = tables.TextColumn(orderable=False)
    recorded_by = tables.TextColumn(accessor="recorded_by__name", verbose_name="录入人", orderable=False)
    activated_by = tables.TextColumn(accessor="activated_by__name", verbose_name="启用人", orderable=False)
    locked_on = tables.DateColumn(orderable=False)
    status = tables.ChipColumn(RuleStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = RuleSet
        fields = ()

    def render_effective_from(self, record: RuleSet) -> str:
        return tables.NIL if record.status == RuleStatus.TEMPLATE else record.effective_from.isoformat()


class RuleNodeTable(tables.Table):
    """Both writings of every stage side by side."""

    building_kind = tables.TextColumn()
    code = tables.TextColumn()
    retained = tables.NumberColumn(accessor="share", verbose_name="留存比例")
    ceiling = tables.NumberColumn(accessor="share", verbose_name="累计使用上限")
    evidence = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = RuleNode
        fields = ()

    def render_retained(self, record: RuleNode) -> str:
        return percent(_retained(record))

    def render_ceiling(self, record: RuleNode) -> str:
        return percent(WHOLE - _retained(record))


def _retained(node: RuleNode) -> int:
    return node.share if node.rules.form == NodeForm.RETAIN else WHOLE - node.share
