"""Sample pages on real records (units), one of each base, and every name that the frame links to."""
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from django.http import HttpResponse
from django.urls import include, path

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit
from housing_portal.kit import filters, forms, tables
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.pages import (
    ActionPage,
    Attachment,
    CreatePage,
    DetailPage,
    EditPage,
    HistoryLine,
    KeyFigure,
    ListPage,
)
from housing_portal.kit.workflow import Step, Workflow
from housing_portal.navigation import DESKS

# a test puts a barrier here to hold requests until they meet, or until the other one cannot come
GATES: list[Barrier] = []

FLOW = Workflow(
    dict(UnitKind.choices),
    (
        Step("promote", "升格", frozenset({UnitKind.SECTION}), UnitKind.BUREAU, "accounts.manage"),
        Step("demote", "降格", frozenset({UnitKind.BUREAU}), UnitKind.SECTION, "accounts.manage", needs_reason=True),
    ),
    field="kind",
)


class UnitFilter(filters.FilterSet):
    q = filters.SearchFilter(["name", "short_name"], label="名称")

    class Meta:
        model = Unit
        fields = ("q", "kind", "parent", "is_active")


class UnitTable(tables.Table):
    name = tables.LinkColumn()
    kind = tables.TextColumn()
    parent = tables.TextColumn()
    order = tables.NumberColumn()

    class Meta(tables.Table.Meta):
        model = Unit
        fields = ("name", "kind", "parent", "order")


class UnitForm(forms.ModelForm):
    cards = (("基本信息", ("name", "kind")),)
    wide = ("short_name",)

    class Meta:
        model = Unit
        fields = ("name", "kind", "order", "short_name")


class UnitList(ListPage):
    permission = write_permission = "accounts.manage"
    model = Unit
    title = "科室单位"
    table_class = UnitTable
    filterset_class = UnitFilter
    create_url = "accounts:unit_create"

    def get_queryset(self):
        return super().get_queryset().select_related("parent")

    def get_totals(self, queryset):
        return {"order": sum(queryset.values_list("order", flat=True))}


class UnitDetail(DetailPage):
    permission = "registry.view"
    model = Unit
    workflow = FLOW
    edit_url = "accounts:unit_edit"
    edit_permission = "accounts.manage"
    facts = ("name", "kind", "parent", "is_active")

    def get_figures(self):
        return [KeyFigure("排序号", str(self.object.order), "小的在前")]

    def get_attachments(self):
        moment = self.request.user.created_at
        return [Attachment("批复.pdf", "/files/1", 2048, moment, "李经办")]

    def get_history(self):
        return [HistoryLine(self.request.user.created_at, "李经办", "修改", "更正笔误", [("简称", None, "保障股")])]


class Performing:
    """Writes the form and plays a service that refuses the name 错 and wonders about large numbers."""

    permission = "accounts.manage"
    form_class = UnitForm
    model = Unit

    def perform(self, form):
        if form.cleaned_data["name"] == "错":
            raise ServiceError({"name": ["名称不能是“错”。"], "parent": ["没有上级单位。"]})
        if form.cleaned_data["order"] > 1000 and not form.reason:
            raise NeedsReason("排序号 2000 很大，请确认并说明")
        if GATES:
            with suppress(BrokenBarrierError):
                GATES[0].wait(timeout=0.5)
        unit = Unit.objects.filter(pk=form.instance.pk).first() or Unit()
        for name, value in form.cleaned_data.items():
            setattr(unit, name, value)
        unit.save()
        return unit


class UnitCreate(Performing, CreatePage):
    title = "新增单位"
    list_url = "accounts:unit_list"


class UnitEdit(Performing, EditPage):
    pass


class Moving:
    model = Unit
    workflow = FLOW

    def get_effects(self):
        return ["单位的类别改变。"]

    def perform(self, form):
        FLOW.enter(self.object, self.step.code, self.request.user)
        self.object.short_name = form.reason
        self.object.save()
        return self.object


class UnitPromote(Moving, ActionPage):
    step = FLOW.steps["promote"]


class UnitDemote(Moving, ActionPage):
    step = FLOW.steps["demote"]


def blank(request):
    return HttpResponse("")


SAMPLES = {
    "unit_list": UnitList,
    "unit_create": UnitCreate,
    "unit_detail": UnitDetail,
    "unit_edit": UnitEdit,
    "unit_promote": UnitPromote,
    "unit_demote": UnitDemote,
}
PLACES = {"unit_list": "units/", "unit_create": "units/new/"}
accounts = [
    path(PLACES.get(name, f"units/<int:pk>/{name[5:]}/"), page.as_view(), name=name) for name, page in SAMPLES.items()
]
# a long list's export leads to the register
stubs: dict[str, list] = {"accounts": accounts, "journal": [path("exports/new/", blank, name="export_create")]}
for _desk, _icon, pages in DESKS:
    for _label, name, _code in (page for page in pages if page[1]):
        area, _, short = name.rpartition(":")
        if short not in SAMPLES:
            stubs.setdefault(area, []).append(path(f"{short}/" if area else "", blank, name=short))

urlpatterns = [
    *stubs.pop(""),
    *[path(f"{name}/", blank, name=name) for name in ("search", "login", "logout", "password_change")],
    *[path(f"{area}/", include((patterns, area))) for area, patterns in stubs.items()],
]
