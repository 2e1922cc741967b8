import django_filters
from django.db.models import QuerySet

from housing_portal.kit import clock
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.delivery.models import MeetingDecision, TaskForce, TaskForceMeeting, WorkBudget


class TaskForceFilter(FilterSet):
    q = SearchFilter(["name", "leader", "members"], label="名称人员")
    at_work = django_filters.BooleanFilter(label="正在运行", method="by_work")

    class Meta:
        model = TaskForce
        fields = ("q", "kind", "at_work")

    def by_work(self, rows: QuerySet, _name: str, value: bool) -> QuerySet:
        working = TaskForce.objects.active(clock.today()).values("pk")
        return rows.filter(pk__in=working) if value else rows.exclude(pk__in=working)


class MeetingFilter(FilterSet):
    q = SearchFilter(["taskforce__name", "attendees", "note"], label="专班内容")
    on = DayRangeFilter(label="会议日期")
    estate = SearchFilter(["estates__estate__record_name"], label="涉及项目")

    class Meta:
        model = TaskForceMeeting
        fields = ("q", "kind", "taskforce", "on", "estate")


class DecisionFilter(FilterSet):
    q = SearchFilter(["text", "responsible"], label="事项单位")
    due_on = DayRangeFilter(label="完成时限")

    class Meta:
        model = MeetingDecision
        fields = ("q", "kind", "status", "due_on")


class BudgetFilter(FilterSet):
    q = SearchFilter(["paper", "note"], label="文号")

    class Meta:
        model = WorkBudget
        fields = ("q", "year")
