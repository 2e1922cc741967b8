from django.urls import path

from affordable.views import homes, list_imports
from affordable.workflow import HOME_BY_HAND

urlpatterns = [
    path("homes/", homes.HomeList.as_view(), name="home_list"),
    path("homes/new/", homes.HomeCreate.as_view(), name="home_create"),
    path("homes/import/", list_imports.HomeImport.as_view(), name="home_import"),
    path("homes/import/template/", list_imports.HomeTemplate.as_view(), name="home_template"),
    path("homes/<int:pk>/", homes.HomePage.as_view(), name="home_detail"),
    path("homes/<int:pk>/edit/", homes.HomeEdit.as_view(), name="home_edit"),
    path("homes/<int:pk>/enter/", homes.HomeEnter.as_view(), name="home_enter"),
    *(path(f"homes/<int:pk>/{step.code}/", homes.HomeStep.as_view(step=step), name=f"home_{step.code}")
      for step in HOME_BY_HAND),
]
