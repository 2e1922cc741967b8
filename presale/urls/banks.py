"""Shortlisted banks and the layouts of their statements."""
from django.urls import path

from presale.views import banks, layouts

BANK_STEPS = {
    "edit": banks.BankEdit, "suspend": banks.BankSuspend, "resume": banks.BankResume, "remove": banks.BankRemove,
}

urlpatterns = [
    path("banks/", banks.BankList.as_view(), name="bank_list"),
    path("banks/new/", banks.BankCreate.as_view(), name="bank_create"),
    path("banks/<int:pk>/", banks.BankPage.as_view(), name="bank_detail"),
    *(path(f"banks/<int:pk>/{code}/", view.as_view(), name=f"bank_{code}") for code, view in BANK_STEPS.items()),
    path("layouts/", layouts.LayoutList.as_view(), name="layout_list"),
    path("layouts/new/", layouts.LayoutCreate.as_view(), name="layout_create"),
    path("layouts/<int:pk>/", layouts.LayoutPage.as_view(), name="layout_detail"),
    path("layouts/<int:pk>/edit/", layouts.LayoutEdit.as_view(), name="layout_edit"),
    path("layouts/<int:pk>/try/", layouts.LayoutTry.as_view(), name="layout_try"),
]
