from django.urls import path

from affordable.views import month, projects

STEPS = {"suspend": projects.ProjectSuspend, "resume": projects.ProjectResume, "cancel": projects.ProjectCancel}

urlpatterns = [
    path("projects/", projects.ProjectList.as_view(), name="project_list"),
    path("projects/new/", projects.ProjectCreate.as_view(), name="project_create"),
    path("projects/month/", month.ProjectMonth.as_view(), name="project_month"),
    path("projects/<int:pk>/", projects.ProjectPage.as_view(), name="project_detail"),
    path("projects/<int:pk>/edit/", projects.ProjectEdit.as_view(), name="project_edit"),
    *(path(f"projects/<int:pk>/{code}/", view.as_view(), name=f"project_{code}") for code, view in STEPS.items()),
]
