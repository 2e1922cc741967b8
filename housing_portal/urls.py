"""Every area under its own name; the workbench at the root."""
from django.urls import include, path

from housing_portal.accounts import urls_session
from housing_portal.home import HomePage
from housing_portal.kit.views import healthz
from housing_portal.search import SearchPage

urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("search/", SearchPage.as_view(), name="search"),
    path("healthz", healthz, name="healthz"),
    *urls_session.urlpatterns,
    path("escrow/", include("presale.urls")),
    path("market/", include("transactions.urls")),
    path("affordable/", include("affordable.urls")),
    path("delivery/", include("presale.delivery.urls")),
    path("inspections/", include("inspections.urls")),
    path("reports/", include("reports.urls")),
    path("registry/", include("housing_portal.registry.urls")),
    path("journal/", include("housing_portal.journal.urls")),
    path("accounts/", include("housing_portal.accounts.urls")),
]
