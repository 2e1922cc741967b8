from django.urls import path

from affordable.views import list_imports
from affordable.views import relocated as views

STEPS = {
    "negotiate": views.RelocatedNegotiate, "sign": views.RelocatedSign, "decide": views.RelocatedDecide,
    "pay": views.RelocatedPay, "vacate": views.RelocatedVacate, "demolish": views.RelocatedDemolish,
    "replan": views.RelocatedReplan, "undo": views.RelocatedUndo,
}

urlpatterns = [
    path("relocated/", views.RelocatedList.as_view(), name="relocated_list"),
    path("relocated/import/", list_imports.RosterImport.as_view(), name="roster_import"),
    path("relocated/import/template/", list_imports.RosterTemplate.as_view(), name="roster_template"),
    path("relocated/new/", views.RelocatedCreate.as_view(), name="relocated_create"),
    path("relocated/<int:pk>/", views.RelocatedPage.as_view(), name="relocated_detail"),
    path("relocated/<int:pk>/edit/", views.RelocatedEdit.as_view(), name="relocated_edit"),
    *(path(f"relocated/<int:pk>/{code}/", view.as_view(), name=f"relocated_{code}") for code, view in STEPS.items()),
]
