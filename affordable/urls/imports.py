from django.urls import path

from affordable.views import imports

urlpatterns = [
    path("import/", imports.ImportPage.as_view(), name="import"),
    path("import/template/<slug:kind>/", imports.ImportTemplate.as_view(), name="import_template"),
    path("import/batches/", imports.BatchList.as_view(), name="batch_list"),
    path("import/batches/<int:pk>/", imports.BatchPage.as_view(), name="batch_detail"),
]
