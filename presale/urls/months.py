from django.urls import path

from presale.views import months

urlpatterns = [
    path("months/", months.MonthList.as_view(), name="month_list"),
    path("months/close/", months.MonthClose.as_view(), name="month_close"),
    path("months/<int:pk>/", months.MonthPage.as_view(), name="month_detail"),
]
