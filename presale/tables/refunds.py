from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_names, mask_number
from presale.enums import RefundStatus
from presale.models import Refund

# what a reader sees until other columns are chosen
SHOWN = ("number", "account", "contract", "kind", "amount", "receiver", "applied_on", "paid_on", "status")


class RefundTable(tables.Table):
    """Receivers are persons as a rule, so their names are masked."""

    number = tables.CodeColumn(linkify=True, orderable=False)
    account = tables.TextColumn(orderable=False)
    contract = tables.CodeColumn(accessor="contract__contract_no", verbose_name="网签合同", orderable=False)
    kind = tables.TextColumn(orderable=False)
    amount = tables.MoneyColumn(orderable=False)
    receiver = tables.MaskedColumn(mask_names, orderable=False)
    receiver_account = tables.MaskedColumn(mask_number, orderable=False)
    applied_on = tables.DateColumn()
    status = tables.ChipColumn(RefundStatus, orderable=False)
    notice_no = tables.CodeColumn(orderable=False)
    paid_on = tables.DateColumn(orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Refund
        fields = ()
