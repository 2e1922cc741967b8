from django.urls import path

from affordable.views import bills, list_imports
from affordable.views.rent_month import RentMonth

urlpatterns = [
    path("bills/", bills.BillList.as_view(), name="bill_list"),
    path("bills/make/", bills.BillMake.as_view(), name="bill_make"),
    path("bills/month/", RentMonth.as_view(), name="rent_month"),
    path("bills/import/", list_imports.RentImport.as_view(), name="rent_import"),
    path("bills/import/template/", list_imports.RentTemplate.as_view(), name="rent_template"),
    path("bills/<int:pk>/pay/", bills.BillPay.as_view(), name="bill_pay"),
    path("bills/payments/<int:pk>/undo/", bills.RentUndo.as_view(), name="rent_undo"),
]
