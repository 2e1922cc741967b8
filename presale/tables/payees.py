from housing_portal.kit import tables
from presale.enums import PayeeStatus
from presale.models import Payee

# what a reader sees until other columns are chosen
SHOWN = ("name", "account", "kind", "payee_account", "contract_doc", "contract_amount", "status")


class PayeeTable(tables.Table):
    name = tables.LinkColumn(orderable=False)
    account = tables.TextColumn(orderable=False)
    kind = tables.TextColumn(orderable=False)
    bank_name = tables.TextColumn(orderable=False)
    payee_account = tables.CodeColumn(orderable=False)
    contract_doc = tables.TextColumn(orderable=False)
    contract_amount = tables.MoneyColumn(orderable=False)
    status = tables.ChipColumn(PayeeStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Payee
        fields = ()
