from django.urls import path

from presale.views import events

urlpatterns = [
    path("pipeline/", events.PipelineList.as_view(), name="pipeline_list"),
    path("pipeline/new/", events.PipelineCreate.as_view(), name="pipeline_create"),
    path("pipeline/<int:pk>/", events.PipelinePage.as_view(), name="pipeline_detail"),
    path("pipeline/<int:pk>/edit/", events.PipelineEdit.as_view(), name="pipeline_edit"),
    path("events/", events.EventList.as_view(), name="event_list"),
    path("events/new/", events.EventCreate.as_view(), name="event_create"),
    path("events/<int:pk>/", events.EventPage.as_view(), name="event_detail"),
    path("events/<int:pk>/edit/", events.EventEdit.as_view(), name="event_edit"),
]
