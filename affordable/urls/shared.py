from django.urls import path

from affordable.views import shared

urlpatterns = [
    path("shared/", shared.SharedHomeList.as_view(), name="shared_list"),
    path("shared/new/", shared.SharedHomeCreate.as_view(), name="shared_create"),
    path("shared/<int:pk>/", shared.SharedHomePage.as_view(), name="shared_detail"),
    path("shared/<int:pk>/sell/", shared.SharedSell.as_view(), name="shared_sell"),
    path("shared/sales/<int:pk>/", shared.SharedSalePage.as_view(), name="shared_sale_detail"),
    path("shared/sales/<int:pk>/certify/", shared.SharedCertify.as_view(), name="shared_certify"),
    path("shared/sales/<int:pk>/buy/", shared.SharedBuy.as_view(), name="shared_buy"),
    path("shared/sales/<int:pk>/buy-back/", shared.SharedBuyBack.as_view(), name="shared_buy_back"),
    path("shared/sales/<int:pk>/withdraw/", shared.SharedWithdraw.as_view(), name="shared_withdraw"),
    path("shared/purchases/<int:pk>/undo/", shared.SharedUndo.as_view(), name="shared_purchase_undo"),
]
