from django.urls import path

from presale.views import alerts

urlpatterns = [
    path("alerts/", alerts.AlertList.as_view(), name="alert_list"),
    path("alerts/clue/", alerts.ClueCreate.as_view(), name="alert_create"),
    path("alerts/<int:pk>/", alerts.AlertPage.as_view(), name="alert_detail"),
    path("alerts/<int:pk>/confirm/", alerts.AlertConfirm.as_view(), name="alert_confirm"),
    path("alerts/<int:pk>/handle/", alerts.AlertHandle.as_view(), name="alert_handle"),
    path("alerts/<int:pk>/reopen/", alerts.AlertReopen.as_view(), name="alert_reopen"),
    path("alerts/<int:pk>/close/", alerts.AlertClose.as_view(), name="alert_close"),
]
