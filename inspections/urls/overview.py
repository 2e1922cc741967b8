from django.urls import path

from inspections.views.overview import OverviewPage

urlpatterns = [path("", OverviewPage.as_view(), name="overview")]
