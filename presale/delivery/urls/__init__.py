from presale.delivery.urls import handover, ledger, loans

app_name = "delivery"
NOUNS = (ledger, loans, handover)
urlpatterns = [route for noun in NOUNS for route in noun.urlpatterns]
