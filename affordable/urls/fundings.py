from django.urls import path

from affordable.views import fundings

urlpatterns = [
    path("fundings/", fundings.FundingList.as_view(), name="funding_list"),
    path("fundings/new/", fundings.FundingCreate.as_view(), name="funding_create"),
    path("fundings/<int:pk>/", fundings.FundingPage.as_view(), name="funding_detail"),
    path("fundings/<int:pk>/edit/", fundings.FundingEdit.as_view(), name="funding_edit"),
    path("fundings/<int:pk>/arrive/", fundings.FundingArrive.as_view(), name="funding_arrive"),
]
