from django.urls import path

from presale.delivery.views import loans, uses

STEPS = {
    "check": uses.UseCheck, "approve": uses.UseApprove, "pay": uses.UsePay, "send_back": uses.UseSendBack,
    "send_back_deputy": uses.UseSendBackDeputy, "reject": uses.UseReject, "cancel": uses.UseCancel,
    "undo": uses.UseUndo, "resubmit": uses.UseResubmit, "audit": uses.UseAudit,
}

urlpatterns = [
    path("loans/", loans.LoanList.as_view(), name="loan_list"),
    path("loans/new/", loans.LoanCreate.as_view(), name="loan_create"),
    path("loans/<int:pk>/", loans.LoanPage.as_view(), name="loan_detail"),
    path("loans/<int:pk>/allocate/", loans.AllocationCreate.as_view(), name="allocation_create"),
    path("allocations/", loans.AllocationList.as_view(), name="allocation_list"),
    path("allocations/<int:pk>/", loans.AllocationPage.as_view(), name="allocation_detail"),
    path("allocations/<int:pk>/reverse/", loans.AllocationReverse.as_view(), name="allocation_reverse"),
    path("allocations/<int:pk>/draw/", loans.DrawCreate.as_view(), name="draw_create"),
    path("allocations/<int:pk>/repay/", loans.RepaymentCreate.as_view(), name="repayment_create"),
    path("draws/<int:pk>/reverse/", loans.DrawReverse.as_view(), name="draw_reverse"),
    path("repayments/<int:pk>/reverse/", loans.RepaymentReverse.as_view(), name="repayment_reverse"),
    path("allocations/<int:pk>/use/", uses.UseCreate.as_view(), name="use_create"),
    path("uses/", uses.UseList.as_view(), name="use_list"),
    path("uses/<int:pk>/", uses.UsePage.as_view(), name="use_detail"),
    *(path(f"uses/<int:pk>/{code}/", view.as_view(), name=f"use_{code}") for code, view in STEPS.items()),
]
