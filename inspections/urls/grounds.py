"""Dictionary, inspectors, targets."""
from django.urls import path

from inspections.views import grounds, inspectors, targets

urlpatterns = [
    path("domains/", grounds.DomainList.as_view(), name="domain_list"),
    path("domains/new/", grounds.DomainCreate.as_view(), name="domain_create"),
    path("domains/<int:pk>/", grounds.DomainPage.as_view(), name="domain_detail"),
    path("domains/<int:pk>/edit/", grounds.DomainEdit.as_view(), name="domain_edit"),
    path("violations/new/", grounds.ViolationCreate.as_view(), name="violation_create"),
    path("violations/<int:pk>/edit/", grounds.ViolationEdit.as_view(), name="violation_edit"),
    path("items/new/", grounds.ItemCreate.as_view(), name="item_create"),
    path("items/<int:pk>/edit/", grounds.ItemEdit.as_view(), name="item_edit"),
    path("inspectors/", inspectors.InspectorList.as_view(), name="inspector_list"),
    path("inspectors/new/", inspectors.InspectorCreate.as_view(), name="inspector_create"),
    path("inspectors/<int:pk>/", inspectors.InspectorPage.as_view(), name="inspector_detail"),
    path("inspectors/<int:pk>/edit/", inspectors.InspectorEdit.as_view(), name="inspector_edit"),
    path("inspectors/<int:pk>/tie/", inspectors.TieCreate.as_view(), name="tie_create"),
    path("ties/<int:pk>/end/", inspectors.TieEnd.as_view(), name="tie_end"),
    path("targets/", targets.TargetList.as_view(), name="target_list"),
    path("targets/new/", targets.TargetCreate.as_view(), name="target_create"),
    path("targets/many/", targets.TargetMany.as_view(), name="target_many"),
    path("targets/<int:pk>/", targets.TargetPage.as_view(), name="target_detail"),
    path("targets/<int:pk>/edit/", targets.TargetEdit.as_view(), name="target_edit"),
]
