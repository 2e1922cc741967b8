from django.urls import path

from inspections.views import notice_steps as steps
from inspections.views import notices as views

STEPS = {
    "review": steps.NoticeReview, "return": steps.NoticeReturn, "issue": steps.NoticeIssue,
    "refuse": steps.NoticeRefuse, "serve": steps.NoticeServe, "revoke": steps.NoticeRevoke,
    "discard": steps.NoticeDiscard,
}

urlpatterns = [
    path("notices/", views.NoticeList.as_view(), name="notice_list"),
    path("notices/new/", views.NoticeCreate.as_view(), name="notice_create"),
    path("notices/<int:pk>/", views.NoticePage.as_view(), name="notice_detail"),
    path("notices/<int:pk>/edit/", views.NoticeEdit.as_view(), name="notice_edit"),
    path("notices/<int:pk>/extension/", steps.ExtensionCreate.as_view(), name="extension_create"),
    *(path(f"notices/<int:pk>/{code}/", view.as_view(), name=f"notice_{code}") for code, view in STEPS.items()),
    path("extensions/<int:pk>/", steps.ExtensionPage.as_view(), name="extension_detail"),
    path("extensions/<int:pk>/approve/", steps.ExtensionApprove.as_view(), name="extension_approve"),
    path("extensions/<int:pk>/refuse/", steps.ExtensionRefuse.as_view(), name="extension_refuse"),
]
