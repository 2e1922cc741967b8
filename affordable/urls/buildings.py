from django.urls import path

from affordable.views import buildings

urlpatterns = [
    path("buildings/new/", buildings.BuildingCreate.as_view(), name="building_create"),
    path("buildings/<int:pk>/edit/", buildings.BuildingEdit.as_view(), name="building_edit"),
    path("buildings/<int:pk>/remove/", buildings.BuildingRemove.as_view(), name="building_remove"),
]
