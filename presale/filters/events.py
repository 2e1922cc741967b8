import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.event_enums import EventKind, EventSubject
from presale.models import EscrowEvent, PresalePipeline
from presale.querysets import PipelineQuerySet


class PipelineFilter(FilterSet):
    q = SearchFilter(["project_name", "developer__name"], label="项目", help_text="项目或企业名称")
    contacted = django_filters.BooleanFilter(label="已对接", method="by_contact")
    trained = django_filters.BooleanFilter(label="已培训", method="by_training")
    applied = django_filters.BooleanFilter(label="已申请", method="by_application")
    expected_on = DayRangeFilter(label="预计申请")

    class Meta:
        model = PresalePipeline
        fields = ()

    def by_contact(self, projects: PipelineQuerySet, _name: str, value: bool) -> PipelineQuerySet:
        return projects.filter(contacted_on__isnull=not value)

    def by_training(self, projects: PipelineQuerySet, _name: str, value: bool) -> PipelineQuerySet:
        return projects.filter(trained_on__isnull=not value)

    def by_application(self, projects: PipelineQuerySet, _name: str, value: bool) -> PipelineQuerySet:
        return projects.filter(application__isnull=not value)


class EventFilter(FilterSet):
    kind = django_filters.ChoiceFilter(label="类别", choices=EventKind.choices)
    subject = django_filters.ChoiceFilter(label="事项", choices=EventSubject.choices)
    on = DayRangeFilter(label="日期")
    q = SearchFilter(["place", "lecturer", "note"], label="内容")

    class Meta:
        model = EscrowEvent
        fields = ()
