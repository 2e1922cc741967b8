from django.urls import path

from affordable.views import resettlement as views

STEPS = {
    "audit": views.QuotaAudit, "publish": views.QuotaPublish, "allot": views.QuotaAllot, "return": views.QuotaReturn,
}

urlpatterns = [
    path("resettlement/", views.QuotaList.as_view(), name="resettlement_list"),
    path("resettlement/new/", views.QuotaCreate.as_view(), name="resettlement_create"),
    path("resettlement/<int:pk>/", views.QuotaPage.as_view(), name="resettlement_detail"),
    *(
        path(f"resettlement/<int:pk>/{code}/", view.as_view(), name=f"resettlement_{code}")
        for code, view in STEPS.items()
    ),
]
