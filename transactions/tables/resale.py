from housing_portal.kit import tables
from transactions.enums import ResaleStatus
from transactions.models import ExistingHomeContract, ExistingHomeEvent, ExistingHomeParty
from transactions.tables.parts import PersonTable, SaleEventTable

SHOWN = ("contract_no", "address", "area", "total_price", "escrow_choice", "filed_on", "status")


class ResaleTable(tables.Table):
    verify_code = tables.CodeColumn(linkify=True, orderable=False)
    contract_no = tables.CodeColumn(orderable=False)
    address = tables.TextColumn(orderable=False)
    use = tables.TextColumn(orderable=False)
    area = tables.NumberColumn(places=2, orderable=False)
    total_price = tables.MoneyColumn(orderable=False)
    escrow_choice = tables.TextColumn(orderable=False)
    verified_on = tables.DateColumn()
    signed_on = tables.DateColumn(orderable=False)
    filed_on = tables.DateColumn()
    transferred_on = tables.DateColumn(orderable=False)
    broker = tables.TextColumn(accessor="broker__name", verbose_name="经纪机构", orderable=False)
    status = tables.ChipColumn(ResaleStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = ExistingHomeContract
        fields = ()


class SideTable(PersonTable):
    """Sellers and buyers."""

    side = tables.CodeColumn()

    class Meta(tables.Table.Meta):
        model = ExistingHomeParty
        fields = ("side",)


class ResaleEventTable(SaleEventTable):
    class Meta(tables.Table.Meta):
        model = ExistingHomeEvent
        fields = ()
