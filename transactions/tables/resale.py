from housing_portal.kit import tables
from transactions.enums import ResaleStatus
from transactions.models import ExistingHomeContract, ExistingHomeEvent, ExistingHomeParty

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


class SideTable(tables.Table):
    """Sellers and buyers as everybody may see them."""

    side = tables.CodeColumn()
    name = tables.TextColumn(accessor="pk", verbose_name="姓名（名称）")
    identity_kind = tables.TextColumn()
    identity = tables.CodeColumn()
    phone = tables.CodeColumn()
    share = tables.NumberColumn(places=2)

    class Meta(tables.Table.Meta):
        model = ExistingHomeParty
        fields = ()

    def render_name(self, record: ExistingHomeParty) -> str:
        return str(record)


class ResaleEventTable(tables.Table):
    occurred_on = tables.DateColumn()
    kind = tables.TextColumn()
    sets = tables.NumberColumn()
    area = tables.NumberColumn(places=2)
    amount = tables.MoneyColumn()
    recorded_by = tables.TextColumn()
    recorded_at = tables.DateColumn(moment=True)

    class Meta(tables.Table.Meta):
        model = ExistingHomeEvent
        fields = ()
