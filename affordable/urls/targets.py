from django.urls import path

from affordable.views import targets

urlpatterns = [
    path("targets/", targets.TargetList.as_view(), name="target_list"),
    path("targets/new/", targets.TargetCreate.as_view(), name="target_create"),
    path("targets/<int:pk>/", targets.TargetPage.as_view(), name="target_detail"),
    path("targets/<int:pk>/revise/", targets.TargetRevise.as_view(), name="target_revise"),
]
