from django.urls import path

from affordable.views import entry_progress, families, family_many, family_steps, list_imports

STEPS = {
    "edit": families.FamilyEdit,
    "checks": family_steps.FamilyChecks,
    "accept": family_steps.FamilyAccept,
    "take_over": family_steps.FamilyTakeOver,
    "check": family_steps.FamilyCheck,
    "compare": family_steps.FamilyCompare,
    "approve": family_steps.FamilyApprove,
    "queue": family_steps.FamilyQueue,
    "suspend": family_steps.FamilySuspend,
    "resume": family_steps.FamilyResume,
    "exit": family_steps.FamilyExit,
    "reject": family_steps.FamilyReject,
    "withdraw": family_steps.FamilyWithdraw,
}
urlpatterns = [
    path("families/", families.FamilyList.as_view(), name="family_list"),
    path("families/new/", families.FamilyCreate.as_view(), name="family_create"),
    path("families/import/", list_imports.FamilyImport.as_view(), name="family_import"),
    path("families/import/template/", list_imports.FamilyTemplate.as_view(), name="family_template"),
    path("families/take-over/", family_many.TakeOverMany.as_view(), name="family_take_over_many"),
    path("families/queue/", family_many.QueueMany.as_view(), name="family_queue_many"),
    path("families/entered/", family_steps.FamilyEnter.as_view(), name="family_enter"),
    path("families/<int:pk>/", families.FamilyPage.as_view(), name="family_detail"),
    *(path(f"families/<int:pk>/{code}/", view.as_view(), name=f"family_{code}") for code, view in STEPS.items()),
    path("entry-progress/", entry_progress.EntryProgress.as_view(), name="entry_progress"),
    path("waiting/", families.WaitingList.as_view(), name="waiting_list"),
]
