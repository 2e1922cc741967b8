from django.urls import path

from affordable.views import findings

urlpatterns = [
    path("findings/", findings.FindingList.as_view(), name="finding_list"),
    path("findings/new/", findings.FindingCreate.as_view(), name="finding_create"),
    path("findings/<int:pk>/", findings.FindingPage.as_view(), name="finding_detail"),
    path("findings/<int:pk>/submit/", findings.FindingSubmit.as_view(), name="finding_submit"),
    path("findings/<int:pk>/close/", findings.FindingClose.as_view(), name="finding_close"),
    path("findings/<int:pk>/return/", findings.FindingReturn.as_view(), name="finding_return"),
]
