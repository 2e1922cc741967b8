"""Money back to buyers and lenders."""
from django.urls import path

from presale.views import refunds

STEPS = {
    "submit": refunds.RefundSubmit,
    "return": refunds.RefundReturn,
    "return_finance": refunds.RefundReturnFinance,
    "return_deputy": refunds.RefundReturnDeputy,
    "check": refunds.RefundCheck,
    "approve": refunds.RefundApprove,
    "reject": refunds.RefundReject,
    "instruct": refunds.RefundInstruct,
    "pay": refunds.RefundPay,
    "fail": refunds.RefundFail,
    "cancel": refunds.RefundCancel,
}

urlpatterns = [
    path("refunds/", refunds.RefundList.as_view(), name="refund_list"),
    path("refunds/new/", refunds.RefundStart.as_view(), name="refund_start"),
    path("accounts/<int:pk>/refunds/new/", refunds.RefundCreate.as_view(), name="refund_create"),
    path("refunds/<int:pk>/", refunds.RefundPage.as_view(), name="refund_detail"),
    path("refunds/<int:pk>/edit/", refunds.RefundEdit.as_view(), name="refund_edit"),
    *(
        path(f"refunds/<int:pk>/{code.replace('_', '-')}/", view.as_view(), name=f"refund_{code}")
        for code, view in STEPS.items()
    ),
]
