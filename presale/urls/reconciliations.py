from django.urls import path

from presale.views import reconciliations

STEPS = {"explain": reconciliations.ReconciliationExplain, "close": reconciliations.ReconciliationClose}

urlpatterns = [
    path("reconciliations/", reconciliations.ReconciliationList.as_view(), name="reconciliation_list"),
    path("reconciliations/new/", reconciliations.ReconciliationCreate.as_view(), name="reconciliation_create"),
    path("reconciliations/<int:pk>/", reconciliations.ReconciliationPage.as_view(), name="reconciliation_detail"),
    *(path(f"reconciliations/<int:pk>/{code}/", view.as_view(), name=f"reconciliation_{code}")
      for code, view in STEPS.items()),
]
