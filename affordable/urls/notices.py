from django.urls import path

from affordable.views import notices

urlpatterns = [
    path("notices/", notices.NoticeList.as_view(), name="notice_list"),
    path("notices/new/", notices.NoticeCreate.as_view(), name="notice_create"),
    path("notices/<int:pk>/", notices.NoticePage.as_view(), name="notice_detail"),
    path("notices/<int:pk>/sheet/", notices.NoticeSheet.as_view(), name="notice_sheet"),
    path("families/<int:pk>/objection/", notices.ObjectionCreate.as_view(), name="objection_create"),
    path("objections/<int:pk>/answer/", notices.ObjectionAnswer.as_view(), name="objection_answer"),
]
