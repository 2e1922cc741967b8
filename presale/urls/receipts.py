"""The ledger's entries, and whose money they are."""
from django.urls import path

from presale.views import receipts

STEPS = {"reverse": receipts.EntryReverse, "match": receipts.EntryMatch, "unmatch": receipts.EntryUnmatch}

urlpatterns = [
    path("entries/", receipts.EntryList.as_view(), name="entry_list"),
    path("entries/new/", receipts.ReceiptCreate.as_view(), name="receipt_create"),
    path("entries/deduct/", receipts.DeductionCreate.as_view(), name="deduction_create"),
    path("entries/unidentified/", receipts.UnidentifiedList.as_view(), name="unidentified_list"),
    path("entries/<int:pk>/", receipts.EntryPage.as_view(), name="entry_detail"),
    *(path(f"entries/<int:pk>/{code}/", view.as_view(), name=f"entry_{code}") for code, view in STEPS.items()),
]
