from django.urls import path

from reports.views import calendar, months

urlpatterns = [
    path("calendar/", calendar.Calendar.as_view(), name="calendar"),
    path("months/", months.MonthList.as_view(), name="months"),
    path("months/<int:year>/<int:month>/lock/", months.MonthLockPage.as_view(), name="month_lock"),
    path("months/<int:pk>/", months.MonthPage.as_view(), name="month_detail"),
    path("months/<int:pk>/drift/", months.DriftPage.as_view(), name="month_drift"),
    path("months/<int:pk>/drift.xlsx", months.DriftWorkbook.as_view(), name="month_drift_workbook"),
]
