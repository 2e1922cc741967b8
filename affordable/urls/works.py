from django.urls import path

from affordable.views import works

urlpatterns = [
    path("works/", works.WorkList.as_view(), name="work_list"),
    path("communities/<int:pk>/works/new/", works.WorkCreate.as_view(), name="work_create"),
    path("works/<int:pk>/", works.WorkPage.as_view(), name="work_detail"),
    path("works/<int:pk>/edit/", works.WorkEdit.as_view(), name="work_edit"),
    path("works/<int:pk>/remove/", works.WorkRemove.as_view(), name="work_remove"),
]
