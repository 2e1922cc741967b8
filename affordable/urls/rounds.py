from django.urls import path

from affordable.views import leases, rounds

STEPS = {
    "publish": rounds.RoundPublish, "draw": rounds.RoundDraw, "close": rounds.RoundClose, "void": rounds.RoundVoid,
    "scores": rounds.RoundScores, "repeat": rounds.RoundRepeat, "sheet": rounds.RoundSheet,
}

urlpatterns = [
    path("rounds/", rounds.RoundList.as_view(), name="round_list"),
    path("rounds/new/", rounds.RoundCreate.as_view(), name="round_create"),
    path("rounds/<int:pk>/", rounds.RoundPage.as_view(), name="round_detail"),
    *(path(f"rounds/<int:pk>/{code}/", view.as_view(), name=f"round_{code}") for code, view in STEPS.items()),
    path("rounds/entries/<int:pk>/strike/", rounds.EntryStrike.as_view(), name="entry_strike"),
    path("rounds/entries/<int:pk>/sign/", leases.LeaseSign.as_view(), name="lease_sign"),
    path("rounds/entries/<int:pk>/decline/", leases.EntryDecline.as_view(), name="entry_decline"),
]
