from django.urls import path

from reports.views import certificates, daily_cover, fund_notices, inspection_papers, rectification

urlpatterns = [
    path("lookups/<int:pk>/certificate/", certificates.LookupCertificate.as_view(), name="lookup_certificate"),
    path("releases/<int:pk>/notice/", fund_notices.ReleaseNotice.as_view(), name="release_notice"),
    path("refunds/<int:pk>/notice/", fund_notices.RefundNotice.as_view(), name="refund_notice"),
    path("reversals/<int:pk>/notice/", fund_notices.ReversalNotice.as_view(), name="reversal_notice"),
    path("applications/<int:pk>/fix/", fund_notices.FixNotice.as_view(), name="fix_notice"),
    path("applications/<int:pk>/refusal/", fund_notices.RefusalNotice.as_view(), name="refusal_notice"),
    path("applications/<int:pk>/permit/", fund_notices.PermitNotice.as_view(), name="permit_notice"),
    path("accounts/<int:pk>/end-notice/", fund_notices.EndNotice.as_view(), name="end_notice"),
    path("accounts/<int:pk>/statement/<int:year>/<int:month>/", fund_notices.AccountStatement.as_view(),
         name="account_statement"),
    path("inspections/<int:pk>/log/", inspection_papers.InspectionLog.as_view(), name="inspection_log"),
    path("rectification/<int:pk>/notice/", rectification.RectificationNoticePaper.as_view(),
         name="rectification_notice"),
    path("daily/<int:pk>/cover/", daily_cover.DailyCover.as_view(), name="daily_cover"),
    path("inspections.xlsx", rectification.InspectionRegister.as_view(), name="inspection_register"),
]
