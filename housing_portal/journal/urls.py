from django.urls import path

from housing_portal.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.EntryList.as_view(), name="entry_list"),
    path("<int:pk>/", views.EntryDetail.as_view(), name="entry_detail"),
    path("attachments/<int:pk>/", views.AttachmentDownload.as_view(), name="attachment"),
]
