from django.urls import path

from inspections.views import petition_imports as imports
from inspections.views import petition_steps as steps
from inspections.views import petitions as views

STEPS = {
    "accept": steps.PetitionAccept, "transfer": steps.PetitionTransfer, "reject": steps.PetitionReject,
    "object": steps.PetitionObject, "assign": steps.PetitionAssign, "extend": steps.PetitionExtend,
    "grant": steps.PetitionGrant, "deny": steps.PetitionDeny, "draft": steps.PetitionDraft,
    "sign": steps.PetitionSign, "return": steps.PetitionReturn, "serve": steps.PetitionServe,
    "close": steps.PetitionClose, "review": steps.PetitionReview, "opine": steps.PetitionOpine,
    "recheck": steps.PetitionRecheck, "conclude": steps.PetitionConclude, "rate": steps.PetitionRate,
    "undo": steps.PetitionUndo, "reveal": views.PetitionReveal,
}

urlpatterns = [
    path("petitions/", views.PetitionList.as_view(), name="petition_list"),
    path("petitions/import/", imports.PetitionImport.as_view(), name="petition_import"),
    path("petitions/import/template/", imports.PetitionTemplate.as_view(), name="petition_template"),
    path("petitions/new/", views.PetitionCreate.as_view(), name="petition_create"),
    path("petitions/<int:pk>/", views.PetitionPage.as_view(), name="petition_detail"),
    path("petitions/<int:pk>/edit/", views.PetitionEdit.as_view(), name="petition_edit"),
    path("petitions/<int:pk>/petitioners/new/", views.PetitionerCreate.as_view(), name="petitioner_create"),
    path("petitioners/<int:pk>/edit/", views.PetitionerEdit.as_view(), name="petitioner_edit"),
    *(path(f"petitions/<int:pk>/{code}/", view.as_view(), name=f"petition_{code}") for code, view in STEPS.items()),
]
