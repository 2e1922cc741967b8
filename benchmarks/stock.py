"""What Django and django-import-export do with the contracts out of the box: the measure of our list and export."""
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export.resources import ModelResource, modelresource_factory

from transactions.models import SaleContract

COLUMNS = (
    "contract_no", "filing_no", "estate", "room_label", "buyer_names", "use", "area_priced", "unit_price",
    "total_price", "signed_on", "seller", "status",
)
EXPORTED = (
    "contract_no", "filing_no", "estate__record_name", "room_label", "buyer_names", "use", "kind", "area_priced",
    "price_basis", "unit_price", "total_price", "pay_method", "down_payment", "loan_amount", "signed_on", "filed_on",
    "delivery_on", "seller__name", "special", "status",
)


class OpenSite(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return True


class ContractAdmin(admin.ModelAdmin):
    list_display = COLUMNS
    list_select_related = ("estate", "seller")
    list_per_page = 100
    list_filter = ("status", "use", "special")
    search_fields = ("contract_no", "buyer_names")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_module_permission = has_add_permission = has_change_permission = has_delete_permission = has_view_permission


def resource() -> ModelResource:
    """Return the stock export of twenty columns."""
    return modelresource_factory(SaleContract, meta_options={"fields": EXPORTED, "export_order": EXPORTED})()


site = OpenSite("stock")
site.register(SaleContract, ContractAdmin)
