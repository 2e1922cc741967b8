from django.urls import path

from affordable.views import list_imports
from affordable.views import rural as views

STEPS = {
    "appraise": views.RuralAppraise, "publish": views.RuralPublish, "approve": views.RuralApprove,
    "start": views.RuralStart, "complete": views.RuralComplete, "accept": views.RuralAccept, "pay": views.RuralPay,
    "drop": views.RuralDrop, "undo": views.RuralUndo,
}

urlpatterns = [
    path("rural/", views.RuralList.as_view(), name="rural_list"),
    path("rural/import/", list_imports.RuralImport.as_view(), name="rural_import"),
    path("rural/import/template/", list_imports.RuralTemplate.as_view(), name="rural_template"),
    path("rural/new/", views.RuralCreate.as_view(), name="rural_create"),
    path("rural/<int:pk>/", views.RuralPage.as_view(), name="rural_detail"),
    path("rural/<int:pk>/edit/", views.RuralEdit.as_view(), name="rural_edit"),
    *(path(f"rural/<int:pk>/{code}/", view.as_view(), name=f"rural_{code}") for code, view in STEPS.items()),
]
