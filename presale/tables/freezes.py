from housing_portal.kit import tables
from presale.enums import FreezeKind, FreezeStatus
from presale.models import Freeze


class FreezeTable(tables.Table):
    case_no = tables.CodeColumn(linkify=True, orderable=False)
    account = tables.TextColumn(orderable=False)
    court = tables.TextColumn(orderable=False)
    doc_no = tables.CodeColumn(orderable=False)
    cap_amount = tables.MoneyColumn(orderable=False, default=FreezeKind.FULL.label)
    from_on = tables.DateColumn(orderable=False)
    to_on = tables.DateColumn()
    released_on = tables.DateColumn(orderable=False)
    state = tables.ChipColumn(FreezeStatus, accessor="state_now", verbose_name="状态", orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Freeze
        fields = ()
