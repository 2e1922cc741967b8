from affordable.enums import RuleStatus
from affordable.models import SubsidyRule
from housing_portal.kit import tables


class SubsidyRuleTable(tables.Table):
    effective_on = tables.DateColumn(linkify=True)
    standard = tables.MoneyColumn()
    guaranteed_area = tables.NumberColumn(places=2)
    most_persons = tables.NumberColumn()
    policy = tables.TextColumn()
    recorded_by = tables.TextColumn()
    confirmed_by = tables.TextColumn()
    status = tables.ChipColumn(RuleStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = SubsidyRule
        fields = ()
