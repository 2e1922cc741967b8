from django.urls import path

from presale.views import works

urlpatterns = [
    path("works/", works.WorksList.as_view(), name="works_list"),
    path("accounts/<int:pk>/works/new/", works.WorksCreate.as_view(), name="works_create"),
    path("works/<int:pk>/", works.WorksPage.as_view(), name="works_detail"),
    path("works/<int:pk>/confirm/", works.WorksConfirm.as_view(), name="works_confirm"),
    path("works/<int:pk>/reject/", works.WorksReject.as_view(), name="works_reject"),
]
