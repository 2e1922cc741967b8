"""The portal's pages beside Django's own admin of the same table, which they are measured against."""
from django.urls import include, path

from benchmarks.stock import site

urlpatterns = [path("stock/", site.urls), path("", include("housing_portal.urls"))]
