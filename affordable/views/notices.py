"""公示: several families on one list, their sheet, and the objections against them."""
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views import View
from django.views.generic.detail import SingleObjectMixin

from affordable.filters.notices import NoticeFilter
from affordable.forms.notices import AnswerForm, NoticeForm, ObjectionForm
from affordable.models import Objection, PublicNotice
from affordable.notice_sheet import notice_workbook
from affordable.services import notices as services
from affordable.tables.families import FamilyTable
from affordable.tables.notices import AnswerTable, NoticeTable, ObjectionTable
from affordable.views.families import SHOWN
from affordable.views.members import OfFamily
from affordable.views.record import LedgerPage, RecordCreate, RecordList, ReviewPage
from affordable.workflow import ENTER
from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import Button, CreatePage, KeyFigure, Page, Scoped
from housing_portal.kit.tables import Table
from housing_portal.kit.tables.download import XLSX
from housing_portal.kit.workflow import Step

VIEW = "rental.view"
ANSWER = Step("answer", "登记核查结论", frozenset(), "", ENTER)


class NoticeList(RecordList):
    permission, write_permission = VIEW, ENTER
    title = "公示"
    model = PublicNotice
    table_class = NoticeTable
    filterset_class = NoticeFilter
    related = ("unit",)
    create_url, create_label = "affordable:notice_create", "发布公示"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().distinct()


class NoticeCreate(RecordCreate):
    """``?family=…`` ticks a family beforehand."""

    permission = ENTER
    title = "发布公示"
    model = PublicNotice
    form_class = NoticeForm
    list_url = "affordable:notice_list"
    submit_label = "发布公示"
    done = "已发布公示。"

    def get_initial(self) -> dict[str, Any]:
        given = clean_query(self.request.GET).getlist("family")
        return {**super().get_initial(), "families": [int(key) for key in given if key.isascii() and key.isdecimal()]}

    def perform(self, form: NoticeForm) -> PublicNotice:
        return services.publish_families(actor=self.request.user, **form.cleaned_data)


class NoticePage(LedgerPage):
    permission = VIEW
    model = PublicNotice
    has_files = True
    facts = ("unit", "starts_on", "ends_on", "posted_at", "recorded_by", "recorded_at")

    def get_title(self) -> str:
        return f"公示 {self.object}"

    def get_figures(self) -> list[KeyFigure]:
        it, left = self.object, (self.object.ends_on - clock.today()).days
        note = f"还有 {left} 天" if left > 0 else "今天为最后一天" if left == 0 else "已期满"
        objections = Objection.objects.about(it)
        opened = objections.filter(answered_on=None).count()
        return [
            KeyFigure("公示户数（户）", grouped(it.families.count()), main=True),
            KeyFigure("公示止", str(it.ends_on), note),
            KeyFigure("异议（件）", grouped(objections.count()), f"未核查 {opened} 件"),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        it = self.object
        listed = it.families.select_related("unit").annotate(**FamilyTable.borrowed).order_by("number", "pk")
        families = FamilyTable(listed, orderable=False)
        families.show_only(SHOWN)
        objections = Objection.objects.about(it).select_related("family").order_by("-received_on", "-pk")
        table = AnswerTable if self.request.user.can(ENTER) else ObjectionTable
        raised = [("公示异议", table(objections, orderable=False))] if objections.exists() else []
        return [("公示名单", families), *raised]

    def get_buttons(self) -> list[Button]:
        sheet = Button("公示名单（Excel）", reverse("affordable:notice_sheet", args=[self.object.pk]), "dl")
        return [sheet, *super().get_buttons()]


class NoticeSheet(Page, Scoped, SingleObjectMixin, View):
    """The list as it is put up: masked names and numbers."""

    permission = VIEW
    model = PublicNotice

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        notice = self.get_object()
        name = content_disposition_header(True, f"公示名单-{notice}.xlsx")
        return HttpResponse(notice_workbook(notice), content_type=XLSX, headers={"Content-Disposition": name})


class ObjectionCreate(OfFamily, CreatePage):
    permission = ENTER
    title = "登记公示异议"
    model = Objection
    form_class = ObjectionForm
    done = "已登记异议，核查之前这个家庭不能批准。"

    def perform(self, form: ObjectionForm) -> Objection:
        return services.receive_objection(actor=self.request.user, family=self.family, **form.cleaned_data)


class ObjectionAnswer(ReviewPage):
    """What was found out about an objection."""

    model = Objection
    step = ANSWER
    form_class = AnswerForm
    related = ("unit", "family")
    done = "已登记核查结论。"

    def get_effects(self) -> list[str]:
        return ["结论登记后不能更改；异议成立的，这个家庭只能不予批准。"]

    def get_blocked(self) -> str:
        answered = self.object.answered_on
        return f"这件异议已于 {answered} 登记核查结论。" if answered else ""

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("保障对象", it.family), ("收到日期", str(it.received_on)), ("异议内容", it.content)]

    def perform(self, form: AnswerForm) -> Objection:
        return services.answer_objection(actor=self.request.user, objection=self.object, **form.cleaned_data)
