from django.urls import path

from housing_portal.accounts.views import people, units

app_name = "accounts"
urlpatterns = [
    path("users/", people.UserList.as_view(), name="user_list"),
    path("users/new/", people.UserCreate.as_view(), name="user_create"),
    path("users/<int:pk>/", people.UserDetail.as_view(), name="user_detail"),
    path("users/<int:pk>/edit/", people.UserEdit.as_view(), name="user_edit"),
    path("users/<int:pk>/reset/", people.UserReset.as_view(), name="user_reset"),
    path("users/<int:pk>/switch/", people.UserSwitch.as_view(), name="user_switch"),
    path("users/<int:pk>/roles/grant/", people.RoleGrantPage.as_view(), name="role_grant"),
    path("users/<int:pk>/roles/<slug:role>/revoke/", people.RoleRevokePage.as_view(), name="role_revoke"),
    path("units/", units.UnitList.as_view(), name="unit_list"),
    path("units/new/", units.UnitCreate.as_view(), name="unit_create"),
    path("units/<int:pk>/", units.UnitDetail.as_view(), name="unit_detail"),
    path("units/<int:pk>/edit/", units.UnitEdit.as_view(), name="unit_edit"),
    path("units/<int:pk>/aliases/new/", units.AliasAdd.as_view(), name="alias_add"),
    path("units/aliases/<int:pk>/remove/", units.AliasRemove.as_view(), name="alias_remove"),
    path("roles/", people.RoleList.as_view(), name="role_list"),
]
