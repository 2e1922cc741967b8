from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from affordable.enums import SharedStatus
from affordable.models import SharedHome, SharedSale, SharePurchase
from affordable.querysets.shared import latest_sale
from affordable.tables.base import UnitColumn
from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_names


class SharedHomeTable(tables.Table):
    """The homes with whoever holds a share now."""

    borrowed = {name: latest_sale(SharedSale.objects, name) for name in ("owner", "sold", "certificate")}

    estate = tables.LinkColumn()
    building = tables.TextColumn()
    room = tables.CodeColumn()
    area = tables.NumberColumn(places=2)
    build_year = tables.YearColumn()
    owner = tables.MaskedColumn(mask_names, verbose_name="购房人", orderable=False)
    sold = tables.DateColumn(verbose_name="出售日期", orderable=False)
    certificate = tables.DateColumn(verbose_name="办证日期", orderable=False)
    unit = UnitColumn()
    status = tables.ChipColumn(SharedStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = SharedHome
        fields = ()


class SharedSaleTable(tables.Table):
    """The sales of one home, the latest first."""

    name = tables.MaskedColumn(mask_names, verbose_name="购房人", linkify=True)
    contract_no = tables.CodeColumn()
    sold_on = tables.DateColumn()
    share = tables.NumberColumn(places=2, verbose_name="首次份额（%）")
    price_paid = tables.MoneyColumn()
    cert_no = tables.CodeColumn()
    cert_on = tables.DateColumn()
    bought_back_on = tables.DateColumn()
    withdrawn_at = tables.DateColumn(moment=True)

    class Meta(tables.Table.Meta):
        model = SharedSale
        fields = ()


class PurchaseTable(tables.Table):
    """What the owner bought later."""

    on = tables.DateColumn(verbose_name="增购日期")
    contract_no = tables.CodeColumn()
    share = tables.NumberColumn(places=2)
    price_paid = tables.MoneyColumn()
    recorded_by = tables.TextColumn()
    note = tables.TextColumn()
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = SharePurchase
        fields = ()

    def render_ops(self, record: SharePurchase) -> SafeString:
        return format_html('<a href="{}">撤回</a>', reverse("affordable:shared_purchase_undo", args=[record.pk]))
