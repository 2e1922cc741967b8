from django.urls import path

from presale.delivery.views import handover, readiness, tasks

STEPS = {
    "notice": handover.HandoverNotice, "pre_hand": handover.HandoverPre, "refuse": handover.HandoverRefuse,
    "hand": handover.HandoverHand, "title": handover.HandoverTitle, "undo": handover.HandoverUndo,
}
READY_STEPS = {
    "confirm": readiness.ReadinessConfirm, "reject": readiness.ReadinessReject, "undo": readiness.ReadinessUndo,
}

urlpatterns = [
    path("handovers/", handover.HandoverList.as_view(), name="handover_list"),
    path("handovers/new/", handover.HandoverStart.as_view(), name="handover_start"),
    path("handovers/import/", handover.HandoverImport.as_view(), name="handover_import"),
    path("handovers/import/template/", handover.HandoverTemplate.as_view(), name="handover_template"),
    path("handovers/buildings/<int:pk>/", handover.HandoverBuilding.as_view(), name="handover_building"),
    path("handovers/buildings/<int:pk>/judge/", handover.HandoverJudge.as_view(), name="handover_judge"),
    path("handovers/<int:pk>/", handover.HandoverPage.as_view(), name="handover_detail"),
    *(path(f"handovers/<int:pk>/{code}/", view.as_view(), name=f"handover_{code}") for code, view in STEPS.items()),
    path("readiness/", readiness.ReadinessList.as_view(), name="readiness_list"),
    path("readiness/new/", readiness.ReadinessCreate.as_view(), name="readiness_create"),
    path("readiness/<int:pk>/", readiness.ReadinessPage.as_view(), name="readiness_detail"),
    *(path(f"readiness/<int:pk>/{code}/", view.as_view(), name=f"readiness_{code}")
      for code, view in READY_STEPS.items()),
    path("tasks/", tasks.TaskList.as_view(), name="task_list"),
    path("tasks/new/", tasks.TaskCreate.as_view(), name="task_create"),
    path("tasks/<int:pk>/", tasks.TaskPage.as_view(), name="task_detail"),
    path("tasks/<int:pk>/revise/", tasks.TaskRevise.as_view(), name="task_revise"),
]
