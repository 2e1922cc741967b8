from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_names
from presale.enums import AccountStatus, AlertLevel, AlertStatus, ReconciliationStatus, RefundStatus, ReleaseStatus
from presale.models import EscrowAccount, EscrowAlert, LedgerEntry, Reconciliation, Refund, Release

# what a reader sees until other columns are chosen
SHOWN = ("estate", "masked_no", "bank", "developer", "balance", "reserved", "released", "unidentified", "opened_on",
         "status")


class AccountTable(tables.Table):
    estate = tables.LinkColumn(accessor="estate__record_name", verbose_name="楼盘", orderable=False,
                               linkify=lambda record: record.get_absolute_url())
    account_name = tables.TextColumn(orderable=False)
    masked_no = tables.MaskedColumn(
        lambda number: f"尾号{number[-4:]}", orderable=False, accessor="account_no", verbose_name="账号"
    )
    bank = tables.TextColumn(accessor="bank__organization__name", verbose_name="监管银行", orderable=False)
    developer = tables.TextColumn(accessor="developer__name", verbose_name="开发企业", orderable=False)
    balance = tables.MoneyColumn(orderable=False)
    reserved = tables.MoneyColumn(orderable=False)
    released = tables.MoneyColumn(orderable=False)
    unidentified = tables.MoneyColumn(orderable=False)
    opened_on = tables.DateColumn(orderable=False)
    status = tables.ChipColumn(AccountStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = EscrowAccount
        fields = ()


class LatestEntryTable(tables.Table):
    """The last movements of one account; a payer is a person as a rule, so names are masked."""

    seq = tables.NumberColumn(linkify=True, verbose_name="第几笔")
    booked_on = tables.DateColumn()
    kind = tables.TextColumn()
    counterparty = tables.MaskedColumn(mask_names)
    bank_serial = tables.CodeColumn()
    amount = tables.MoneyColumn()
    balance_after = tables.MoneyColumn()
    memo = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = LedgerEntry
        fields = ()


class FlightTable(tables.Table):
    """Releases that are under way."""

    number = tables.CodeColumn(linkify=True)
    payee_name = tables.TextColumn()
    purpose = tables.TextColumn()
    amount = tables.MoneyColumn()
    approved_amount = tables.MoneyColumn()
    applied_on = tables.DateColumn()
    status = tables.ChipColumn(ReleaseStatus)

    class Meta(tables.Table.Meta):
        model = Release
        fields = ()


class RefundFlightTable(tables.Table):
    number = tables.CodeColumn(linkify=True)
    receiver = tables.MaskedColumn(mask_names)
    kind = tables.TextColumn()
    amount = tables.MoneyColumn()
    applied_on = tables.DateColumn()
    status = tables.ChipColumn(RefundStatus)

    class Meta(tables.Table.Meta):
        model = Refund
        fields = ()


class LatestReconciliationTable(tables.Table):
    day = tables.DateColumn(linkify=True)
    ledger_balance = tables.MoneyColumn()
    bank_balance = tables.MoneyColumn()
    difference = tables.MoneyColumn()
    status = tables.ChipColumn(ReconciliationStatus)

    class Meta(tables.Table.Meta):
        model = Reconciliation
        fields = ()


class OpenAlertTable(tables.Table):
    found_on = tables.DateColumn()
    level = tables.ChipColumn(AlertLevel)
    sentence = tables.LinkColumn()
    status = tables.ChipColumn(AlertStatus)

    class Meta(tables.Table.Meta):
        model = EscrowAlert
        fields = ()
