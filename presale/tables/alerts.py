from housing_portal.kit import tables
from presale.alert_rules import RULES
from presale.enums import AlertLevel, AlertStatus
from presale.models import EscrowAlert

# what a reader sees until other columns are chosen: the words need the room
SHOWN = ("found_on", "level", "rule", "sentence", "estate", "handled_by", "status")


class AlertTable(tables.Table):
    found_on = tables.DateColumn()
    level = tables.ChipColumn(AlertLevel, orderable=False)
    rule = tables.CodeColumn(orderable=False)
    sentence = tables.TextColumn(linkify=True, orderable=False, attrs={"td": {"class": "long words"}})
    estate = tables.TextColumn(accessor="estate__record_name", verbose_name="楼盘", orderable=False)
    account = tables.CodeColumn(accessor="account__masked_no", verbose_name="监管账户", orderable=False)
    handled_by = tables.TextColumn(accessor="handled_by__name", verbose_name="处置人", orderable=False)
    closed_on = tables.DateColumn(orderable=False)
    status = tables.ChipColumn(AlertStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = EscrowAlert
        fields = ()

    def render_rule(self, value: str) -> str:
        return RULES[value].label

    def value_rule(self, record: EscrowAlert) -> str:
        return RULES[record.rule].label
