from django.urls import path

from presale.views import payees

urlpatterns = [
    path("payees/", payees.PayeeList.as_view(), name="payee_list"),
    path("accounts/<int:pk>/payees/new/", payees.PayeeCreate.as_view(), name="payee_create"),
    path("payees/<int:pk>/", payees.PayeePage.as_view(), name="payee_detail"),
    path("payees/<int:pk>/confirm/", payees.PayeeConfirm.as_view(), name="payee_confirm"),
    path("payees/<int:pk>/remove/", payees.PayeeRemove.as_view(), name="payee_remove"),
]
