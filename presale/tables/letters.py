from housing_portal.kit import tables
from presale.enums import LetterStatus
from presale.models import GuaranteeLetter


class LetterTable(tables.Table):
    number = tables.CodeColumn(linkify=True, orderable=False)
    account = tables.TextColumn(orderable=False)
    issuer = tables.TextColumn(orderable=False)
    amount = tables.MoneyColumn(orderable=False)
    valid_from = tables.DateColumn(orderable=False)
    valid_to = tables.DateColumn()
    ended_on = tables.DateColumn(orderable=False)
    state = tables.ChipColumn(LetterStatus, accessor="state_now", verbose_name="状态", orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = GuaranteeLetter
        fields = ()
