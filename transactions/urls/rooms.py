"""Building tables, rooms, restrictions, prices on file."""
from django.urls import path

from transactions.views import buildings, prices, restrictions, rooms

urlpatterns = [
    path("estates/", buildings.EstateList.as_view(), name="estate_list"),
    path("estates/<int:pk>/", buildings.EstatePage.as_view(), name="estate_table"),
    path("estates/buildings/<int:pk>/", buildings.BuildingPage.as_view(), name="building_table"),
    path("rooms/", rooms.RoomList.as_view(), name="room_list"),
    path("rooms/new/", rooms.RoomCreate.as_view(), name="room_create"),
    path("rooms/<int:pk>/", rooms.RoomPage.as_view(), name="room_detail"),
    path("rooms/<int:pk>/edit/", rooms.RoomEdit.as_view(), name="room_edit"),
    path("rooms/<int:pk>/measure/", rooms.RoomMeasure.as_view(), name="room_measure"),
    path("rooms/<int:pk>/demolish/", rooms.RoomDemolish.as_view(), name="room_demolish"),
    path("restrictions/", restrictions.RestrictionList.as_view(), name="restriction_list"),
    path("restrictions/new/", restrictions.RestrictionCreate.as_view(), name="restriction_create"),
    path("restrictions/<int:pk>/", restrictions.RestrictionPage.as_view(), name="restriction_detail"),
    path("restrictions/<int:pk>/renew/", restrictions.RestrictionRenew.as_view(), name="restriction_renew"),
    path("restrictions/<int:pk>/effect/", restrictions.RestrictionEffect.as_view(), name="restriction_effect"),
    path("restrictions/<int:pk>/release/", restrictions.RestrictionRelease.as_view(), name="restriction_release"),
    path("prices/", prices.PriceList.as_view(), name="price_list"),
    path("prices/new/", prices.PriceCreate.as_view(), name="price_create"),
    path("prices/<int:pk>/", prices.PricePage.as_view(), name="price_detail"),
    path("prices/<int:pk>/confirm/", prices.PriceConfirm.as_view(), name="price_confirm"),
    path("prices/<int:pk>/return/", prices.PriceReturn.as_view(), name="price_return"),
]
