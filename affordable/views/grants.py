"""补贴资格: what each family is granted, with the working before one's eyes."""
from typing import Any

from django.core.exceptions import ValidationError

from affordable.enums import GrantStatus
from affordable.filters.grants import GrantFilter
from affordable.forms.grants import AdjustForm, GrantEndForm, GrantForm
from affordable.models import Family, SubsidyGrant
from affordable.services import grants as services
from affordable.subsidy_formula import Working
from affordable.tables.grants import GrantTable
from affordable.tables.payments import PaymentTable
from affordable.views.record import LedgerPage, RecordList, ReviewPage
from affordable.workflow import ENTER, GRANT
from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from housing_portal.kit.filters import clean_query
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import Button, CreatePage, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

VIEW = "rental.view"
RELATED = ("family", "unit", "rule", "recorded_by", "confirmed_by")
# the page of a grant also leads to a new version, which no status table knows
ADJUST = Step("adjust", "调整", frozenset({GrantStatus.ACTIVE, GrantStatus.SUSPENDED}), "", ENTER)


def working_facts(working: Working) -> list[tuple[str, Any]]:
    """Return the working of a grant, a step to a line."""
    return [(f"计算过程 {number}", line) for number, line in enumerate(working.lines, 1)]


class GrantList(RecordList):
    permission, write_permission = VIEW, ENTER
    unmasked_permission = "personal.export"
    title = "补贴资格"
    model = SubsidyGrant
    table_class = GrantTable
    filterset_class = GrantFilter
    template_name = "kit/list_views.html"
    related = ("family", "unit")
    create_url, create_label = "affordable:grant_create", "核定补贴"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = [("全部", ""), *((state.label, state.value) for state in GrantStatus)]
        return super().get_context_data(views=views, state=self.query.get("status", ""), **kwargs)


class GrantCreate(CreatePage):
    """``?family=编号`` fills the number in and shows how the grant works out as of today."""

    permission = ENTER
    title = "核定租赁补贴"
    model = SubsidyGrant
    form_class = GrantForm
    template_name = "affordable/grant_form.html"
    list_url = "affordable:grant_list"
    done = "已核定，等待另一位同事复核；复核后开始享受补贴。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "family": clean_query(self.request.GET).get("family", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        return super().get_context_data(**{"form": form, "working": self._working(form), **kwargs})

    def perform(self, form: GrantForm) -> SubsidyGrant:
        return services.propose_grant(actor=self.request.user, **form.cleaned_data)

    def _working(self, form: GrantForm) -> list[str]:
        """Return how it works out for the family and the day in the boxes, as far as they can be read."""
        typed = form.cleaned_data if form.is_bound and form.is_valid() else {}
        number = clean_query(self.request.GET).get("family", "")
        family = typed.get("family") or Family.objects.visible_to(self.request.user).filter(number=number).first()
        if family is None:
            return []
        day = typed.get("from_on") or clock.today()
        try:
            return services.working_for(family, day, family.category, family.house_area_pc).lines
        except ValidationError as error:
            return error.messages


class GrantPage(LedgerPage):
    permission = VIEW
    model = SubsidyGrant
    workflow = GRANT
    related = RELATED
    has_files = True
    facts = ("unit", "version", "category", "from_on", "to_on", "reason", "recorded_by", "recorded_at",
             "confirmed_by", "confirmed_at")

    def get_chips(self) -> list[Any]:
        return [GrantStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("月补贴额（元）", grouped(it.monthly_amount, 2), main=True),
            KeyFigure("计补人数（人）", grouped(it.persons)),
            KeyFigure("保障对象", it.family.number, url=it.family.get_absolute_url()),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [*super().get_facts(), ("补贴标准", it.rule), *working_facts(services.working_of(it))]

    def get_tables(self) -> list[tuple[str, Table]]:
        versions = self.object.family.grants.select_related("family", "unit").order_by("-version")
        payments = self.object.family.payments.select_related("family", "unit").order_by("-year", "-quarter", "-pk")
        same = ("family", "unit")
        return [("各版", GrantTable(versions, orderable=False, exclude=(*same, "applicant"))),
                ("发放明细", PaymentTable(payments, orderable=False, exclude=same, empty_text="还没有发放"))]

    def get_buttons(self) -> list[Button]:
        found = super().get_buttons()
        if self.object.status in ADJUST.sources and self.request.user.can(ADJUST.permission):
            found.insert(0, Button(ADJUST.label, self.get_step_url(ADJUST)))
        return found

    def get_step_url(self, step: Step) -> str:
        return f"{self.object.get_absolute_url()}{step.code}/"


class GrantStep(ReviewPage):
    model = SubsidyGrant
    workflow = GRANT
    related = RELATED

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("保障对象", it.family), ("版次", it.version), ("家庭类别", it.get_category_display()),
            ("起发日期", str(it.from_on)), ("核定或调整依据", it.reason), ("登记人", it.recorded_by),
            *working_facts(services.working_of(it)),
        ]


class GrantConfirm(GrantStep):
    step = GRANT.steps["confirm"]
    done = "已复核，列入以后的发放批次。"

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.recorded_by_id):
            return "这份补贴由您本人核定，须由另一位同事复核。"
        return super().get_blocked()

    def get_effects(self) -> list[str]:
        it = self.object
        first = "家庭转为租赁补贴在保，不再轮候配房。" if it.version == 1 else "上一版到起发日期前一日为止。"
        return [f"{it.from_on} 起每月补贴 {grouped(it.monthly_amount, 2)} 元。", first]

    def perform(self, form: Form) -> SubsidyGrant:
        return services.confirm_grant(actor=self.request.user, grant=self.object)


class GrantReject(GrantStep):
    step = GRANT.steps["reject"]
    done = "已退回，可以重新核定。"

    def perform(self, form: Form) -> SubsidyGrant:
        return services.reject_grant(actor=self.request.user, grant=self.object, reason=form.reason)


class GrantSuspend(GrantStep):
    step = GRANT.steps["suspend"]
    form_class = GrantEndForm
    done = "已暂停。"

    def get_effects(self) -> list[str]:
        return ["暂停期间不列入发放批次，恢复后按应发月份追溯补发。", "恢复在保障对象页面办理。"]

    def perform(self, form: GrantEndForm) -> SubsidyGrant:
        return services.suspend_grant(actor=self.request.user, grant=self.object, **form.cleaned_data)


class GrantEnd(GrantStep):
    step = GRANT.steps["end"]
    form_class = GrantEndForm
    done = "已终止。"

    def get_effects(self) -> list[str]:
        return ["停发日期以前应发的月份仍列入批次。", "家庭退出保障在保障对象页面办理。"]

    def perform(self, form: GrantEndForm) -> SubsidyGrant:
        return services.end_grant(actor=self.request.user, grant=self.object, **form.cleaned_data)


class GrantAdjust(GrantStep):
    """A new version of a running grant; the one before ends when the new one is confirmed."""

    step = ADJUST
    workflow = None
    form_class = AdjustForm
    done = "已登记调整，等待另一位同事复核。"

    def get_initial(self) -> dict[str, Any]:
        family = self.object.family
        return {**super().get_initial(), "category": family.category, "own_area": family.house_area_pc}

    def get_blocked(self) -> str:
        now = self.object.get_status_display()
        return "" if self.object.status in ADJUST.sources else f"这一版{now}，请从执行中的一版调整。"

    def perform(self, form: AdjustForm) -> SubsidyGrant:
        return services.adjust_grant(actor=self.request.user, grant=self.object, **form.cleaned_data)
