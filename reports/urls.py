from django.urls import path

from reports.views import behind, certificates, consistency, dashboard, documents, figures, fund_notices

app_name = "reports"
urlpatterns = [
    path("dashboard/", dashboard.Dashboard.as_view(), name="dashboard"),
    path("progress.xlsx", dashboard.ProgressWorkbook.as_view(), name="progress_workbook"),
    path("programmes.xlsx", dashboard.ProgrammeWorkbook.as_view(), name="programme_workbook"),
    path("behind/", behind.BehindPage.as_view(), name="behind"),
    path("behind.xlsx", behind.BehindWorkbook.as_view(), name="behind_workbook"),
    path("cross/", figures.CrossTables.as_view(), name="cross_tables"),
    path("definitions/", figures.Definitions.as_view(), name="definitions"),
    path("figures/<slug:key>/", figures.FigurePage.as_view(), name="figure"),
    path("consistency/", consistency.Consistency.as_view(), name="consistency"),
    path("stated/", consistency.StatedList.as_view(), name="stated_list"),
    path("stated/new/", consistency.StatedCreate.as_view(), name="stated_create"),
    path("documents/", documents.DocumentList.as_view(), name="document_list"),
    path("documents/new/", documents.DocumentCreate.as_view(), name="document_create"),
    path("documents/<int:pk>/", documents.DocumentDetail.as_view(), name="document_detail"),
    path("documents/<int:pk>/edit/", documents.DocumentEdit.as_view(), name="document_edit"),
    path("documents/<int:pk>/pdf/", documents.DocumentPdf.as_view(), name="document_pdf"),
    path("documents/<int:pk>/explain/", documents.DocumentExplain.as_view(), name="document_explain"),
    path("documents/<int:pk>/issue/", documents.DocumentIssue.as_view(), name="document_issue"),
    path("lookups/<int:pk>/certificate/", certificates.LookupCertificate.as_view(), name="lookup_certificate"),
    # escrow money
    path("releases/<int:pk>/notice/", fund_notices.ReleaseNotice.as_view(), name="release_notice"),
    path("refunds/<int:pk>/notice/", fund_notices.RefundNotice.as_view(), name="refund_notice"),
    path("reversals/<int:pk>/notice/", fund_notices.ReversalNotice.as_view(), name="reversal_notice"),
    path("applications/<int:pk>/fix/", fund_notices.FixNotice.as_view(), name="fix_notice"),
    path("applications/<int:pk>/refusal/", fund_notices.RefusalNotice.as_view(), name="refusal_notice"),
    path("applications/<int:pk>/permit/", fund_notices.PermitNotice.as_view(), name="permit_notice"),
    path("accounts/<int:pk>/end-notice/", fund_notices.EndNotice.as_view(), name="end_notice"),
    path("accounts/<int:pk>/statement/<int:year>/<int:month>/", fund_notices.AccountStatement.as_view(),
         name="account_statement"),
]
