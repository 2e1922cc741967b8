from django.urls import path

from reports.views import county

urlpatterns = [path("county/", county.CountyOverview.as_view(), name="county")]
