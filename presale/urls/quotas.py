"""Quotas of an account: worked out, decided, in versions."""
from django.urls import path

from presale.views import quotas

STEPS = {"approve": quotas.QuotaApprove, "reject": quotas.QuotaReject, "withdraw": quotas.QuotaWithdraw}

urlpatterns = [
    path("accounts/<int:pk>/quota/", quotas.AccountQuota.as_view(), name="account_quota"),
    path("accounts/<int:pk>/quota/new/", quotas.QuotaPropose.as_view(), name="quota_propose"),
    path("accounts/quotas/<int:pk>/", quotas.QuotaPage.as_view(), name="quota_detail"),
    *(path(f"accounts/quotas/<int:pk>/{code}/", view.as_view(), name=f"quota_{code}") for code, view in STEPS.items()),
]
