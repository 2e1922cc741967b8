"""The market's page, price indices, look-ups of persons' homes."""
from django.urls import path

from transactions.views import indices, lookups, market

urlpatterns = [
    path("overview/", market.MarketPage.as_view(), name="market"),
    path("indices/", indices.IndexList.as_view(), name="index_list"),
    path("indices/close/", indices.IndexClose.as_view(), name="index_close"),
    path("indices/<int:pk>/", indices.IndexPage.as_view(), name="index_detail"),
    path("lookups/", lookups.LookupList.as_view(), name="lookup_list"),
    path("lookups/new/", lookups.LookupCreate.as_view(), name="lookup_create"),
    path("lookups/<int:pk>/", lookups.LookupPage.as_view(), name="lookup_detail"),
    path("lookups/<int:pk>/approve/", lookups.LookupApprove.as_view(), name="lookup_approve"),
    path("lookups/<int:pk>/refuse/", lookups.LookupRefuse.as_view(), name="lookup_refuse"),
]
