from django.urls import path

from inspections.views import finding_steps as steps
from inspections.views import findings as views

STEPS = {
    "fix_onsite": steps.FindingFixOnsite, "confirm_onsite": steps.FindingConfirmOnsite, "reply": steps.FindingReply,
    "recheck": steps.FindingRecheck, "close": steps.FindingClose, "penalty": steps.FindingPenalty,
    "transfer": steps.FindingTransfer, "withdraw": steps.FindingWithdraw, "undo": steps.FindingUndo,
}

urlpatterns = [
    path("findings/", views.FindingList.as_view(), name="finding_list"),
    path("findings/new/", views.FindingCreate.as_view(), name="finding_create"),
    path("findings/failed/<int:pk>/", views.FindingsOfFailed.as_view(), name="finding_failed"),
    path("findings/<int:pk>/", views.FindingPage.as_view(), name="finding_detail"),
    path("findings/<int:pk>/edit/", views.FindingEdit.as_view(), name="finding_edit"),
    *(path(f"findings/<int:pk>/{code}/", view.as_view(), name=f"finding_{code}") for code, view in STEPS.items()),
]
