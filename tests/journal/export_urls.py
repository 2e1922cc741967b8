"""The portal with one more list: people, whose telephone numbers are masked."""
import django_filters
from django.urls import path

from housing_portal.accounts.models import Unit, User
from housing_portal.accounts.roles import ROLE_CHOICES
from housing_portal.journal.enums import ExportState
from housing_portal.journal.models import Export
from housing_portal.kit import filters, tables
from housing_portal.kit.pages import ListPage
from housing_portal.kit.secrecy import mask_name, mask_phone
from housing_portal.urls import urlpatterns as portal


class PeopleFilter(filters.FilterSet):
    q = filters.SearchFilter(["name"], label="姓名")
    unit = django_filters.ModelChoiceFilter(label="所属单位", queryset=lambda request: Unit.objects.all())
    created_at = filters.DayRangeFilter(field_name="created_at__date", label="建立日期")
    role = django_filters.MultipleChoiceFilter(field_name="role_grants__role", label="角色", choices=ROLE_CHOICES)

    class Meta:
        model = User
        fields = ("q", "is_active", "unit", "created_at", "role")


class PeopleTable(tables.Table):
    name = tables.MaskedColumn(mask_name)
    phone = tables.MaskedColumn(mask_phone)
    unit = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = User
        fields = []


class PeopleList(ListPage):
    """``fail`` breaks in the middle; ``cancel`` plays somebody who cancels meanwhile."""

    permission = "registry.view"
    unmasked_permission = "personal.export"
    model = User
    title = "人员"
    table_class = PeopleTable
    filterset_class = PeopleFilter

    def get_queryset(self):
        return super().get_queryset().select_related("unit")

    def build(self):
        super().build()
        if "fail" in self.query:
            self.table.value_phone = lambda record: 1 / 0
        if "cancel" in self.query:
            Export.objects.filter(state=ExportState.RUNNING).update(state=ExportState.CANCELLED)


urlpatterns = [*portal, path("people/", PeopleList.as_view(), name="people")]
