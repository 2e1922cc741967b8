from django.urls import path

from reports.views import followup
from reports.views import supervision as views
from reports.views import supervision_steps as steps

STEPS = {
    "issue": steps.SupervisionIssue, "receive": steps.SupervisionReceive, "begin": steps.SupervisionBegin,
    "feedback": steps.SupervisionAnswered, "accept": steps.SupervisionAccept, "return": steps.SupervisionReturn,
    "recover": steps.SupervisionRecover, "undo": steps.SupervisionUndo, "void": steps.SupervisionVoid,
    "list_in": steps.SupervisionListIn,
    "talk": followup.ItemTalk, "talk_undo": followup.TalkUndo, "conclude": followup.ItemConclude,
    "review": followup.ItemReview, "decide": followup.ItemDecide, "check": followup.ItemCheck,
    "inspect_undo": followup.InspectUndo,
}

urlpatterns = [
    path("supervision/", views.SupervisionList.as_view(), name="supervision_list"),
    path("supervision/new/", views.SupervisionCreate.as_view(), name="supervision_create"),
    path("supervision/lagging/", views.SupervisionLagging.as_view(), name="supervision_lagging"),
    path("supervision/letters/", views.SupervisionLetters.as_view(), name="supervision_letters"),
    path("supervision/<int:pk>/", views.SupervisionPage.as_view(), name="supervision_detail"),
    path("supervision/<int:pk>/edit/", views.SupervisionEdit.as_view(), name="supervision_edit"),
    *(path(f"supervision/<int:pk>/{code}/", view.as_view(), name=f"supervision_{code}")
      for code, view in STEPS.items()),
    path("supervision/<int:pk>/extension/", steps.MoreTimeCreate.as_view(), name="supervision_extension_create"),
    path("supervision/papers/<int:pk>/issue/", steps.PaperHandOver.as_view(), name="supervision_paper_issue"),
    path("supervision/extensions/<int:pk>/", steps.MoreTimePage.as_view(), name="supervision_extension_detail"),
    path("supervision/extensions/<int:pk>/approve/", steps.MoreTimeApprove.as_view(),
         name="supervision_extension_approve"),
    path("supervision/extensions/<int:pk>/refuse/", steps.MoreTimeRefuse.as_view(),
         name="supervision_extension_refuse"),
]
