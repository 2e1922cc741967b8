from django.urls import path

from presale.views import permit_steps as steps
from presale.views import permits

STEPS = {
    "edit": permits.ApplicationEdit,
    "submit": steps.ApplicationSubmit,
    "fix": steps.ApplicationFix,
    "accept": steps.ApplicationAccept,
    "review": steps.ApplicationReview,
    "issue": steps.ApplicationIssue,
    "reject": steps.ApplicationReject,
    "withdraw": steps.ApplicationWithdraw,
}
urlpatterns = [
    path("applications/", permits.ApplicationList.as_view(), name="application_list"),
    path("applications/new/", permits.ApplicationCreate.as_view(), name="application_create"),
    path("applications/change/", permits.ApplicationChange.as_view(), name="application_change"),
    path("applications/<int:pk>/", permits.ApplicationPage.as_view(), name="application_detail"),
    *(path(f"applications/<int:pk>/{code}/", view.as_view(), name=f"application_{code}")
      for code, view in STEPS.items()),
]
