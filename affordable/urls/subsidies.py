"""Rental subsidies: standards, grants, batches of a quarter, payments."""
from django.urls import path

from affordable.views import batch_steps, grants, payments, receipts, subsidy_batches, subsidy_rules, subsidy_sheets

BATCH_STEPS = {
    "compute": batch_steps.BatchCompute, "check": batch_steps.BatchCheck, "return": batch_steps.BatchReturn,
    "approve": batch_steps.BatchApprove, "fund": batch_steps.BatchFund, "export": batch_steps.BatchExport,
    "send": batch_steps.BatchSend, "reissue": batch_steps.BatchReissue, "close": batch_steps.BatchClose,
    "void": batch_steps.BatchVoid, "receipt": receipts.ReceiptImport,
    "publication": subsidy_sheets.PublicationSheet, "form": subsidy_sheets.QuarterForm,
}
GRANT_STEPS = {
    "adjust": grants.GrantAdjust, "confirm": grants.GrantConfirm, "reject": grants.GrantReject,
    "suspend": grants.GrantSuspend, "end": grants.GrantEnd,
}
PAYMENT_STEPS = {"ready": payments.PaymentReady, "clawback": payments.PaymentClawback}

urlpatterns = [
    path("subsidy-rules/", subsidy_rules.SubsidyRuleList.as_view(), name="subsidy_rule_list"),
    path("subsidy-rules/new/", subsidy_rules.SubsidyRuleCreate.as_view(), name="subsidy_rule_create"),
    path("subsidy-rules/<int:pk>/", subsidy_rules.SubsidyRulePage.as_view(), name="subsidy_rule_detail"),
    path("subsidy-rules/<int:pk>/confirm/", subsidy_rules.SubsidyRuleConfirm.as_view(), name="subsidy_rule_confirm"),
    path("subsidy-rules/<int:pk>/void/", subsidy_rules.SubsidyRuleVoid.as_view(), name="subsidy_rule_void"),
    path("grants/", grants.GrantList.as_view(), name="grant_list"),
    path("grants/new/", grants.GrantCreate.as_view(), name="grant_create"),
    path("grants/<int:pk>/", grants.GrantPage.as_view(), name="grant_detail"),
    *(path(f"grants/<int:pk>/{code}/", view.as_view(), name=f"grant_{code}") for code, view in GRANT_STEPS.items()),
    path("subsidy-batches/", subsidy_batches.BatchList.as_view(), name="subsidy_batch_list"),
    path("subsidy-batches/new/", subsidy_batches.BatchCreate.as_view(), name="subsidy_batch_create"),
    path("subsidy-batches/<int:pk>/", subsidy_batches.BatchPage.as_view(), name="subsidy_batch_detail"),
    *(path(f"subsidy-batches/<int:pk>/{code}/", view.as_view(), name=f"subsidy_batch_{code}")
      for code, view in BATCH_STEPS.items()),
    path("subsidy-payments/", payments.PaymentList.as_view(), name="payment_list"),
    path("subsidy-payments/<int:pk>/", payments.PaymentPage.as_view(), name="payment_detail"),
    *(path(f"subsidy-payments/<int:pk>/{code}/", view.as_view(), name=f"payment_{code}")
      for code, view in PAYMENT_STEPS.items()),
]
