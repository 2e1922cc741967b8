"""Taking over building tables, prices and historical contracts."""
from django.urls import path

from transactions.views import imports, runs

urlpatterns = [
    path("import/", imports.ImportPage.as_view(), name="import"),
    path("import/template/<slug:kind>/", imports.ImportTemplate.as_view(), name="import_template"),
    path("import/batches/", imports.BatchList.as_view(), name="batch_list"),
    path("import/batches/<int:pk>/", imports.BatchPage.as_view(), name="batch_detail"),
    path("import/batches/<int:pk>/cancel/", runs.BatchCancel.as_view(), name="batch_cancel"),
    path("import/batches/<int:pk>/errors/", runs.BatchErrors.as_view(), name="batch_errors"),
]
