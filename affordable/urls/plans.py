from django.urls import path

from affordable.views import plans

urlpatterns = [
    path("plans/", plans.PlanList.as_view(), name="plan_list"),
    path("plans/new/", plans.PlanCreate.as_view(), name="plan_create"),
    path("plans/<int:pk>/", plans.PlanPage.as_view(), name="plan_detail"),
    path("plans/<int:pk>/revise/", plans.PlanRevise.as_view(), name="plan_revise"),
]
