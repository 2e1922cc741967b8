from django.urls import path

from affordable.views import milestones

urlpatterns = [
    path("milestones/", milestones.MilestoneList.as_view(), name="milestone_list"),
    path("milestones/new/", milestones.MilestoneCreate.as_view(), name="milestone_create"),
    path("milestones/<int:pk>/", milestones.MilestonePage.as_view(), name="milestone_detail"),
    path("milestones/<int:pk>/confirm/", milestones.MilestoneConfirm.as_view(), name="milestone_confirm"),
    path("milestones/<int:pk>/return/", milestones.MilestoneReturn.as_view(), name="milestone_return"),
    path("milestones/<int:pk>/resubmit/", milestones.MilestoneResubmit.as_view(), name="milestone_resubmit"),
    path("milestones/<int:pk>/revoke/", milestones.MilestoneRevoke.as_view(), name="milestone_revoke"),
]
