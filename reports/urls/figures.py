from django.urls import path

from reports.views import behind, consistency, dashboard, delivery, estate_sheet, figures

urlpatterns = [
    path("dashboard/", dashboard.Dashboard.as_view(), name="dashboard"),
    path("progress.xlsx", dashboard.ProgressWorkbook.as_view(), name="progress_workbook"),
    path("programmes.xlsx", dashboard.ProgrammeWorkbook.as_view(), name="programme_workbook"),
    path("delivery/", delivery.DeliveryOverview.as_view(), name="delivery"),
    path("delivery/estates/<int:pk>/", estate_sheet.EstateSheet.as_view(), name="estate_sheet"),
    path("behind/", behind.BehindPage.as_view(), name="behind"),
    path("behind.xlsx", behind.BehindWorkbook.as_view(), name="behind_workbook"),
    path("cross/", figures.CrossTables.as_view(), name="cross_tables"),
    path("definitions/", figures.Definitions.as_view(), name="definitions"),
    path("figures/<slug:key>/", figures.FigurePage.as_view(), name="figure"),
    path("consistency/", consistency.Consistency.as_view(), name="consistency"),
    path("stated/", consistency.StatedList.as_view(), name="stated_list"),
    path("stated/new/", consistency.StatedCreate.as_view(), name="stated_create"),
]
