from django.urls import path

from presale.views import overview, workbooks

urlpatterns = [
    path("", overview.OverviewPage.as_view(), name="overview"),
    path("overview.xlsx", workbooks.OverviewWorkbook.as_view(), name="overview_workbook"),
    path("releases.xlsx", workbooks.ReleaseWorkbook.as_view(), name="release_workbook"),
    path("accounts/<int:pk>/ledger.xlsx", workbooks.LedgerWorkbook.as_view(), name="ledger_workbook"),
]
