from django.urls import path

from affordable.views import compounds

urlpatterns = [
    path("compounds/", compounds.CompoundList.as_view(), name="compound_list"),
    path("compounds/new/", compounds.CompoundCreate.as_view(), name="compound_create"),
    path("compounds/<int:pk>/", compounds.CompoundPage.as_view(), name="compound_detail"),
    path("compounds/<int:pk>/edit/", compounds.CompoundEdit.as_view(), name="compound_edit"),
]
