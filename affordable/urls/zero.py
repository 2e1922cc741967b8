from django.urls import path

from affordable.views import zero

urlpatterns = [
    path("zero/", zero.ZeroList.as_view(), name="zero_list"),
    path("zero/new/", zero.ZeroCreate.as_view(), name="zero_create"),
    path("zero/<int:pk>/", zero.ZeroPage.as_view(), name="zero_detail"),
]
