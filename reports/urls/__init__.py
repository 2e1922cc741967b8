from reports.urls import county, documents, figures, months, papers, supervision, templates

app_name = "reports"
urlpatterns = [
    *county.urlpatterns,
    *figures.urlpatterns,
    *documents.urlpatterns,
    *templates.urlpatterns,
    *supervision.urlpatterns,
    *months.urlpatterns,
    *papers.urlpatterns,
]
