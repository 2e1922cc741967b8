from transactions.urls import contracts, imports, market, resale, rooms

app_name = "transactions"
urlpatterns = [
    *rooms.urlpatterns, *contracts.urlpatterns, *resale.urlpatterns, *market.urlpatterns, *imports.urlpatterns,
]
