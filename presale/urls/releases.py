"""Money out for the works: the application, its steps, the bank's receipt."""
from django.urls import path

from presale.views import release_steps, releases

STEPS = {
    "submit": release_steps.ReleaseSubmit,
    "accept": release_steps.ReleaseAccept,
    "return": release_steps.ReleaseReturn,
    "return_finance": release_steps.ReleaseReturnFinance,
    "return_deputy": release_steps.ReleaseReturnDeputy,
    "return_top": release_steps.ReleaseReturnTop,
    "verify": release_steps.ReleaseVerify,
    "approve": release_steps.ReleaseApprove,
    "reject": release_steps.ReleaseReject,
    "approve_top": release_steps.ReleaseApproveTop,
    "reject_top": release_steps.ReleaseRejectTop,
    "notify": release_steps.ReleaseNotify,
    "instruct": release_steps.ReleaseInstruct,
    "pay": release_steps.ReleasePay,
    "fail": release_steps.ReleaseFail,
    "cancel": release_steps.ReleaseCancel,
    "review": release_steps.ReleaseReview,
}

urlpatterns = [
    path("releases/", releases.ReleaseList.as_view(), name="release_list"),
    path("releases/new/", releases.ReleaseStart.as_view(), name="release_start"),
    path("accounts/<int:pk>/releases/new/", releases.ReleaseCreate.as_view(), name="release_create"),
    path("releases/<int:pk>/", releases.ReleasePage.as_view(), name="release_detail"),
    path("releases/<int:pk>/edit/", releases.ReleaseEdit.as_view(), name="release_edit"),
    *(
        path(f"releases/<int:pk>/{code.replace('_', '-')}/", view.as_view(), name=f"release_{code}")
        for code, view in STEPS.items()
    ),
]
