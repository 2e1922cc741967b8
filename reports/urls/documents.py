from django.urls import path

from reports.views import (
    bindings,
    document_forms,
    document_numbers,
    document_steps,
    documents,
    explanations,
    overrides,
    slot_workbook,
    sources,
    word,
)

STEPS = {
    "capture": document_steps.DocumentCapture, "take_back": document_steps.DocumentTakeBack,
    "proofread": document_steps.DocumentProofread, "countersign": document_steps.DocumentCountersign,
    "return": document_steps.DocumentReturn, "sign": document_steps.DocumentSign,
    "unsign": document_steps.DocumentUnsign, "issue": document_steps.DocumentIssue,
    "archive": document_steps.DocumentArchive, "renew": document_steps.DocumentRenew,
    "correct": document_steps.DocumentCorrect, "withdraw": document_steps.DocumentWithdraw,
}
OVERRIDE_STEPS = {
    "approve": overrides.OverrideApprove, "refuse": overrides.OverrideRefuse,
    "take_back": overrides.OverrideTakeBack, "lift": overrides.OverrideLift,
}
urlpatterns = [
    path("documents/", documents.DocumentList.as_view(), name="document_list"),
    path("documents/new/", document_forms.DocumentKinds.as_view(), name="document_create"),
    path("documents/new/<slug:kind>/", document_forms.DocumentCreate.as_view(), name="document_draft"),
    path("documents/<int:pk>/", documents.DocumentDetail.as_view(), name="document_detail"),
    path("documents/<int:pk>/edit/", document_forms.DocumentEdit.as_view(), name="document_edit"),
    path("documents/<int:pk>/pdf/", documents.DocumentPdf.as_view(), name="document_pdf"),
    path("documents/<int:pk>/docx/", word.DocumentWord.as_view(), name="document_docx"),
    path("documents/<int:pk>/slots.xlsx", slot_workbook.DocumentWorkbook.as_view(), name="document_workbook"),
    path("documents/<int:pk>/sources/", sources.DocumentSources.as_view(), name="document_sources"),
    path("documents/<int:pk>/explain/", explanations.DocumentExplain.as_view(), name="document_explain"),
    *(path(f"documents/<int:pk>/{code.replace('_', '-')}/", page.as_view(), name=f"document_{code}")
      for code, page in STEPS.items()),
    path("documents/<int:pk>/figures/", overrides.DocumentFigures.as_view(), name="document_figures"),
    path("documents/<int:pk>/override/", overrides.OverrideAsk.as_view(), name="document_override"),
    path("documents/overrides/<int:pk>/", overrides.OverrideDetail.as_view(), name="override_detail"),
    *(path(f"documents/overrides/<int:pk>/{code.replace('_', '-')}/", page.as_view(), name=f"override_{code}")
      for code, page in OVERRIDE_STEPS.items()),
    path("numbers/", document_numbers.NumberList.as_view(), name="number_list"),
    path("documents/figures/<int:pk>/", bindings.BindingPage.as_view(), name="binding_detail"),
    path("documents/slots/<str:code>/", bindings.SlotPage.as_view(), name="slot"),
]
