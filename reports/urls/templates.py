from django.urls import path

from reports.views import templates as views

urlpatterns = [
    path("templates/", views.TemplateList.as_view(), name="template_list"),
    path("templates/values/", views.SlotValues.as_view(), name="template_values"),
    path("templates/kinds/<slug:kind>/", views.BuiltIn.as_view(), name="template_builtin"),
    path("templates/kinds/<slug:kind>/new/", views.TemplateCreate.as_view(), name="template_create"),
    path("templates/<int:pk>/", views.TemplateDetail.as_view(), name="template_detail"),
    path("templates/<int:pk>/edit/", views.TemplateEdit.as_view(), name="template_edit"),
    path("templates/<int:pk>/submit/", views.TemplateSubmit.as_view(), name="template_submit"),
    path("templates/<int:pk>/approve/", views.TemplateApprove.as_view(), name="template_approve"),
    path("templates/<int:pk>/return/", views.TemplateReturn.as_view(), name="template_return"),
    path("templates/<int:pk>/retire/", views.TemplateRetire.as_view(), name="template_retire"),
]
