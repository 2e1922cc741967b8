"""Existing homes, their supervised money, and the daily report."""
from django.urls import path

from transactions.views import daily, daily_calendar, daily_steps, funds, resale

RESALE_STEPS = {
    "edit": resale.ResaleEdit,
    "sign": resale.ResaleSign,
    "file": resale.ResaleFile,
    "transfer": resale.ResaleTransfer,
    "cancel": resale.ResaleCancel,
    "reveal": resale.ResaleReveal,
}
FUND_STEPS = {
    "fund": funds.FundDeposit,
    "transfer": funds.FundTransfer,
    "pay": funds.FundPay,
    "cancel": funds.FundCancel,
    "refund": funds.FundRefund,
}
DAILY_STEPS = {
    "events": daily.DailyEvents,
    "workbook": daily.DailyWorkbook,
    "regenerate": daily_steps.DailyRegenerate,
    "check": daily_steps.DailyCheck,
    "submit": daily_steps.DailySubmit,
    "reject": daily_steps.DailyReject,
    "resubmit": daily_steps.DailyResubmit,
    "accept": daily_steps.DailyAccept,
}

urlpatterns = [
    path("resale/", resale.ResaleList.as_view(), name="resale_list"),
    path("resale/new/", resale.ResaleCreate.as_view(), name="resale_create"),
    path("resale/<int:pk>/", resale.ResalePage.as_view(), name="resale_detail"),
    *(path(f"resale/<int:pk>/{code}/", view.as_view(), name=f"resale_{code}") for code, view in RESALE_STEPS.items()),
    path("resale/<int:pk>/fund/", funds.FundOpen.as_view(), name="fund_open"),
    path("funds/", funds.FundList.as_view(), name="fund_list"),
    path("funds/<int:pk>/", funds.FundPage.as_view(), name="fund_detail"),
    *(path(f"funds/<int:pk>/{code}/", view.as_view(), name=f"fund_{code}") for code, view in FUND_STEPS.items()),
    path("daily/", daily_calendar.DailyCalendar.as_view(), name="daily_calendar"),
    path("daily/list/", daily_calendar.DailyList.as_view(), name="daily_list"),
    path("daily/new/", daily_steps.DailyGenerate.as_view(), name="daily_generate"),
    path("daily/<int:pk>/", daily.DailyPage.as_view(), name="daily_detail"),
    *(path(f"daily/<int:pk>/{code}/", view.as_view(), name=f"daily_{code}") for code, view in DAILY_STEPS.items()),
]
