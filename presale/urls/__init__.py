from presale.urls import (
    accounts,
    alerts,
    banks,
    events,
    freezes,
    letters,
    months,
    nodes,
    overview,
    payees,
    permits,
    quotas,
    receipts,
    reconciliations,
    refunds,
    releases,
    rules,
    statements,
    works,
)

app_name = "presale"
NOUNS = (
    permits, events, banks, rules, quotas, accounts, payees, letters, freezes, works,
    nodes, releases, refunds, receipts, statements, reconciliations, months, alerts, overview,
)
urlpatterns = [route for noun in NOUNS for route in noun.urlpatterns]
