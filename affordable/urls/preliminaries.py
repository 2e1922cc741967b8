from django.urls import path

from affordable.views import preliminaries as views

STEPS = {
    "plan": views.PreliminaryPlan, "prepare": views.PreliminaryPrepare, "submit": views.PreliminarySubmit,
    "approve": views.PreliminaryApprove, "return": views.PreliminaryReturn, "skip": views.PreliminarySkip,
    "reset": views.PreliminaryReset,
}

urlpatterns = [
    path("preliminaries/", views.PreliminaryList.as_view(), name="preliminary_list"),
    path("preliminaries/<int:pk>/", views.PreliminaryPage.as_view(), name="preliminary_detail"),
    *(
        path(f"preliminaries/<int:pk>/{code}/", view.as_view(), name=f"preliminary_{code}")
        for code, view in STEPS.items()
    ),
]
