from django.utils.safestring import SafeString

from housing_portal.kit import tables
from housing_portal.kit.addresses import place
from housing_portal.kit.secrecy import mask_names
from presale.models import LedgerEntry, Match
from transactions.models import SaleContract

# what a reader sees until other columns are chosen
SHOWN = ("seq", "booked_on", "kind", "amount", "balance_after", "counterparty", "contract", "bank_serial")


class EntryTable(tables.Table):
    """The balance is the one after each entry in the order of booking, not of the bank's days."""

    account = tables.TextColumn(orderable=False)
    seq = tables.NumberColumn(orderable=False, verbose_name="第几笔")
    booked_on = tables.DateColumn()
    kind = tables.CodeColumn(orderable=False)
    amount = tables.MoneyColumn(orderable=False)
    balance_after = tables.MoneyColumn(orderable=False)
    counterparty = tables.MaskedColumn(mask_names, orderable=False)
    contract = tables.CodeColumn(orderable=False, accessor="contract__contract_no", verbose_name="网签合同")
    bank_serial = tables.CodeColumn(orderable=False)
    document = tables.TextColumn(orderable=False)
    memo = tables.TextColumn(orderable=False)
    recorded_by = tables.TextColumn(orderable=False, accessor="recorded_by__name", verbose_name="录入人")
    recorded_at = tables.DateColumn(moment=True, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = LedgerEntry
        fields = ()


class ClaimColumn(tables.OpenColumn):
    """操作: 认领 for whoever may, then 查看; the page says who may."""

    def render(self, record: LedgerEntry, table: tables.Table) -> SafeString:
        opens = super().render(record=record)
        if not table.may_match:
            return opens
        return SafeString(f'<a href="{place("presale:entry_match", record.pk)}">认领</a>{opens}')


class UnidentifiedTable(tables.Table):
    may_match = False

    account = tables.TextColumn(orderable=False)
    booked_on = tables.DateColumn()
    amount = tables.MoneyColumn()
    counterparty = tables.MaskedColumn(mask_names, orderable=False, verbose_name="付款人")
    memo = tables.TextColumn(orderable=False)
    bank_serial = tables.CodeColumn(orderable=False)
    recorded_at = tables.DateColumn(moment=True, orderable=False)
    ops = ClaimColumn()

    class Meta(tables.Table.Meta):
        model = LedgerEntry
        fields = ()


class MatchTable(tables.Table):
    contract = tables.CodeColumn(accessor="contract__contract_no", verbose_name="网签合同")
    kind = tables.CodeColumn()
    deed = tables.CodeColumn(accessor="undoes_id", verbose_name="事项", empty_values=())
    reason = tables.TextColumn()
    recorded_by = tables.TextColumn(accessor="recorded_by__name", verbose_name="录入人")
    recorded_at = tables.DateColumn(moment=True)

    class Meta(tables.Table.Meta):
        model = Match
        fields = ()

    def render_deed(self, record: Match) -> str:
        return "撤回认领" if record.undoes_id else "认领"


class SuggestionTable(tables.Table):
    """Contracts that a receipt may be for; choosing one fills in its number."""

    contract_no = tables.CodeColumn(linkify=lambda record: f"?contract={record.contract_no}")
    room_label = tables.CodeColumn()
    masked_buyers = tables.TextColumn(verbose_name="买受人")
    total_price = tables.MoneyColumn()
    down_payment = tables.MoneyColumn()
    loan_amount = tables.MoneyColumn()
    signed_on = tables.DateColumn()

    class Meta(tables.Table.Meta):
        model = SaleContract
        fields = ()
