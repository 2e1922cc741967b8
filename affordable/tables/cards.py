from affordable.models import PayoutCard
from housing_portal.accounts.enums import Switch
from housing_portal.kit import tables


class CardTable(tables.Table):
    """Cards of one family, the one in use first."""

    holder = tables.TextColumn()
    bank_name = tables.TextColumn()
    card = tables.CodeColumn()
    is_current = tables.ChipColumn(Switch)
    recorded_by = tables.TextColumn()
    recorded_at = tables.DateColumn(moment=True)

    class Meta(tables.Table.Meta):
        model = PayoutCard
        fields = ()
