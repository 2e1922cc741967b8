from django.urls import path

from affordable.views import communities as views
from affordable.views import works
from affordable.workflow import COMMUNITY

STEPS = {"accept": views.CommunityAccept, "undo": views.CommunityUndo}
DATED = [step for step in COMMUNITY if step.code not in STEPS]

urlpatterns = [
    path("communities/", views.CommunityList.as_view(), name="community_list"),
    path("communities/new/", views.CommunityCreate.as_view(), name="community_create"),
    path("communities/<int:pk>/", views.CommunityPage.as_view(), name="community_detail"),
    path("communities/<int:pk>/edit/", views.CommunityEdit.as_view(), name="community_edit"),
    path("communities/<int:pk>/progress/", works.CommunityProgress.as_view(), name="community_progress"),
    *(path(f"communities/<int:pk>/{code}/", view.as_view(), name=f"community_{code}") for code, view in STEPS.items()),
    *(path(f"communities/<int:pk>/{step.code}/", views.CommunityStepPage.as_view(step=step),
           name=f"community_{step.code}") for step in DATED),
    path("communities/<int:pk>/buildings/new/", views.CommunityBuildingCreate.as_view(),
         name="community_building_create"),
    path("communities/buildings/<int:pk>/edit/", views.CommunityBuildingEdit.as_view(),
         name="community_building_edit"),
    path("communities/buildings/<int:pk>/remove/", views.CommunityBuildingRemove.as_view(),
         name="community_building_remove"),
]
