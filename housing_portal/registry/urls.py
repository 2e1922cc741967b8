from django.urls import path

from housing_portal.registry import views

app_name = "registry"
urlpatterns = [
    path("policies/", views.PolicyList.as_view(), name="policy_list"),
    path("policies/new/", views.PolicyCreate.as_view(), name="policy_create"),
    path("policies/<int:pk>/", views.PolicyDetail.as_view(), name="policy_detail"),
    path("policies/<int:pk>/edit/", views.PolicyEdit.as_view(), name="policy_edit"),
    path("organizations/", views.OrganizationList.as_view(), name="organization_list"),
    path("organizations/new/", views.OrganizationCreate.as_view(), name="organization_create"),
    path("organizations/<int:pk>/", views.OrganizationDetail.as_view(), name="organization_detail"),
    path("organizations/<int:pk>/edit/", views.OrganizationEdit.as_view(), name="organization_edit"),
    path("districts/", views.DistrictList.as_view(), name="district_list"),
    path("districts/new/", views.DistrictCreate.as_view(), name="district_create"),
    path("districts/<int:pk>/", views.DistrictDetail.as_view(), name="district_detail"),
    path("districts/<int:pk>/edit/", views.DistrictEdit.as_view(), name="district_edit"),
    path("calendar/", views.WorkCalendar.as_view(), name="calendar"),
    path("calendar/new/", views.CalendarAdd.as_view(), name="calendar_add"),
    path("calendar/<int:pk>/remove/", views.CalendarRemove.as_view(), name="calendar_remove"),
    path("calendar/paste/", views.CalendarPaste.as_view(), name="calendar_paste"),
]
