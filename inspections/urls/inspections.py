"""Campaigns, draws, inspections."""
from django.urls import path

from inspections.views import campaigns, draws
from inspections.views import inspections as views

CAMPAIGN_STEPS = {
    "open": campaigns.CampaignOpen, "close": campaigns.CampaignClose, "reopen": campaigns.CampaignReopen,
    "screening": campaigns.CampaignScreening,
}
DRAW_STEPS = {"draw": draws.DrawLots, "void": draws.DrawVoid, "repeat": draws.DrawRepeat}
STEPS = {"sign": views.InspectionSign, "void": views.InspectionVoid, "photos": views.InspectionPhotos}

urlpatterns = [
    path("campaigns/", campaigns.CampaignList.as_view(), name="campaign_list"),
    path("campaigns/new/", campaigns.CampaignCreate.as_view(), name="campaign_create"),
    path("campaigns/<int:pk>/", campaigns.CampaignPage.as_view(), name="campaign_detail"),
    path("campaigns/<int:pk>/edit/", campaigns.CampaignEdit.as_view(), name="campaign_edit"),
    *(
        path(f"campaigns/<int:pk>/{code}/", view.as_view(), name=f"campaign_{code}")
        for code, view in CAMPAIGN_STEPS.items()
    ),
    path("screenings/<int:pk>/take-back/", campaigns.ScreeningTakeBack.as_view(), name="screening_take_back"),
    path("draws/", draws.DrawList.as_view(), name="draw_list"),
    path("draws/new/", draws.DrawCreate.as_view(), name="draw_create"),
    path("draws/<int:pk>/", draws.DrawPage.as_view(), name="draw_detail"),
    *(path(f"draws/<int:pk>/{code}/", view.as_view(), name=f"draw_{code}") for code, view in DRAW_STEPS.items()),
    path("inspections/", views.InspectionList.as_view(), name="inspection_list"),
    path("inspections/start/", views.InspectionStart.as_view(), name="inspection_start"),
    path("inspections/new/", views.InspectionCreate.as_view(), name="inspection_create"),
    path("inspections/<int:pk>/", views.InspectionPage.as_view(), name="inspection_detail"),
    path("inspections/<int:pk>/edit/", views.InspectionEdit.as_view(), name="inspection_edit"),
    *(path(f"inspections/<int:pk>/{code}/", view.as_view(), name=f"inspection_{code}") for code, view in STEPS.items()),
]
