from django.urls import path

from housing_portal.journal.views import entries, exports

app_name = "journal"
urlpatterns = [
    path("", entries.EntryList.as_view(), name="entry_list"),
    path("<int:pk>/", entries.EntryDetail.as_view(), name="entry_detail"),
    path("attachments/<int:pk>/", entries.AttachmentDownload.as_view(), name="attachment"),
    path("attachments/<int:pk>/open/", entries.AttachmentOpen.as_view(), name="attachment_open"),
    path("exports/", exports.ExportList.as_view(), name="export_list"),
    path("exports/new/", exports.ExportCreate.as_view(), name="export_create"),
    path("exports/<int:pk>/", exports.ExportDetail.as_view(), name="export_detail"),
    path("exports/<int:pk>/cancel/", exports.ExportCancel.as_view(), name="export_cancel"),
    path("exports/<int:pk>/file/", exports.ExportFile.as_view(), name="export_file"),
]
